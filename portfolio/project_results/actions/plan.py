"""The plan of a project: results, indicators, targets, risks; until the project is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.errors import UnableToAct, Verdict, require
from ilo_dc.core.text_search import plain
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from ilo_dc.core.writing.part import Conditions, Part, Words
from portfolio.programmes.rules.values import problem_of_plan
from portfolio.project_results import policies, rules
from portfolio.project_results.actions.served_outcomes import served_by
from portfolio.project_results.models.progress_report import ProjectValue
from portfolio.project_results.models.project_extension import ProjectExtension
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.project_results.vocab import ResultLevel
from portfolio.projects.vocab import PUBLISHED_STATUSES, ProjectStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Office, User
    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
    from portfolio.projects.models.project import Project


class UnableToChangeResults(UnableToAct):
    """The plan of a project cannot be changed like this."""

    title = "Unable to change the results of this project"


class UnableToExtendProject(UnableToAct):
    """The project cannot be extended like this."""

    title = "Unable to extend this project"


# --- Results ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultData:
    """What is said of a result; an output names its outcome, an outcome perhaps the CPO that it serves."""

    position: int
    text: str
    level: str = ResultLevel.OUTCOME
    parent: ProjectResult | None = None
    outcome: CountryProgrammeOutcome | None = None


def _check_result(project: Project, data: ResultData) -> None:
    problems: dict[str, list[str]] = {}
    if data.level == ResultLevel.OUTPUT and data.parent is None:
        problems["parent"] = [_("Say to which outcome the output leads.")]
    if data.level == ResultLevel.OUTCOME and data.parent is not None:
        problems["parent"] = [_("Only an output leads to an outcome.")]
    if data.parent is not None and data.parent.project_id != project.pk:
        problems["parent"] = [_("Choose an outcome of this project.")]
    if data.level == ResultLevel.OUTPUT and data.outcome is not None:
        problems["outcome"] = [_("Only an outcome of the project serves a country programme outcome.")]
    elif data.outcome is not None and not served_by(project).filter(pk=data.outcome.pk).exists():
        problems["outcome"] = [_("Choose an outcome of a country that the project is in.")]
    if problems:
        raise UnableToChangeResults(_("Some entries need your attention."), problems)


RESULTS = Part(
    model=ProjectResult,
    data=ResultData,
    owner="project",
    policy=policies.may_write_plan,
    check=_check_result,
    fixed=("level",),
    unable=UnableToChangeResults,
    first=gettext_lazy("Outputs or indicators belong to this result. Remove them first."),
    history=Words(
        added=gettext_noop("Result of a project added"),
        changed=gettext_noop("Result of a project edited"),
        removed=gettext_noop("Result of a project removed"),
    ),
)

# --- Indicators and their targets ----------------------------------------------------------------------


@dataclass(frozen=True)
class IndicatorData:
    """What is said of an indicator; `by_sex`: its values are of women and men."""

    text: str
    unit: str = ""
    by_sex: bool = False
    baseline_value: Decimal | None = None
    baseline_on: date | None = None


@dataclass(frozen=True)
class TargetData:
    """Where an indicator shall stand on a day; women and men of one by sex make the value."""

    due_on: date
    value: Decimal | None = None
    women: Decimal | None = None
    men: Decimal | None = None


def _may_change_result(user: Viewer, result: ProjectResult) -> Verdict:
    return policies.may_write_plan(user, result.project)


def _may_change_indicator(user: Viewer, indicator: ProjectIndicator) -> Verdict:
    return policies.may_write_plan(user, indicator.result.project)


# What its accepted values are values of.
MEANING = ("text", "unit", "by_sex")


def _check_meaning(indicator: ProjectIndicator, data: IndicatorData) -> None:
    """Refuse another meaning of values that were accepted.

    Raises:
        UnableToChangeResults: text, unit or division by sex would change under them.
    """
    values = field_values(data)
    changed = [name for name in MEANING if getattr(indicator, name) != values[name]]
    if changed and ProjectValue.objects.filter(indicator=indicator).accepted().exists():
        why = _("A value of this indicator was accepted: this stays. Add another indicator instead.")
        raise UnableToChangeResults(_("Some entries need your attention."), {name: [why] for name in changed})


def _check_baseline(data: IndicatorData, targets: list[Decimal]) -> None:
    problem = problem_of_plan(data.baseline_value, unit=plain(data.unit), by_sex=data.by_sex, known=targets)
    if problem:
        raise UnableToChangeResults(_("Some entries need your attention."), {"baseline_value": [_(problem)]})


def _check_new_indicator(_result: ProjectResult, data: IndicatorData) -> None:
    """Refuse a baseline below zero of what is counted."""
    _check_baseline(data, [])


def _check_indicator(indicator: ProjectIndicator, data: IndicatorData) -> None:
    """Refuse another meaning of accepted values and targets, and a baseline below zero of what is counted."""
    _check_meaning(indicator, data)
    targets = list(indicator.targets.all())
    if not data.by_sex and any(one.women is not None for one in targets):
        why = _("Targets of this indicator are of women and men: take these out of them first.")
        raise UnableToChangeResults(_("Some entries need your attention."), {"by_sex": [why]})
    _check_baseline(data, [one.value for one in targets])


def _whole_target(target: IndicatorTarget | None, data: TargetData) -> TargetData:
    """Return a target with the sum of its women and men, where both are given and no other value is.

    The value that is recorded, and stays in a form or a sheet where only women or men changed, is none.
    """
    if data.women is None or data.men is None:
        return data
    is_given = data.value is not None and (target is None or data.value != target.value)
    return data if is_given else replace(data, value=data.women + data.men)


def _check_target(indicator: ProjectIndicator, data: TargetData) -> None:
    """Refuse a target below zero of what is counted, and a day that is out of the project's time."""
    project = indicator.result.project
    known = [indicator.baseline_value]
    unit, by_sex = plain(indicator.unit), indicator.by_sex
    problems = {
        name: [_(message)]
        for name, message in rules.problems_of_target(
            rules.Split(data.value, data.women, data.men), by_sex=indicator.by_sex
        ).items()
    }
    if problem := problem_of_plan(data.value, unit=unit, by_sex=by_sex, known=known):
        problems.setdefault("value", [_(problem)])
    if not rules.fits_target(data.due_on, project.starts_on, project.ends_on):
        problems["due_on"] = [_("Choose a day from the start of the project to five years after its end.")]
    if problems:
        raise UnableToChangeResults(_("Some entries need your attention."), problems)


