"""Priorities of country programmes: add, edit, remove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.versions.actions import field_values, history_context, revise, save_valid
from portfolio.programmes import policies
from portfolio.programmes.actions.programme_parts import plan_that_grows, remove_part
from portfolio.programmes.models.country_programme import Priority

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.programmes.models.country_programme import CountryProgramme


@dataclass(frozen=True)
class PriorityText:
    """What is said of a priority; `position` is its number in the programme, from 1."""

    position: int
    title: str


@transaction.atomic
def add_priority(*, by: User, programme: CountryProgramme, text: PriorityText) -> Priority:
    """Add a priority to a programme.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToChangePlan: the programme is closed.
        UnableToAct: another priority has the number, or a field is wrong.
    """
    held = plan_that_grows(by, programme)
    with history_context(by, gettext_noop("Priority added")):
        return save_valid(Priority(programme=held, demonstration=held.demonstration, **field_values(text)))


@transaction.atomic
def edit_priority(*, by: User, priority: Priority, lock_version: int, text: PriorityText) -> Priority:
    """Change a priority; `lock_version` is the one that was read.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToAct: another priority has the number, or a field is wrong.
    """
    require(policies.may_edit_programme(by, priority.programme))
    with history_context(by, gettext_noop("Priority edited")):
        return revise(priority, lock_version=lock_version, values=field_values(text))


@transaction.atomic
def remove_priority(*, by: User, priority: Priority, lock_version: int) -> None:
    """Remove a priority without outcomes from a programme that is not yet signed.

    Raises:
        Refused, Conflict, UnableToChangePlan: as `remove_part`.
    """
    remove_part(
        by,
        priority,
        programme=priority.programme,
        lock_version=lock_version,
        reason=gettext_noop("Priority removed"),
        first=_("Outcomes belong to this priority. Remove or move them first."),
    )
