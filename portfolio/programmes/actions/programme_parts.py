"""The plan of a programme: when it grows and shrinks; priorities, indicators and milestones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.errors import UnableToAct, Verdict, require
from ilo_dc.core.writing.part import Conditions, Part, Words
from portfolio.programmes import policies
from portfolio.programmes.actions.milestone_states import (
    counts_milestones,
    rating,
    record_state,
    state_of,
)
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator
from portfolio.programmes.rules import programmes as rules

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from ilo_dc.core.models import User
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome


class UnableToChangePlan(UnableToAct):
    """The plan of a programme cannot be changed like this."""

    title = "Unable to change the plan of this country programme"


def plan_that_grows(programme: CountryProgramme) -> CountryProgramme:
    """Return the programme, locked against a change of its status, if its plan takes something new.

    Raises:
        UnableToChangePlan: it is closed, or was discarded meanwhile.
    """
    now = CountryProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if now.discarded:
        raise UnableToChangePlan(_("The draft was discarded meanwhile."))
    if not rules.may_be_added_to(now.status):
        raise UnableToChangePlan(_("The programme is closed: its plan takes nothing new."))
    return now


def plan_that_shrinks(programme: CountryProgramme) -> None:
    """Lock the programme against a change of its status, if its plan may lose something.

    Raises:
        UnableToChangePlan: it is signed.
    """
    status = CountryProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk).status
    if not rules.may_be_removed_from(status):
        raise UnableToChangePlan(
            _("The programme is signed: nothing that was agreed is removed. Change it instead.")
        )


def place_that_grows(outcome: ProgrammeOutcome) -> None:
    """Lock the programme of a place as `plan_that_grows`; without a programme it always takes something new.

    Raises:
        UnableToChangePlan: the programme is closed, or was discarded meanwhile.
    """
    if outcome.programme is not None:
        plan_that_grows(outcome.programme)


def place_that_shrinks(outcome: ProgrammeOutcome) -> None:
    """Lock the programme of a place as `plan_that_shrinks`; without one what was not reported on may go.

    Raises:
        UnableToChangePlan: the programme is signed.
    """
    if outcome.programme is not None:
        plan_that_shrinks(outcome.programme)


# --- Priorities ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PriorityData:
    """What is said of a priority; `position` is its number in the programme, from 1."""

    position: int
    title: str


PRIORITIES = Part(
    model=Priority,
    data=PriorityData,
    owner="programme",
    policy=policies.may_edit_programme,
    conditions=Conditions(
        add=lambda programme, _data: plan_that_grows(programme),
        remove=lambda priority: plan_that_shrinks(priority.programme),
    ),
    unable=UnableToChangePlan,
    first=gettext_lazy("Outcomes belong to this priority. Remove or move them first."),
    history=Words(
        added=gettext_noop("Priority added"),
        changed=gettext_noop("Priority edited"),
        removed=gettext_noop("Priority removed"),
    ),
)

# --- Indicators ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IndicatorData:
    """What is said of an indicator; baseline and target are a number, a text or both."""

    text: str
    unit: str = ""
    baseline_value: Decimal | None = None
    baseline_text: str = ""
    baseline_year: int | None = None
    target_value: Decimal | None = None
    target_text: str = ""
    target_year: int | None = None
    whole_numbers: bool = False


def _may_edit_outcome(user: Viewer, outcome: ProgrammeOutcome) -> Verdict:
    return policies.may_edit_programme(user, outcome.home)


INDICATORS = Part(
    model=OutcomeIndicator,
    data=IndicatorData,
    owner="outcome",
    policy=_may_edit_outcome,
    conditions=Conditions(
        add=lambda outcome, _data: place_that_grows(outcome),
        remove=lambda indicator: place_that_shrinks(indicator.outcome),
    ),
    unable=UnableToChangePlan,
    first=gettext_lazy("Milestones belong to this indicator. Remove them first."),
    history=Words(
        added=gettext_noop("Indicator added"),
        changed=gettext_noop("Indicator edited"),
        removed=gettext_noop("Indicator removed"),
    ),
)

# --- Milestones ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MilestoneData:
    """What is said of a milestone; whether it is reached is no part of it: that is counted."""

    due_on: date
    text: str
    value: Decimal | None = None


def _may_edit_indicator(user: Viewer, indicator: OutcomeIndicator) -> Verdict:
    return policies.may_edit_programme(user, indicator.outcome.home)


def _check_milestone(indicator: OutcomeIndicator, data: MilestoneData) -> None:
    """Refuse a value with decimals where the indicator takes whole numbers.

    Raises:
        UnableToChangePlan: there is one.
    """
    if indicator.whole_numbers and data.value is not None and data.value % 1:
        message = _("Write a whole number: the indicator takes no others.")
        raise UnableToChangePlan(_("Some entries need your attention."), {"value": [message]})


MILESTONES = Part(
    model=Milestone,
    data=MilestoneData,
    owner="indicator",
    policy=_may_edit_indicator,
    check=_check_milestone,
    conditions=Conditions(
        add=lambda indicator, _data: place_that_grows(indicator.outcome),
        remove=lambda milestone: place_that_shrinks(milestone.indicator.outcome),
    ),
    unable=UnableToChangePlan,
    history=Words(
        added=gettext_noop("Milestone added"),
        changed=gettext_noop("Milestone edited"),
        removed=gettext_noop("Milestone removed"),
    ),
)


@transaction.atomic
def add_milestone(*, by: User, owner: OutcomeIndicator, data: MilestoneData, status: str = "") -> Milestone:
    """Add a milestone to an indicator with its status; an empty one is not yet rated.

    Raises:
        Refused, UnableToAct: as `Part.add`.
    """
    counts = counts_milestones(owner.outcome)
    added = MILESTONES.add(by=by, owner=owner, data=data, own={"status": status})
    record_state(by, added, counts=counts)
    return added


@transaction.atomic
def edit_milestone(
    *, by: User, row: Milestone, lock_version: int, data: MilestoneData, status: str
) -> Milestone:
    """Change a milestone, and rate it.

    Raises:
        Refused, Conflict, UnableToAct: as `Part.edit`.
    """
    require(MILESTONES.policy(by, row.indicator))
    counts = counts_milestones(row.indicator.outcome)
    with rating(by, row, state_of(row, status=status, due_on=data.due_on)):
        edited = MILESTONES.edit(by=by, row=row, lock_version=lock_version, data=data, own={"status": status})
        record_state(by, edited, counts=counts)
    return edited
