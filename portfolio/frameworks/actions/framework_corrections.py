"""What was recorded of a framework's life by mistake: corrected or taken back, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.rules import fits, in_effect
from ilo_dc.core.versions.actions import history_context, locked, save_valid
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.framework_notices import STATUS_CORRECTED, tell_of_framework
from portfolio.frameworks.actions.frameworks import missing_problems
from portfolio.frameworks.models.framework_state import FrameworkState

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.frameworks.actions.frameworks import Step
    from portfolio.frameworks.models.framework import CooperationFramework

Life = Sequence[FrameworkState]


class UnableToCorrectStatus(UnableToAct):
    """What was recorded cannot be corrected like this."""

    title = "Unable to correct this status"


@transaction.atomic
def correct_framework_status(
    *,
    by: User,
    framework: CooperationFramework,
    state: FrameworkState,
    lock_version: int,
    step: Step,
    reason: str,
) -> CooperationFramework:
    """Say what a status, present or past, really was; `lock_version` is the framework's that was read.

    Raises:
        Refused: neither a regional officer of the region nor a manager.
        Conflict: somebody saved another version meanwhile.
        UnableToCorrectStatus: it does not hold any more, nothing differs, or it does not fit its neighbours.
    """
    require(policies.may_correct_framework(by, framework))
    now = locked(framework, lock_version=lock_version)
    life, index = _place_of(now, state)
    problems = _problems_of(life, index, step, reason)
    if not problems and index + 1 == len(life):
        problems = missing_problems(step.status, now)
    if problems:
        raise UnableToCorrectStatus(_("Some entries need your attention."), problems)
    new = FrameworkState(
        framework=now,
        status=step.status,
        effective_on=step.effective_on,
        note=step.note.strip(),
        replaces=life[index],
        past=index + 1 < len(life),
    )
    return _save(by, now, new, reason)


@transaction.atomic
def take_back_framework_status(
    *, by: User, framework: CooperationFramework, state: FrameworkState, lock_version: int, reason: str
) -> CooperationFramework:
    """Say that the present status (`state`) never was: the one before it holds again.

    Raises:
        Refused: neither a regional officer of the region nor a manager.
        Conflict: somebody saved another version meanwhile.
        UnableToCorrectStatus: not the present status, the first one, or no reason.
    """
    require(policies.may_correct_framework(by, framework))
    now = locked(framework, lock_version=lock_version)
    life, index = _place_of(now, state)
    if index + 1 < len(life):
        raise UnableToCorrectStatus(
            _("Another status was recorded after this one. Take that one back first.")
        )
    if index == 0:
        raise UnableToCorrectStatus(_("There is no status before this one. Correct it instead."))
    if not reason.strip():
        raise UnableToCorrectStatus(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    before = life[index - 1]
    holds_again = FrameworkState(
        framework=now,
        status=before.status,
        effective_on=before.effective_on,
        note=before.note,
        replaces=before,
        takes_back=life[index],
    )
    return _save(by, now, holds_again, reason)


def _place_of(framework: CooperationFramework, state: FrameworkState) -> tuple[Life, int]:
    life = in_effect(FrameworkState.objects.of(framework))
    index = next((number for number, one in enumerate(life) if one.pk == state.pk), None)
    if index is None:
        raise UnableToCorrectStatus(_("This was corrected already. Correct what holds now."))
    return life, index


def _problems_of(life: Life, index: int, step: Step, reason: str) -> dict[str, list[str]]:
    """Return what stands against a correction, by the field that repairs it."""
    before = life[index - 1] if index else None
    after = life[index + 1] if index + 1 < len(life) else None
    problems: dict[str, list[str]] = {}
    if not reason.strip():
        problems["reason"] = [_("Say what was wrong; the history keeps it.")]
    if step.effective_on > timezone.now().date():
        problems["effective_on"] = [_("This day is still to come.")]
    elif not fits(
        step.effective_on,
        after=before.effective_on if before else None,
        before=after.effective_on if after else None,
    ):
        problems["effective_on"] = [_("The status before took effect later, or the one after it earlier.")]
    if (
        step.status not in rules.NEXT_STATUS
        or not rules.may_follow(step.status, before.status if before else "")
        or (after is not None and not rules.may_follow(after.status, step.status))
    ):
        problems["status"] = [_("This status does not fit between the one before and the one after it.")]
    if not problems and life[index].field_values == (step.status, step.effective_on, step.note.strip()):
        problems[""] = [_("This is what is recorded. Change what was wrong.")]
    return problems


def _save(
    by: User, framework: CooperationFramework, new: FrameworkState, reason: str
) -> CooperationFramework:
    """Supersede the present status by `new`; after the correction of a past one it is said again."""
    present = FrameworkState.objects.current().get(framework=framework)
    framework.version += 1
    with (
        history_context(by, reason.strip()),
        recording(by=by, reason="Status of a cooperation framework corrected"),
    ):
        save_valid(framework)
        post(Plan(changed=[Revision(present, new)]), edition=None, demonstration=is_demonstration())
        if new.past:
            again = FrameworkState(
                framework=framework,
                status=present.status,
                effective_on=present.effective_on,
                note=present.note,
                replaces=present,
            )
            post(Plan(changed=[Revision(new, again)]), edition=None, demonstration=is_demonstration())
    tell_of_framework(by=by, framework=framework, text=STATUS_CORRECTED)
    return framework
