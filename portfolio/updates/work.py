"""What awaits a person of outcome updates, what of theirs others have to go on with, what is coming."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.history.four_eyes import Takers, taken_by
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import granted_at
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem, most_urgent, where
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.policies import overseen as overseen_by
from ilo_dc.core.work.reading import read_once, read_together
from ilo_dc.formats.text import half_year
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.policies import place_of
from portfolio.programmes.work import programmes_overseen
from portfolio.updates.actions.update_notices import due_among, updates_due
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.policies import (
    programmes_written_by,
    reviewers_of,
    updates_decided_by,
    updates_written_by,
    writers_of,
)
from portfolio.updates.querysets import RETURNING, SUBMITTING
from portfolio.updates.rules import DUE_IN, period_at
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
    from portfolio.updates.rules import Period

PLACES = (
    "outcome__programme__office",
    "outcome__office",
    "outcome__cpo__country__region",
    "outcome__cpo__region",
    "outcome__product__office",
)


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the updates that `user` has to mend, to decide on and to write."""
    if not user.is_authenticated:
        return []
    return most_urgent((*_returned(user), *_submitted(user), *_due(user)))


@read_once
def _in_decision(user: Viewer) -> dict[str, list[OutcomeUpdate]]:
    """Return what was submitted or returned: theirs to correct, to decide on, and what others have to do."""
    rows = OutcomeUpdate.objects.select_related(*PLACES)
    written, to_decide = updates_written_by(user), updates_decided_by(user)
    submitted = rows.filter(written | taken_by(user, SUBMITTING), state=UpdateState.SUBMITTED)
    returned = rows.filter(state=UpdateState.RETURNED).order_by("ends_on", "decided_at", "pk")
    return read_together(
        returned=returned.filter(written),
        to_decide=to_decide.select_related(*PLACES).order_by("ends_on", "submitted_at", "pk"),
        # without those that are theirs to decide on, of sub-regional programmes
        undecided=submitted.exclude(pk__in=to_decide.order_by().values("pk")).order_by(
            "ends_on", "submitted_at", "pk"
        ),
        given_back=returned.filter(taken_by(user, RETURNING)),
    )


