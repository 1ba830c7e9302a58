"""Nodes of a framework's results chain: typed by officers, or named by a source and given their level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.versions.actions import history_context, revise
from ilo_dc.core.writing.part import Conditions, Part, Words
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.framework_parts import UnableToChangeFramework, unable
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.vocab import ResultLevel

if TYPE_CHECKING:
    from ilo_dc.core.models import User


@dataclass(frozen=True)
class ResultData:
    """What is said of a node: its level, its text, and the node above it."""

    level: str
    text: str
    code: str = ""
    parent: FrameworkResult | None = None


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


def _check_new(framework: CooperationFramework, data: ResultData) -> None:
    _check_place(framework, data.level, data.parent)


def _check_result(framework: CooperationFramework, data: ResultData) -> None:
    if data.parent is not None:  # what a source names may stand at no known level
        _check_place(framework, data.level, data.parent)


def _check_source(result: FrameworkResult) -> None:
    if result.source_text:
        raise UnableToChangeFramework(_("UN INFO names this result. Correct it instead."))


FRAMEWORK_RESULTS = Part(
    model=FrameworkResult,
    data=ResultData,
    owner="framework",
    policy=policies.may_edit_framework,
    fixed=("level",),  # `set_result_level` changes it, for a reason
    check=_check_result,
    conditions=Conditions(add=_check_new, remove=_check_source),
    unable=UnableToChangeFramework,
    history=Words(
        added=gettext_noop("Result of a framework added"),
        changed=gettext_noop("Result of a framework corrected"),
        removed=gettext_noop("Result of a framework removed"),
    ),
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
