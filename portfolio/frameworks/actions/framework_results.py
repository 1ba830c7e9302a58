"""Nodes of a framework's results chain: typed by officers, or named by a source and given their level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.versions.actions import history_context, revise
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.framework_parts import (
    UnableToChangeFramework,
    add_part,
    edit_part,
    remove_part,
    unable,
)
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.vocab import ResultLevel

if TYPE_CHECKING:
    from ilo_dc.core.models import User


@dataclass(frozen=True)
class NewResult:
    """A new node: its level, its text, and the node above it."""

    level: str
    text: str
    code: str = ""
    parent: FrameworkResult | None = None


@dataclass(frozen=True)
class ResultText:
    """What is said of a node that keeps its level."""

    text: str
    code: str = ""
    parent: FrameworkResult | None = None


@transaction.atomic
def add_framework_result(*, by: User, framework: CooperationFramework, text: NewResult) -> FrameworkResult:
    """Add a priority, an outcome or an output.

    Raises:
        Refused: `by` does not write in all countries of the framework.
        UnableToChangeFramework: a level that is not known, or nothing of the level above is named.
        UnableToAct: the text stands at this level already.
    """
    require(policies.may_write_in(by, framework.countries.all()))
    _check_place(framework, text.level, text.parent)
    row = FrameworkResult(framework=framework)
    return add_part(by, row, text=text, reason=gettext_noop("Result of a framework added"))


@transaction.atomic
def edit_framework_result(
    *, by: User, framework_result: FrameworkResult, lock_version: int, text: ResultText
) -> FrameworkResult:
    """Correct text, code or place of a node; the source's own text is kept beside it.

    Raises:
        Refused, Conflict, UnableToAct: as `edit_part`.
        UnableToChangeFramework: the node above is not of the level above.
    """
    require(policies.may_write_in(by, framework_result.framework.countries.all()))
    if text.parent is not None:
        _check_place(framework_result.framework, framework_result.level, text.parent)
    return edit_part(
        by,
        framework_result,
        lock_version=lock_version,
        text=text,
        reason=gettext_noop("Result of a framework corrected"),
    )


@transaction.atomic
def set_result_level(
    *,
    by: User,
    framework_result: FrameworkResult,
    lock_version: int,
    level: str,
    parent: FrameworkResult | None,
    reason: str,
) -> FrameworkResult:
    """Say at which level a node stands, and below which other.

    Raises:
        Refused: `by` does not write in all countries of the framework.
        Conflict: somebody saved another version meanwhile.
        UnableToChangeFramework: no reason, a level that is not known, a node above that is not of the
            level above, or nodes below that would then hang in the air.
    """
    framework = framework_result.framework
    require(policies.may_edit_framework(by, framework))
    if not reason.strip():
        raise unable("reason", _("Say why."))
    _check_place(framework, level, parent)
    if parent is not None and parent.pk == framework_result.pk:
        raise unable("parent", _("A result does not stand below itself."))
    if level != framework_result.level and framework_result.children.exists():
        raise UnableToChangeFramework(
            _("Other results stand below this one. Move them first, then change its level.")
        )
    with history_context(by, reason.strip()):
        return revise(framework_result, lock_version=lock_version, values={"level": level, "parent": parent})


@transaction.atomic
def remove_framework_result(*, by: User, framework_result: FrameworkResult, lock_version: int) -> None:
    """Remove a node that was typed by mistake; what a source names stays.

    Raises:
        Refused, Conflict: as `remove_part`.
        UnableToChangeFramework: a source names it, or something stands below it.
    """
    require(policies.may_write_in(by, framework_result.framework.countries.all()))
    if framework_result.source_text:
        raise UnableToChangeFramework(_("UN INFO names this result. Correct it instead."))
    remove_part(
        by, framework_result, lock_version=lock_version, reason=gettext_noop("Result of a framework removed")
    )


def _check_place(framework: CooperationFramework, level: str, parent: FrameworkResult | None) -> None:
    if level not in ResultLevel.values or level == ResultLevel.UNKNOWN:
        raise unable("level", _("Choose a priority, an outcome or an output."))
    if parent is None:
        return
    if parent.framework_id != framework.pk or not rules.may_stand_below(level, parent.level):
        above = rules.LEVEL_ABOVE[level]
        if above is None:
            raise unable("parent", _("Nothing stands above a priority."))
        wanted = _("Choose a result of this framework with the level “%(level)s”.")
        raise unable("parent", wanted % {"level": ResultLevel(above).label})
