"""A framework's page without what other features add: figures, results chain, country team, plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.life.rules import NOT_YET, in_effect, mistaken
from ilo_dc.core.measures import read_question, table
from ilo_dc.core.parameters import refuse_unknown
from ilo_dc.core.text_search import FoldedName, plain
from ilo_dc.core.work.rules import DueDate
from portfolio.frameworks import policies
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.frameworks.measures.frameworks import FINANCE_YEAR, FRAMEWORK_GAPS, gap_figures
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.one_un_pilot import OneUnPilot
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.rules import update_due
from portfolio.frameworks.vocab import ResultLevel

if TYPE_CHECKING:
    from django.http import QueryDict

    from ilo_dc.core.people.grants import Viewer


@dataclass
class Node:
    """A result with its sub-outputs and the results below it."""

    result: FrameworkResult
    states: list[SubOutputState] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Chain:
    """A results chain: placed nodes from the top, nodes of unknown level, sub-outputs of no result."""

    placed: list[Node]
    unplaced: list[Node]
    loose: list[SubOutputState]


@dataclass(frozen=True)
class AnalysisPanel:
    """The common country analysis with its updates, the latest first."""

    updates: list[Any]
    last_updated: date
    update_due: DueDate


@dataclass(frozen=True)
class StageLine:
    """A stage of the roadmap and whether it is late today."""

    stage: RoadmapStage
    is_late: bool


@dataclass(frozen=True)
class Parts:
    """All that belongs to a framework, as one viewer sees it; statuses that hold, the latest first."""

    statuses: list[FrameworkState]
    mistaken: list[FrameworkState]
    analysis: AnalysisPanel | None
    stages: list[StageLine]
    groups: list[ResultsGroup]
    team: list[CountryTeamMembership]
    plans: list[JointWorkPlan]
    pilots: list[OneUnPilot]

    @property
    def status(self) -> FrameworkState | None:
        """The present status."""
        return next((one for one in self.statuses if one.is_current), None)


@dataclass(frozen=True)
class Rights:
    """What the viewer may do with a framework."""

    edit: bool
    publish: bool
    remove: bool
    correct: bool
    see_history: bool


def page_of(user: Viewer, framework: CooperationFramework, asked: QueryDict) -> dict[str, Any]:
    """Return what a framework's page shows of the framework itself; `asked`: the parameters of its address.

    `moment`: the past one that the address asks for; None: it is of the present.

    Raises:
        UnableToRead: a moment that cannot be read, or anything of a framework without figures.
    """
    moment: datetime | None = None
    if framework.source:
        own = _sub_outputs_of(user, framework, asked)
        moment = own["moment"]
    else:
        refuse_unknown(asked, ())
        own = {"chain": chain_of(user, framework, ())}
    parts = parts_of(user, framework) if moment is None else parts_then(user, framework, moment)
    now = parts.statuses[0].status if parts.statuses else NOT_YET
    return {
        "moment": moment,
        "framework": framework,
        "countries": sorted(framework.countries.all(), key=lambda country: plain(country.name)),
        "parts": parts,
        "may": rights_of(user, framework),
        "takes_a_status": bool(FRAMEWORK_LIFE.within_reach(framework, now=now)),
        "succession": succession_of(user, framework, moment),
        **own,
    }


def _sub_outputs_of(user: Viewer, found: CooperationFramework, asked: QueryDict) -> dict[str, Any]:
    """Return the figures of a framework that a source names, and its chain with the sub-outputs behind them.

    Raises:
        UnableToRead: the address asks for a moment that cannot be read.
    """
    question = read_question(FRAMEWORK_GAPS[0], asked).narrowed("framework", found.slug)
    answer = table(FRAMEWORK_GAPS, user=user, question=question)
    years = answer.keys.get(FINANCE_YEAR.code, ())
    states = (
        SubOutputState.objects.visible_to(user)
        .as_known_at(answer.as_of)
        .filter(framework=found, finance_year__in=years)
        .for_list()
        .prefetch_related(None)  # all of them are of this framework
        .order_by("-required", "pk")
    )
    is_past = question.as_of is not None and answer.as_of < settle(None)
    return {
        "moment": answer.as_of if is_past else None,
        "chain": chain_of(user, found, list(states), named_only=is_past),
        "figures": gap_figures(answer),
        "answer": answer,
        "finance_year": next(iter(years), None),
        "rows_url": answer.page(answer.total),
    }


def chain_of(
    user: Viewer,
    framework: CooperationFramework,
    states: Iterable[SubOutputState],
    *,
    named_only: bool = False,
) -> Chain:
    """Return the results chain of a framework with the given sub-outputs below its nodes.

    `named_only`: without what officers typed, which the source does not name.
    """
    rows = FrameworkResult.objects.visible_to(user).filter(framework=framework).order_by("code", "text", "pk")
    if named_only:
        rows = rows.exclude(source_text="")
    nodes = {row.pk: Node(row) for row in rows}
    loose: list[SubOutputState] = []
    for state in states:
        node = nodes.get(state.result_id) if state.result_id else None
        (node.states if node else loose).append(state)
    placed: list[Node] = []
    unplaced: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.result.parent_id) if node.result.parent_id else None
        if above is not None:
            above.children.append(node)
        elif node.result.level == ResultLevel.UNKNOWN:
            unplaced.append(node)
        else:
            placed.append(node)
    ranks = {level: rank for rank, level in enumerate(ResultLevel.values)}
    placed.sort(key=lambda node: ranks[node.result.level])
    # A node of unknown level whose sub-outputs are gone says nothing any more.
    return Chain(placed, [node for node in unplaced if node.states], loose)


def parts_of(user: Viewer, framework: CooperationFramework) -> Parts:
    """Return all that belongs to a framework, as `user` sees it."""
    today = timezone.now().date()
    countries = [country.pk for country in framework.countries.all()]
    statuses = list(FrameworkState.objects.visible_to(user).of(framework))
    stages = RoadmapStage.objects.visible_to(user).filter(framework=framework).order_by("position")
    groups = ResultsGroup.objects.visible_to(user).filter(framework=framework).select_related("result")
    plans = JointWorkPlan.objects.visible_to(user).filter(framework=framework).select_related("group")
    team = CountryTeamMembership.objects.visible_to(user).filter(country__in=countries)
    pilots = OneUnPilot.objects.filter(country__in=countries).select_related("country")
    return Parts(
        statuses=in_effect(statuses)[::-1],
        mistaken=mistaken(statuses)[::-1],
        analysis=_analysis_of(user, framework, today),
        stages=[StageLine(stage, _is_late(stage, today)) for stage in stages],
        groups=list(groups.order_by("name__folded", "pk")),
        team=list(team.select_related("country").order_by(FoldedName("country__name"), "-starts_on", "pk")),
        plans=list(plans.order_by("-starts_on", "pk")),
        pilots=list(pilots.order_by("country")),
    )


def parts_then(user: Viewer, framework: CooperationFramework, moment: datetime) -> Parts:
    """Return what is known to have belonged to a framework at a past moment.

    Its statuses; what else officers recorded of it is edited in place, and is left out.
    """
    recorded = FrameworkState.objects.visible_to(user).of(framework).filter(recorded_at__lte=moment)
    statuses = list(recorded.as_shown_at(moment))
    pilots = OneUnPilot.objects.filter(country__in=framework.countries.all()).select_related("country")
    return Parts(
        statuses=in_effect(statuses)[::-1],
        mistaken=mistaken(statuses)[::-1],
        analysis=None,
        stages=[],
        groups=[],
        team=[],
        plans=[],
        pilots=list(pilots.order_by("country")),
    )


def rights_of(user: Viewer, framework: CooperationFramework) -> Rights:
    """Return what `user` may do with a framework."""
    return Rights(
        edit=bool(policies.may_edit_framework(user, framework)),
        publish=bool(policies.may_publish_framework(user, framework)),
        remove=bool(policies.may_remove_framework(user, framework)),
        correct=bool(policies.may_correct_framework(user, framework)),
        see_history=bool(policies.may_read_history(user)),
    )


def succession_of(
    user: Viewer, framework: CooperationFramework, moment: datetime | None
) -> list[CooperationFramework]:
    """Return the other frameworks of these countries that `user` sees (saw at `moment`), the latest first."""
    rows = CooperationFramework.objects.all()
    seen = rows.visible_to(user) if moment is None else rows.known_to(user, moment)
    same = seen.filter(country_key=framework.country_key).exclude(pk=framework.pk)
    return list(same.with_countries().order_by("-starts_on", "-pk"))


def _analysis_of(user: Viewer, framework: CooperationFramework, today: date) -> AnalysisPanel | None:
    analyses = CommonCountryAnalysis.objects.visible_to(user).filter(country_key=framework.country_key)
    found: Any = analyses.with_last_update().prefetch_related("updates").first()
    if found is None:
        return None
    due = DueDate(update_due(found.last_updated), today)
    return AnalysisPanel(list(found.updates.all()), found.last_updated, due)


def _is_late(stage: RoadmapStage, today: date) -> bool:
    return stage.done_on is None and DueDate(stage.planned_on, today).is_overdue
