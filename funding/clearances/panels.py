"""A clearance as pieces of pages: its steps and what stands against it, what is valid for a partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.clearances import policies
from funding.clearances.actions.clocks import clocks_of, who_of
from funding.clearances.actions.decisions import bars_of
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.querysets import sees_clearances, valid_clearance
from funding.clearances.tables import status_badge
from funding.clearances.vocab import ADVISED_ON, BUREAUX, Step
from ilo_dc.core.documents.pages import listed
from ilo_dc.core.history import events as history
from ilo_dc.core.steps.panels import StepLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.documents.pages import Listed
    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 30


@dataclass(frozen=True)
class ClearancePanel:
    """A clearance: its steps, whom it waits for, what bars clearing, what the screening answered."""

    clearance: PartnershipClearance
    steps: list[StepLine]
    waits_for: list[StepLine]
    bars: list[str]
    answers: list[Any]
    badge: str
    is_valid: bool


def panel_of(clearance: PartnershipClearance) -> ClearancePanel:
    """Return a clearance as a piece of a page."""
    steps = _steps(clearance)
    today = timezone.now().date()
    answers = clearance.answers.select_related("criterion").order_by("-criterion__kind", "criterion")
    return ClearancePanel(
        clearance=clearance,
        steps=steps,
        waits_for=[one for one in steps if one.clock.is_waiting],
        bars=bars_of(clearance) if clearance.status in ADVISED_ON else [],
        answers=list(answers),
        badge=status_badge(clearance.status),
        is_valid=PartnershipClearance.objects.valid_on(today).filter(pk=clearance.pk).exists(),
    )


def ways_of(user: Viewer, clearance: PartnershipClearance) -> Iterator[tuple[str, Any]]:
    """Yield what `user` may do now about a clearance: address and label."""
    for bureau in BUREAUX:
        if policies.may_give_opinion(user, clearance, bureau):
            address = reverse("funding:clearance-opinion", args=[clearance.pk, bureau])
            yield address, _("Give the opinion of your bureau")
    ways = (
        ("clearance-screen", _("Screen the partner"), policies.may_screen(user, clearance)),
        ("clearance-advise", _("Record the legal advice"), policies.may_advise(user, clearance)),
        ("clearance-decide", _("Decide on the clearance"), policies.may_decide(user, clearance)),
        ("clearance-edit", _("Edit the request"), policies.may_edit(user, clearance)),
        ("clearance-hand-over", _("Name a substitute"), policies.may_hand_over(user, clearance)),
        ("clearance-attach", _("Attach a document"), policies.may_document(user, clearance)),
        ("clearance-withdraw", _("Withdraw the request"), policies.may_withdraw(user, clearance)),
    )
    for name, label, may in ways:
        if may:
            yield reverse(f"funding:{name}", args=[clearance.pk]), label


def documents_of(user: Viewer, clearance: PartnershipClearance) -> list[Listed]:
    """Return the documents of a clearance that `user` sees."""
    may = policies.may_document(user, clearance)
    withdraw = "funding:clearance-document-withdraw" if may else ""
    return listed(clearance, serve="funding:clearance-document", withdraw=withdraw)


def changes_of(clearance: PartnershipClearance) -> list[history.Event]:
    """Return what people changed of a clearance, in words, the latest first."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    about = {
        "funding.partnershipclearance": Q(pgh_obj_id=clearance.pk),
        "funding.screeninganswer": Q(clearance_id=clearance.pk),
        "funding.clearanceopinion": Q(clearance_id=clearance.pk),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)


def clearances_of(user: Viewer, organisation: Organisation) -> dict[str, Any] | None:
    """Return what is valid for a partner today, for its page; None: hidden, or none was asked for.

    {valid: the clearance (None: none is), all: the address of all of the partner}.
    """
    if not sees_clearances(user):
        return None
    if not PartnershipClearance.objects.filter(organisation=organisation).exists():
        return None
    return {
        "valid": valid_clearance(organisation, timezone.now().date()),
        "all": f"{reverse('funding:clearances')}?partner={organisation.slug}",
    }


def _steps(clearance: PartnershipClearance) -> list[StepLine]:
    lines = []
    for clock in clocks_of(clearance, today=timezone.now().date()):
        who, result = who_of(clearance, clock.step)
        lines.append(StepLine(str(Step(clock.step).label), who, clock, result))
    return lines
