"""The registers of clearances, of their steps, of what screenings ask and of settings."""

from django.utils.translation import gettext_lazy as _

from funding.clearances import filters, policies, tables
from funding.clearances.measures import CLEARANCE_DAYS
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.models.step import ClearanceStep
from ilo_dc.core.registers.filtersets import RegisterFilterSet
from ilo_dc.core.registers.register import Register

CLEARANCES = Register(
    code="partnership-clearances",
    label=_("Clearances of partnerships"),
    lead=_(
        "Whether the Office may work with a partner outside governments: screening, opinions of ACT/EMP and "
        "ACTRAV, legal advice, decision. Confidential."
    ),
    rows=lambda user: PartnershipClearance.objects.visible_to(user).for_list(),
    filterset=filters.ClearanceFilterSet,
    table=tables.ClearanceTable,
    orderings={
        "requested_on": ("requested_on",),
        "organisation": ("organisation__name__folded",),
        "form": ("form",),
        "purpose": ("purpose__folded",),
        "status": ("status",),
        "decided_at": ("decided_at__or_last",),
        "valid_until": ("valid_until__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="-requested_on",
    page="funding:clearances",
    readers=policies.may_see_clearances,
)
CLEARANCE_STEPS = Register(
    code="clearance-steps",
    label=_("Steps of clearances"),
    lead=_("What was said and decided in clearances, each with its days. Confidential."),
    rows=lambda user: ClearanceStep.objects.visible_to(user).for_list(),
    filterset=filters.ClearanceStepFilterSet,
    table=tables.ClearanceStepTable,
    orderings={
        "ended_on": ("ended_on",),
        "started_on": ("started_on",),
        "organisation": ("clearance__organisation__name__folded",),
        "step": ("step",),
        "result": ("result",),
        "days": ("days",),
    },
    ordering="-ended_on",
    page="funding:clearance-steps",
    readers=policies.may_see_clearances,
    measures=(CLEARANCE_DAYS,),
)
SCREENING_CRITERIA = Register(
    code="screening-criteria",
    label=_("What screenings ask"),
    lead=_(
        "Exclusions and questions, each from a day on. The words of one never change: it is ended, and "
        "another one added. A request keeps those of its day."
    ),
    rows=ScreeningCriterion.objects.visible_to,
    filterset=filters.ScreeningCriterionFilterSet,
    table=tables.ScreeningCriterionTable,
    orderings={
        "starts_on": ("starts_on",),
        "last_day": ("ends_on__or_last",),
        "kind": ("kind",),
        "text": ("text__folded",),
    },
    ordering="-kind",
    page="funding:screening-criteria",
    readers=policies.may_see_clearances,
)
CLEARANCE_RULES = Register(
    code="clearance-rules",
    label=_("Settings of clearances"),
    lead=_(
        "Days for each step and the longest validity, each from a day on. A request keeps those of its day."
    ),
    rows=lambda user: ClearanceRule.objects.visible_to(user).for_list(),
    filterset=RegisterFilterSet,
    table=tables.ClearanceRuleTable,
    orderings={"effective_on": ("effective_on",)},
    ordering="-effective_on",
    page="funding:clearance-rules",
    readers=policies.may_see_clearances,
)
