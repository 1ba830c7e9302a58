"""Registers of what belongs to cooperation frameworks and to UN country teams."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.frameworks.filters import framework_parts as filters
from portfolio.frameworks.filters.framework_statuses import FrameworkStatusFilterSet
from portfolio.frameworks.measures import framework_statuses
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.tables import framework_parts as tables

FRAMEWORK_OUTCOMES = Register(
    code="framework-outcomes",
    label=_("Results of cooperation frameworks"),
    lead=_("Priorities, outcomes and outputs of frameworks, and nodes that UN INFO names without a level."),
    rows=lambda user: FrameworkResult.objects.visible_to(user).for_list(),
    filterset=filters.FrameworkResultFilterSet,
    table=tables.FrameworkResultTable,
    orderings={
        "framework": ("framework__country_key", "framework__slug"),
        "level": ("level",),
        "code": ("code",),
        "text": ("text__folded",),
        "updated_at": ("updated_at",),
    },
    ordering="framework",
    page="portfolio:framework-outcomes",
)

FRAMEWORK_STATUSES = Register(
    code="framework-statuses",
    label=_("Statuses of cooperation frameworks"),
    lead=_("Where each framework is in its life, and where it was on a day."),
    rows=lambda user: FrameworkState.objects.visible_to(user).for_list(),
    rows_then=lambda user: FrameworkState.objects.of_the_past(user).for_list(),
    filterset=FrameworkStatusFilterSet,
    table=tables.FrameworkStatusTable,
    orderings={
        "framework": ("framework__country_key", "framework__slug"),
        "kind": ("framework__kind",),
        "status": ("status",),
        "effective_on": ("effective_on",),
        "recorded_at": ("recorded_at",),
    },
    orderings_then={"kind": ("kind_then",)},
    ordering="framework",
    page="portfolio:framework-statuses",
    measures=framework_statuses.MEASURES,
    hxl={"countries": "#country+code+list", "region": "#region+code", "status": "#status"},
)

ROADMAP_STAGES = Register(
    code="roadmap-stages",
    label=_("Roadmaps of cooperation frameworks"),
    lead=_("Stages on the way to frameworks: planned, done, and what the ILO contributes."),
    rows=lambda user: RoadmapStage.objects.visible_to(user).for_list(),
    filterset=filters.RoadmapStageFilterSet,
    table=tables.RoadmapStageTable,
    orderings={
        "framework": ("framework__country_key", "framework__slug", "position"),
        "position": ("position",),
        "name": ("name__folded",),
        "planned_on": ("planned_on__or_last",),
        "done_on": ("done_on__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="framework",
    page="portfolio:roadmap-stages",
)

RESULTS_GROUPS = Register(
    code="results-groups",
    label=_("Results groups"),
    lead=_("Results groups of country teams and the role of the ILO in each."),
    rows=lambda user: ResultsGroup.objects.visible_to(user).for_list(),
    filterset=filters.ResultsGroupFilterSet,
    table=tables.ResultsGroupTable,
    orderings={
        "framework": ("framework__country_key", "framework__slug", "name__folded"),
        "name": ("name__folded",),
        "result": ("result__text__folded__or_last",),
        "ilo_role": ("ilo_role",),
        "role_since": ("role_since__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="framework",
    page="portfolio:results-groups",
)

JOINT_WORK_PLANS = Register(
    code="joint-work-plans",
    label=_("Joint work plans"),
    lead=_("Joint work plans under frameworks and the part of the ILO in each."),
    rows=lambda user: JointWorkPlan.objects.visible_to(user).for_list(),
    filterset=filters.JointWorkPlanFilterSet,
    table=tables.JointWorkPlanTable,
    orderings={
        "framework": ("framework__country_key", "framework__slug", "starts_on"),
        "starts_on": ("starts_on",),
        "ends_on": ("ends_on",),
        "reference": ("reference__folded",),
        "group": ("group__name__folded__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="framework",
    page="portfolio:joint-work-plans",
    hxl={"starts_on": "#date+start", "last_day": "#date+end"},
)

COMMON_COUNTRY_ANALYSES = Register(
    code="common-country-analyses",
    label=_("Common country analyses"),
    lead=_("An analysis is continuous: it is updated at least once a year."),
    rows=lambda user: CommonCountryAnalysis.objects.visible_to(user).for_list(),
    filterset=filters.CountryAnalysisFilterSet,
    table=tables.CountryAnalysisTable,
    orderings={
        "countries": ("country_key",),
        "last_updated": ("last_updated",),
        "updated_at": ("updated_at",),
    },
    ordering="countries",
    page="portfolio:common-country-analyses",
)

COUNTRY_TEAM_MEMBERSHIPS = Register(
    code="country-team-memberships",
    label=_("The ILO in UN country teams"),
    lead=_("Where the ILO belongs to the UN country team, resident or non-resident, and since when."),
    rows=lambda user: CountryTeamMembership.objects.visible_to(user).for_list(),
    filterset=filters.CountryTeamMembershipFilterSet,
    table=tables.CountryTeamMembershipTable,
    orderings={
        "country": ("country__name__folded", "starts_on"),
        "presence": ("presence",),
        "starts_on": ("starts_on",),
        "last_day": ("ends_on__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="country",
    page="portfolio:country-team-memberships",
    hxl={"country": "#country+code", "starts_on": "#date+start", "last_day": "#date+end"},
)

# Each list over all frameworks, by its address below `/frameworks/`.
PARTS = {
    "statuses/": FRAMEWORK_STATUSES,
    "outcomes/": FRAMEWORK_OUTCOMES,
    "roadmaps/": ROADMAP_STAGES,
    "results-groups/": RESULTS_GROUPS,
    "work-plans/": JOINT_WORK_PLANS,
    "analyses/": COMMON_COUNTRY_ANALYSES,
    "country-teams/": COUNTRY_TEAM_MEMBERSHIPS,
}
