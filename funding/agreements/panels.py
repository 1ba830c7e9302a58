"""Pieces of an agreement's page: its head, its amounts, its parts, its documents, its life."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.agreements import policies
from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.rules import STATUSES, Amounts, amounts_of, steps_of
from funding.agreements.tables import BADGES, source_label, status_badge
from funding.agreements.vocab import AgreementKind, AgreementStatus
from ilo_dc.core.days import last_day
from ilo_dc.core.documents.pages import Listed
from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.history import events as history
from ilo_dc.core.life.reasons import reason_in_words
from ilo_dc.core.life.rules import in_effect, mistaken
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import grants_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 20
ASIDE = (AgreementStatus.TERMINATED, AgreementStatus.ABANDONED)  # off the usual way: offered last
WHOLE = Decimal(100)


@dataclass(frozen=True)
class AgreementHead:
    """What heads an agreement's page: its status, those of its life, and what the reader may do."""

    status: str
    statuses: list[Any]
    place: int
    source: str
    last_day: Any
    umbrella: Agreement | None
    partner_url: str
    may_edit: bool
    may_publish: bool
    may_withdraw: bool
    steps: list[dict[str, str]]


@dataclass(frozen=True)
class GatesPanel:
    """What the next step forward lacks, for staff."""

    label: Any
    lacking: list[dict[str, Any]]
    template: str = "funding/agreements/panels/gates_of_agreement.html"


@dataclass(frozen=True)
class MoneyPanel:
    """What the amount is made of, as signed; with amendments for who reads the whole amount."""

    agreement: Agreement
    amounts: Amounts | None
    amended_total: Decimal | None
    template: str = "funding/agreements/panels/money_of_agreement.html"


@dataclass(frozen=True)
class PartsPanel:
    """The parts of one kind, their `total`, and what is `missing` to a whole (None: not asked)."""

    agreement: Agreement
    rows: list[Any]
    may_change: bool
    template: str
    total: Decimal | None = None
    missing: Decimal | None = None


@dataclass(frozen=True)
class DocumentsPanel:
    """The documents, for those who read them, and whether there is a way to attach one."""

    agreement: Agreement
    documents: list[Listed]
    may_document: bool
    template: str = "funding/agreements/panels/documents_of_agreement.html"


@dataclass(frozen=True)
class StatusLine:
    """A status of the life as it was recorded, and the ways to mend it: pairs of address and label."""

    recorded: AgreementState
    reason: str
    kind: str
    ways: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class LifePanel:
    """The statuses so far and those recorded by mistake, for staff who changed what."""

    holding: list[StatusLine]
    mistaken: list[StatusLine]
    changes: list[history.Event]
    may_see_changes: bool
    template: str = "funding/agreements/panels/life_of_agreement.html"


def head_of(user: Viewer, found: Agreement, life: LifePanel) -> AgreementHead:
    """Return what heads the page of an agreement (as `for_list` gives it) that `user` sees."""
    passed = tuple(line.recorded.status for line in life.holding)
    statuses = steps_of(found.status, passed)
    return AgreementHead(
        status=status_badge(found.status),
        statuses=[AgreementStatus(status).label for status in statuses],
        place=statuses.index(found.status) + 1,
        source=source_label(found),
        last_day=last_day(found.ends_now),
        umbrella=_umbrella_of(user, found),
        partner_url=_partner_url(found),
        may_edit=bool(policies.may_edit_agreement(user, found)),
        may_publish=bool(policies.may_publish_agreement(user, found)),
        may_withdraw=bool(policies.may_withdraw_agreement(user, found)),
        steps=[
            {
                "label": str(AgreementStatus(to).label),
                "url": reverse("funding:agreement-move", args=[found.pk, to]),
            }
            for to in sorted(STATUSES.moves[found.status], key=ASIDE.__contains__)
            if policies.may_move_agreement(user, found, to)
        ],
    )


def gates_of(user: Viewer, found: Agreement) -> GatesPanel | None:
    """Return what the next step forward lacks; None: the reader is no staff, or there is none."""
    forward = [to for to in STATUSES.moves[found.status] if to not in ASIDE]
    if not forward or not grants_of(user).is_staff:
        return None
    lacking = AGREEMENT_LIFE.gates_before(found, forward[0])
    lines = [{"message": _(gate.message), "source": _(gate.source)} for gate in lacking]
    return GatesPanel(AgreementStatus(forward[0]).label, lines)


def money_of(found: Agreement) -> MoneyPanel:
    """Return what the amount that the reader may read is made of."""
    amounts = None
    if found.amount is not None and found.psc_rate is not None:
        amounts = amounts_of(
            found.amount,
            psc_rate=found.psc_rate,
            levy=found.levy,
            minor_units=found.currency.minor_units,
        )
    return MoneyPanel(found, amounts, found.amended_total if found.whole_amount else None)


def partners_of(user: Viewer, found: Agreement) -> PartsPanel | None:
    """Return what each of several partners gives, as far as `user` reads it; None: it has one partner."""
    if found.kind != AgreementKind.MULTI_DONOR:
        return None
    rows = AgreementPartner.objects.visible_to(user).filter(agreement=found).select_related("organisation")
    lines = list(rows.order_by("pk"))
    total, missing = compared(lines, found.signed_total) if grants_of(user).is_staff else (None, None)
    may_change = bool(policies.may_name_partners(user, found))
    template = "funding/agreements/panels/partners_of_agreement.html"
    return PartsPanel(found, lines, may_change, template, total, missing)


