"""The registers of appraisals and of their settings."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.appraisals import policies
from portfolio.appraisals.filters import AppraisalFilterSet, AppraisalRuleFilterSet
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalRule
from portfolio.appraisals.tables import AppraisalRuleTable, AppraisalTable

APPRAISALS = Register(
    code="appraisals",
    readers=policies.may_see_appraisals,
    label=_("Appraisals"),
    lead=_(
        "Each round of each proposal: scores with their justification, EVAL’s above its threshold, the "
        "opinions of ACT/EMP and ACTRAV, the decision."
    ),
    rows=lambda user: Appraisal.objects.visible_to(user).for_list(),
    filterset=AppraisalFilterSet,
    table=AppraisalTable,
    orderings={
        "taken_up_at": ("taken_up_at",),
        "code": ("proposal__code", "round"),
        "title": ("proposal__title__folded",),
        "country": ("proposal__country__name__folded__or_last",),
        "round": ("round",),
        "decision": ("decision",),
        "budget_usd": ("budget_usd__or_last",),
        "submitted_on": ("submitted_on",),
        "decided_at": ("decided_at__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-taken_up_at",
    page="portfolio:appraisals",
)
APPRAISAL_RULES = Register(
    code="appraisal-rules",
    readers=policies.may_see_appraisals,
    label=_("Settings of appraisals"),
    lead=_("Thresholds and targets, each from a day on. A round keeps those that it began under."),
    rows=lambda user: AppraisalRule.objects.visible_to(user).for_list(),
    filterset=AppraisalRuleFilterSet,
    table=AppraisalRuleTable,
    orderings={"effective_on": ("effective_on",)},
    ordering="-effective_on",
    page="portfolio:appraisal-rules",
)
