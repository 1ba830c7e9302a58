"""What managers configure: the settings of a day, and what screenings ask from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.clearances import policies, rules
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.vocab import CriterionKind
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.steps.actions import date_settings
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid

if TYPE_CHECKING:
    from ilo_dc.core.models import User

ADDED = gettext_noop("Screening criterion added")


class UnableToConfigure(UnableToAct):
    """The settings of clearances cannot be so."""

    title = "Unable to save the settings"


@dataclass(frozen=True)
class RuleText:
    """Settings of clearances from a day on."""

    effective_on: date
    reason: str
    screening_days: int = rules.DAYS["screening"]
    act_emp_days: int = rules.DAYS["act_emp"]
    actrav_days: int = rules.DAYS["actrav"]
    legal_days: int = rules.DAYS["legal"]
    decision_days: int = rules.DAYS["decision"]
    valid_months: int = rules.VALID_MONTHS


@dataclass(frozen=True)
class CriterionText:
    """What screenings ask from a day on; `answers` of a question, one a line."""

    kind: str
    text: str
    starts_on: date
    answers: str = ""
    source: str = ""


@transaction.atomic
def set_rules(*, by: User, text: RuleText) -> ClearanceRule:
    """Date new settings; requests that were made before keep theirs.

    Raises:
        Refused: no manager.
        UnableToConfigure: a day that has passed already.
        UnableToAct: what the fields found, or the day has settings already.
    """
    require(policies.may_configure(by))
    rule = ClearanceRule(demonstration=is_demonstration(), **field_values(text))
    return date_settings(by=by, settings=rule, unable=UnableToConfigure)


@transaction.atomic
def add_criterion(*, by: User, text: CriterionText) -> ScreeningCriterion:
    """Ask something of the screenings of requests that are made from a day on.

    Raises:
        Refused: no manager.
        UnableToConfigure: a day that has passed already, or answers that are missing or too long.
        UnableToAct: what the fields found.
    """
    require(policies.may_configure(by))
    values = field_values(text)
    answers = [] if text.kind == CriterionKind.EXCLUSION else rules.lines_of(text.answers)
    problems = {}
    if text.starts_on < timezone.now().date():
        problems["starts_on"] = [_("Give today or a day to come.")]
    if text.kind == CriterionKind.COMMON_APPROACH and len(answers) < rules.FEWEST_ANSWERS:
        problems["answers"] = [_("Give two answers or more, one a line.")]
    if any(len(line) > rules.LONGEST_ANSWER for line in answers):
        problems["answers"] = [_("Shorten each answer to 200 characters.")]
    if problems:
        raise UnableToConfigure(_("Some entries need your attention."), problems)
    values["answers"] = "\n".join(answers)
    with history_context(by, ADDED):
        return save_valid(ScreeningCriterion(demonstration=is_demonstration(), **values))


@transaction.atomic
def end_criterion(
    *, by: User, criterion: ScreeningCriterion, lock_version: int, ends_on: date, reason: str
) -> ScreeningCriterion:
    """Ask a criterion no longer of requests that are made from `ends_on` on; what was answered stays.

    Raises:
        Refused: no manager.
        Conflict: somebody changed it meanwhile.
        UnableToConfigure: it has an end, a day that has passed already, or no reason.
        UnableToAct: it would end before it begins.
    """
    require(policies.may_configure(by))
    now = locked(criterion, lock_version=lock_version)
    problems = {}
    if now.ends_on is not None:
        problems["ends_on"] = [_("This criterion has an end already.")]
    elif ends_on <= timezone.now().date():
        problems["ends_on"] = [_("Give today or a day to come.")]
    if not reason.strip():
        problems["reason"] = [_("Say why; the history keeps it.")]
    if problems:
        raise UnableToConfigure(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        return save_changes(now, {"ends_on": ends_on})