def _returned(user: Viewer) -> Iterator[WorkItem]:
    for update in _in_decision(user)["returned"]:
        yield WorkItem(
            title=_("Correct the returned update"),
            url=reverse("portfolio:update", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.decided_at or update.updated_at,
            subject=together(update.outcome, f" · {update.period_name}"),
            due_on=update.due_on,
            key=_key(update.outcome_id, update.period),
        )


def _submitted(user: Viewer) -> Iterator[WorkItem]:
    for update in _in_decision(user)["to_decide"]:
        yield WorkItem(
            title=_("Accept or return the update"),
            url=reverse("portfolio:update-review", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.submitted_at or update.updated_at,
            subject=together(update.outcome, f" · {update.period_name}"),
            due_on=update.due_on,
            is_decision=True,
            key=f"update-decision:{update.pk}",
        )


def _due(user: Viewer) -> Iterator[WorkItem]:
    """What was begun and not returned is due, too; the way on leads to its form."""
    for due in updates_due(programmes_written_by(user), today=timezone.now().date()):
        if due.update is not None and due.update.state == UpdateState.RETURNED:
            continue
        yield WorkItem(
            title=_("Finish the draft") if due.update else _("Write the update"),
            url=reverse("portfolio:update-new", args=[due.outcome.pk, due.period.code]),
            kind=_("Outcome update"),
            since=datetime.combine(due.period.ends_on, time.min, UTC),
            subject=together(due.outcome, f" · {half_year(due.period.code)}"),
            due_on=due.period.due_on,
            key=_key(due.outcome.pk, due.period),
        )


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield the updates that the offices which `user` manages have to write, and those to decide on."""
    if not may_oversee(user):
        return
    running = programmes_overseen(user)["running"]
    for due in islice(due_among(running, today=timezone.now().date()), MOST_OVERSEEN):
        returned = due.update if due.update and due.update.state == UpdateState.RETURNED else None
        role = writers_of(due.programme)
        country, region = place_of(due.programme)
        yield WorkItem(
            title=_("Correct the returned update") if returned else _("Write the update"),
            url=reverse("portfolio:update", args=[returned.pk])
            if returned
            else reverse("portfolio:update-new", args=[due.outcome.pk, due.period.code]),
            kind=_("Outcome update"),
            since=(returned and returned.decided_at) or datetime.combine(due.period.ends_on, time.min, UTC),
            subject=together(due.outcome, f" · {half_year(due.period.code)}"),
            due_on=due.period.due_on,
            waits_on=together(
                str(Role(role).label), ", ", str(due.programme.country or due.programme.region or "")
            ),
            key=_key(due.outcome.pk, due.period),
            doers=Doers(granted_at(country=country, region=region) & Q(role=role)),
            **where(due.programme),
        )
    yield from _decisions_overseen(user)


def _decisions_overseen(user: Viewer) -> Iterator[WorkItem]:
    rows = OutcomeUpdate.objects.visible_to(user).filter(
        overseen_by(user, country="outcome__cpo__country__", region="outcome__cpo__region__"),
        state=UpdateState.SUBMITTED,
    )
    places = (
        "outcome__programme",
        "outcome__cpo__country__region",
        "outcome__cpo__region",
        "outcome__product",
    )
    found = list(rows.select_related(*places).order_by("submitted_at", "pk")[:MOST_OVERSEEN])
    submitters = Takers([update.pk for update in found], SUBMITTING)
    for update in found:
        yield WorkItem(
            title=_("Accept or return the update"),
            url=reverse("portfolio:update-review", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.submitted_at or update.updated_at,
            subject=together(update.outcome, f" · {update.period_name}"),
            due_on=update.due_on,
            waits_on=", ".join(str(role.label) for role in reviewers_of(update.outcome.home)),
            is_decision=True,
            key=f"update-decision:{update.pk}",
            doers=Doers(
                _reviewed_by(update.outcome),
                excluded=submitters.of(update.pk),
            ),
            **where(update.outcome.cpo),
        )


def _reviewed_by(outcome: ProgrammeOutcome) -> Q:
    """Return the condition that a membership decides on an outcome’s updates: a product’s, wherever held."""
    place = outcome.cpo
    if place is None:
        return Q(role__in=reviewers_of(outcome.home))
    country, region = place_of(place)
    return granted_at(country=country, region=region) & Q(role__in=reviewers_of(place))


def _key(outcome: int, period: Period) -> str:
    """Name the update of an outcome and a period while it is to be written, begun or not."""
    return f"update:{outcome}:{period.code}"


def handed_in(user: Viewer) -> list[WorkItem]:
    """Return what `user` or their office submitted and the region decides on, and what `user` returned."""
    if not user.is_authenticated:
        return []
    return most_urgent((*_undecided(user), *_given_back(user)))


def coming(user: Viewer) -> list[WorkItem]:
    """Return the periods that run now and whose updates `user` writes at their end, one a programme."""
    if not user.is_authenticated:
        return []
    running = period_at(settings.PORTAL_UPDATE_PERIOD, timezone.now().date())
    rows = programmes_written_by(user).annotate(end=Coalesce("extended_until", "ends_on"))
    rows = rows.filter(status__in=DUE_IN, starts_on__lt=running.ends_on, end__gt=running.starts_on)
    return [_period_item(programme, running) for programme in rows.order_by("pk")[:MOST]]


def _undecided(user: Viewer) -> Iterator[WorkItem]:
    for update in _in_decision(user)["undecided"]:
        home = update.outcome.home
        region = home.region or (home.country.region if home.country else None)
        role = str(Role.REGIONAL.label if update.outcome.cpo else Role.MANAGER.label)
        yield WorkItem(
            title=_("Decision on the update"),
            url=reverse("portfolio:update", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.submitted_at or update.updated_at,
            subject=together(update.outcome, f" · {update.period_name}"),
            due_on=update.due_on,
            waits_on=together(role, ", ", region) if region else role,
        )


def _given_back(user: Viewer) -> Iterator[WorkItem]:
    for update in _in_decision(user)["given_back"]:
        outcome = update.outcome
        office = outcome.programme.office if outcome.programme else outcome.office
        yield WorkItem(
            title=_("Correction of the update that you returned"),
            url=reverse("portfolio:update", args=[update.pk]),
            kind=_("Outcome update"),
            since=update.decided_at or update.updated_at,
            subject=together(update.outcome, f" · {update.period_name}"),
            due_on=update.due_on,
            waits_on=str(office or _writers(outcome)),
        )


def _writers(outcome: ProgrammeOutcome) -> object:
    """Return who writes the updates of an outcome without an office: its country, or a product's unit."""
    if outcome.product is not None:
        return outcome.product.office or Role.COORDINATOR.label
    return (outcome.cpo and outcome.cpo.country) or Role.FIELD.label


def _period_item(programme: CountryProgramme, period: Period) -> WorkItem:
    return WorkItem(
        title=_("Write the updates of the period"),
        url=f"{reverse('programme', args=[programme.slug])}#results",
        kind=_("Outcome update"),
        since=datetime.combine(period.ends_on, time.min, UTC),
        subject=together(programme.title, f" · {half_year(period.code)}"),
        due_on=period.due_on,
    )