def amendments_of(user: Viewer, found: Agreement) -> PartsPanel:
    """Return the amendments that `user` sees."""
    rows = Amendment.objects.visible_to(user).filter(agreement=found).select_related("partner")
    may_change = bool(policies.may_amend_agreement(user, found))
    template = "funding/agreements/panels/amendments_of_agreement.html"
    return PartsPanel(found, list(rows.order_by("number", "pk")), may_change, template)


def projects_of(user: Viewer, found: Agreement) -> PartsPanel:
    """Return the projects that it funds and `user` sees; staff read whether the shares are whole."""
    rows = FundedProject.objects.visible_to(user).filter(agreement=found).select_related("project")
    lines = list(rows.order_by("-share", "pk"))
    total = sum((row.share for row in lines), Decimal(0))
    missing = WHOLE - total if lines and grants_of(user).is_staff else None
    may_change = bool(policies.may_edit_agreement(user, found))
    template = "funding/agreements/panels/projects_of_agreement.html"
    return PartsPanel(found, lines, may_change, template, total, missing)


def children_of(user: Viewer, found: Agreement) -> PartsPanel | None:
    """Return the agreements under an umbrella that `user` sees; None: it is none."""
    if found.kind != AgreementKind.UMBRELLA:
        return None
    rows = Agreement.objects.visible_to(user).filter(parent=found).for_list().order_by("signed_on", "pk")
    lines = [{"agreement": row, "status": status_badge(row.status)} for row in rows]
    template = "funding/agreements/panels/children_of_agreement.html"
    return PartsPanel(found, lines, may_change=False, template=template)


def documents_of(user: Viewer, found: Agreement) -> DocumentsPanel | None:
    """Return the documents of an agreement; None: `user` does not read them."""
    if not policies.reads_documents(user, found):
        return None
    may_document = bool(policies.may_document_agreement(user, found))
    is_staff = grants_of(user).is_staff
    rows = Document.objects.of(found).current().select_related("attached_by").order_by("-pk")
    listed = [
        Listed(
            row,
            reverse("funding:agreement-document", args=[found.pk, row.pk]),
            reverse("funding:agreement-document-withdraw", args=[found.pk, row.pk]) if may_document else "",
            who=str(row.attached_by) if is_staff else "",
        )
        for row in rows
    ]
    return DocumentsPanel(found, listed, may_document)


def life_of(user: Viewer, found: Agreement, *, with_changes: bool = False) -> LifePanel:
    """Return the life of an agreement as `user` may see it; reasons, and who changed what, are for staff."""
    is_staff = grants_of(user).is_staff
    statuses = list(AgreementState.objects.visible_to(user).of(found).select_related("change"))
    may_correct = policies.may_correct_agreement(user, found)
    holding = [
        _line(recorded, is_staff=is_staff, ways=_ways(found, recorded, number) if may_correct else ())
        for number, recorded in enumerate(in_effect(statuses))
    ]
    wrong = [_line(recorded, is_staff=is_staff) for recorded in reversed(mistaken(statuses))]
    changes = _changes(found) if is_staff and with_changes else []
    return LifePanel(holding[::-1], wrong, changes, may_see_changes=is_staff)


def _umbrella_of(user: Viewer, found: Agreement) -> Agreement | None:
    """Return the umbrella agreement; None: it has none, or `user` does not see it."""
    if found.parent_id is None:
        return None
    return Agreement.objects.visible_to(user).filter(pk=found.parent_id).first()


def _partner_url(found: Agreement) -> str:
    """Return the partner's own page, else the agreements with it."""
    if hasattr(found.partner, "funding_profile"):
        return reverse("partner", args=[found.partner.slug])
    return f"{reverse('funding:agreements')}?partner={found.partner.slug}"


def _line(recorded: AgreementState, *, is_staff: bool, ways: tuple[tuple[str, Any], ...] = ()) -> StatusLine:
    reason = reason_in_words(recorded, recorded.reason) if is_staff else ""
    return StatusLine(recorded, reason, BADGES[AgreementStatus(recorded.status)], ways)


def _ways(found: Agreement, recorded: AgreementState, number: int) -> tuple[tuple[str, Any], ...]:
    """Return the ways to mend a status: address and label; the first one is not taken back."""
    address = [found.pk, recorded.pk]
    correct = reverse("funding:agreement-status-correct", args=address), _("Correct")
    if not number or not recorded.is_current:
        return (correct,)
    return correct, (reverse("funding:agreement-status-take-back", args=address), _("Take it back"))


def compared(rows: Iterable[Any], whole: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Return the sum of amounts, and what it leaves of the whole (None: there is no whole, or no row)."""
    lines = list(rows)
    total = sum((row.amount for row in lines), Decimal(0))
    return total, (whole - total if lines and whole is not None else None)


def _changes(found: Agreement) -> list[history.Event]:
    """Return what people changed last of the agreement and of what belongs to it."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    parts = (
        "funding.agreementpartner",
        "funding.amendment",
        "funding.instalment",
        "funding.donorreport",
        "funding.fundedproject",
    )
    about = {
        "funding.agreement": Q(pgh_obj_id=found.pk),
        **{part: Q(agreement_id=found.pk) for part in parts},
        noun_of(Document): Q(owner_noun=noun_of(found), owner_id=str(found.pk)),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)