INDICATORS = Part(
    model=ProjectIndicator,
    data=IndicatorData,
    owner="result",
    policy=_may_change_result,
    conditions=Conditions(add=_check_new_indicator, edit=_check_indicator),
    unable=UnableToChangeResults,
    first=gettext_lazy(
        "Targets or reported values belong to this indicator: it stays, or remove them first."
    ),
    history=Words(
        added=gettext_noop("Indicator of a project added"),
        changed=gettext_noop("Indicator of a project edited"),
        removed=gettext_noop("Indicator of a project removed"),
    ),
)
TARGETS = Part(
    model=IndicatorTarget,
    data=TargetData,
    owner="indicator",
    policy=_may_change_indicator,
    completed=_whole_target,
    check=_check_target,
    unable=UnableToChangeResults,
    history=Words(
        added=gettext_noop("Target added"),
        changed=gettext_noop("Target edited"),
        removed=gettext_noop("Target removed"),
    ),
)

# --- Risks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RiskData:
    """What may happen, how likely, how grave, what is done about it, and by whom."""

    text: str
    likelihood: int
    impact: int
    response: str = ""
    owner: Office | None = None


RISKS = Part(
    model=Risk,
    data=RiskData,
    owner="project",
    policy=policies.may_write_plan,
    unable=UnableToChangeResults,
    history=Words(
        added=gettext_noop("Risk added"),
        changed=gettext_noop("Risk edited"),
        removed=gettext_noop("Risk removed"),
    ),
)

# --- Extensions -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExtensionData:
    """Until when a project goes on (`ends_on` is the day after), since when that is agreed, and why."""

    ends_on: date
    agreed_on: date
    reason: str


@transaction.atomic
def extend_project(*, by: User, project: Project, lock_version: int, data: ExtensionData) -> ProjectExtension:
    """Record that a project goes on longer; its last day follows.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        Conflict: somebody changed the project meanwhile.
        UnableToExtendProject: it does not run, no reason, or no later end.
        UnableToAct: what the fields found.
    """
    require(policies.may_extend_project(by, project))
    now = locked(project, lock_version=lock_version)
    problems: dict[str, list[str]] = {}
    if now.status not in PUBLISHED_STATUSES or now.status == ProjectStatus.CLOSED or now.ends_on is None:
        raise UnableToExtendProject(_("Only a project that runs, or just ended, is extended."))
    if data.ends_on <= now.ends_on:
        problems["ends_on"] = [_("The extension must end after the project.")]
    if not data.reason.strip():
        problems["reason"] = [_("Say why; the history keeps it.")]
    if problems:
        raise UnableToExtendProject(_("Some entries need your attention."), problems)
    extension = ProjectExtension(
        project=now,
        agreed_on=data.agreed_on,
        ended_on=now.ends_on,
        ends_on=data.ends_on,
        reason=data.reason.strip(),
        demonstration=now.demonstration,
    )
    with history_context(by, gettext_noop("Project extended")):
        save_valid(extension)
        save_changes(now, {"ends_on": data.ends_on})
    return extension
