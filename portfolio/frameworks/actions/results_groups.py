"""Results groups of a framework and what the ILO is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portfolio.frameworks.actions.framework_parts import add_part, edit_part, remove_part, unable
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.vocab import ResultLevel

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.frameworks.models.framework import CooperationFramework


@dataclass(frozen=True)
class GroupText:
    """What is said of a results group."""

    name: str
    ilo_role: str
    result: FrameworkResult | None = None
    role_since: date | None = None
    note: str = ""


@transaction.atomic
def add_results_group(*, by: User, framework: CooperationFramework, text: GroupText) -> ResultsGroup:
    """Add a results group to a framework.

    Raises:
        Refused, UnableToAct: as `add_part`.
    """
    _check(framework, text)
    return add_part(
        by,
        ResultsGroup(framework=framework),
        text=text,
        reason=gettext_noop("Results group added"),
    )


@transaction.atomic
def edit_results_group(
    *, by: User, results_group: ResultsGroup, lock_version: int, text: GroupText
) -> ResultsGroup:
    """Change what is said of a results group.

    Raises:
        Refused, Conflict, UnableToAct: as `edit_part`.
    """
    _check(results_group.framework, text)
    return edit_part(
        by,
        results_group,
        lock_version=lock_version,
        text=text,
        reason=gettext_noop("Results group changed"),
    )


@transaction.atomic
def remove_results_group(*, by: User, results_group: ResultsGroup, lock_version: int) -> None:
    """Remove a results group that was entered by mistake.

    Raises:
        Refused, Conflict, UnableToChangeFramework: as `remove_part`.
    """
    remove_part(
        by,
        results_group,
        lock_version=lock_version,
        reason=gettext_noop("Results group removed"),
    )


def _check(framework: CooperationFramework, text: GroupText) -> None:
    result = text.result
    if result is None:
        return
    placed = result.level in (ResultLevel.PRIORITY, ResultLevel.OUTCOME)
    if result.framework_id != framework.pk or not placed:
        raise unable("result", _("Choose a priority or an outcome of this framework."))
