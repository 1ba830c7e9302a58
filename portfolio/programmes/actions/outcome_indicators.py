"""Indicators of country programme outcomes, and their milestones: add, edit, remove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.versions.actions import field_values, history_context, revise, save_valid
from portfolio.programmes import policies
from portfolio.programmes.actions.programme_parts import plan_that_grows, remove_part
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome


@dataclass(frozen=True)
class IndicatorText:
    """What is said of an indicator; baseline and target are a number, a text or both."""

    text: str
    unit: str = ""
    baseline_value: Decimal | None = None
    baseline_text: str = ""
    baseline_year: int | None = None
    target_value: Decimal | None = None
    target_text: str = ""
    target_year: int | None = None


@dataclass(frozen=True)
class MilestoneText:
    """What is said of a milestone; an empty `status` is not yet rated."""

    due_on: date
    text: str
    status: str = ""


@transaction.atomic
def add_indicator(*, by: User, outcome: ProgrammeOutcome, text: IndicatorText) -> OutcomeIndicator:
    """Add an indicator to an outcome.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToChangePlan: the programme is closed.
        UnableToAct: what the fields found.
    """
    programme = plan_that_grows(by, outcome.programme)
    with history_context(by, gettext_noop("Indicator added")):
        return save_valid(
            OutcomeIndicator(outcome=outcome, demonstration=programme.demonstration, **field_values(text))
        )


@transaction.atomic
def edit_indicator(
    *, by: User, indicator: OutcomeIndicator, lock_version: int, text: IndicatorText
) -> OutcomeIndicator:
    """Change an indicator; `lock_version` is the one that was read.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToAct: what the fields found.
    """
    require(policies.may_edit_programme(by, indicator.outcome.programme))
    with history_context(by, gettext_noop("Indicator edited")):
        return revise(indicator, lock_version=lock_version, values=field_values(text))


@transaction.atomic
def remove_indicator(*, by: User, indicator: OutcomeIndicator, lock_version: int) -> None:
    """Remove an indicator without milestones from a programme that is not yet signed.

    Raises:
        Refused, Conflict, UnableToChangePlan: as `remove_part`.
    """
    remove_part(
        by,
        indicator,
        programme=indicator.outcome.programme,
        lock_version=lock_version,
        reason=gettext_noop("Indicator removed"),
        first=_("Milestones belong to this indicator. Remove them first."),
    )


@transaction.atomic
def add_milestone(*, by: User, indicator: OutcomeIndicator, text: MilestoneText) -> Milestone:
    """Add a milestone to an indicator.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToChangePlan: the programme is closed.
        UnableToAct: what the fields found.
    """
    programme = plan_that_grows(by, indicator.outcome.programme)
    with history_context(by, gettext_noop("Milestone added")):
        return save_valid(
            Milestone(indicator=indicator, demonstration=programme.demonstration, **field_values(text))
        )


@transaction.atomic
def edit_milestone(*, by: User, milestone: Milestone, lock_version: int, text: MilestoneText) -> Milestone:
    """Change a milestone; `lock_version` is the one that was read.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToAct: what the fields found.
    """
    require(policies.may_edit_programme(by, milestone.indicator.outcome.programme))
    with history_context(by, gettext_noop("Milestone edited")):
        return revise(milestone, lock_version=lock_version, values=field_values(text))


@transaction.atomic
def remove_milestone(*, by: User, milestone: Milestone, lock_version: int) -> None:
    """Remove a milestone from a programme that is not yet signed.

    Raises:
        Refused, Conflict, UnableToChangePlan: as `remove_part`.
    """
    remove_part(
        by,
        milestone,
        programme=milestone.indicator.outcome.programme,
        lock_version=lock_version,
        reason=gettext_noop("Milestone removed"),
        first="",
    )
