"""Registers of results frameworks, their results and the cross-walks between them."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.results.filters import CrossWalkFilterSet, ResultFilterSet, ResultsFrameworkFilterSet
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.tables import CrossWalkTable, ResultsFrameworkTable, ResultTable

RESULTS_FRAMEWORKS = Register(
    code="results-frameworks",
    label=_("Results frameworks"),
    lead=_("What work is programmed by: the ILO’s own plans and the 2030 Agenda, each with its provenance."),
    rows=lambda user: ResultsFramework.objects.visible_to(user).for_list(),
    filterset=ResultsFrameworkFilterSet,
    table=ResultsFrameworkTable,
    orderings={
        "title": ("kind", "starts_on", "code"),
        "code": ("code",),
        "starts_on": ("starts_on",),
        "ends_on": ("ends_on",),
        "kind": ("kind", "starts_on", "code"),
        "verified": ("verified", "code"),
        "updated_at": ("updated_at",),
    },
    ordering="title",
    page="results:frameworks",
    hxl={"code": "#activity+framework+code", "title": "#activity+framework+name"},
)

HXL = {
    "framework": "#activity+framework+code",
    "code": "#output+code",
    "text": "#output+name",
    "level": "#output+type",
}
ORDERINGS = {
    "framework": ("framework__code", "order"),
    "code": ("order",),
    "level": ("level", "framework__code", "order"),
    "verified": ("verified", "framework__code", "order"),
    "updated_at": ("updated_at",),
}

RESULTS = Register(
    code="results",
    label=_("Results"),
    lead=_("Outcomes, outputs, goals, targets and indicators, found by a word in any of six languages."),
    rows=lambda user: ResultsNode.objects.visible_to(user).for_list(),
    filterset=ResultFilterSet,
    table=ResultTable,
    orderings=ORDERINGS,
    ordering="framework",
    page="results:results",
    hxl=HXL,
)

POLICY_OUTCOMES = Register(
    code="policy-outcomes",
    label=_("Outcomes of Programmes and Budgets"),
    rows=lambda user: ResultsNode.objects.visible_to(user).policy_outcomes().for_list().with_below(),
    filterset=ResultFilterSet,
    table=ResultTable,
    orderings=ORDERINGS,
    ordering="framework",
    hxl=HXL,
)

SDG_TARGETS = Register(
    code="sdg-targets",
    label=_("Targets of the Sustainable Development Goals"),
    rows=lambda user: ResultsNode.objects.visible_to(user).sdg_targets().for_list().with_below(),
    filterset=ResultFilterSet,
    table=ResultTable,
    orderings=ORDERINGS,
    ordering="framework",
    hxl=HXL,
)

CROSS_WALKS = Register(
    code="cross-walks",
    label=_("Cross-walks between results frameworks"),
    lead=_("How results of one framework stand to results of a later one, as a source states it."),
    rows=lambda user: CrossWalk.objects.visible_to(user).for_list(),
    filterset=CrossWalkFilterSet,
    table=CrossWalkTable,
    orderings={
        "from_framework": ("from_node__framework__code", "from_node__order", "to_node__order"),
        "from_code": ("from_node__order", "from_node__framework__code", "to_node__order"),
        "to_framework": ("to_node__framework__code", "to_node__order", "from_node__order"),
        "to_code": ("to_node__order", "to_node__framework__code", "from_node__order"),
        "kind": ("kind", "from_node__framework__code", "from_node__order", "to_node__order"),
        "updated_at": ("updated_at",),
    },
    ordering="from_framework",
    page="results:cross-walks",
)
