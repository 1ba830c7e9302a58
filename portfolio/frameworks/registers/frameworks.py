"""Registers of cooperation frameworks and their sub-outputs."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.frameworks.filters.frameworks import FrameworkFilterSet, SubOutputFilterSet
from portfolio.frameworks.measures.frameworks import MEASURES
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.frameworks.tables.frameworks import FrameworkTable, SubOutputTable

COOPERATION_FRAMEWORKS = Register(
    code="cooperation-frameworks",
    label=_("UN cooperation frameworks"),
    lead=_(
        "UN cooperation frameworks: those in which UN INFO names sub-outputs of the ILO, and those that "
        "officers recorded."
    ),
    rows=lambda user: CooperationFramework.objects.visible_to(user).for_list(),
    filterset=FrameworkFilterSet,
    table=FrameworkTable,
    orderings={
        "name": ("written__folded", "country_key"),
        "framework": ("country_key",),
        "countries": ("country_key",),
        "region": ("region_key",),
        "kind": ("kind",),
        "starts_on": ("starts_on__or_last", "country_key"),
        "last_day": ("ends_on__or_last", "country_key"),
        "one_un": ("one_un",),
        "updated_at": ("updated_at",),
    },
    ordering="framework",
    page_ordering="name",
    page="portfolio:frameworks",
    hxl={
        "countries": "#country+code+list",
        "region": "#region+code",
        "title": "#activity+name",
        "starts_on": "#date+start",
        "last_day": "#date+end",
    },
)

FRAMEWORK_SUBOUTPUTS = Register(
    code="framework-suboutputs",
    label=_("Sub-outputs of cooperation frameworks"),
    lead=_(
        "Amounts as asked of UN INFO for the finance year that each row states; US dollars assumed. A "
        "sub-output that several countries share is one row for each year."
    ),
    rows=lambda user: SubOutputState.objects.visible_to(user).for_list(),
    filterset=SubOutputFilterSet,
    table=SubOutputTable,
    orderings={
        "country": ("framework__country_key",),
        "source_id": ("sub_output__source_id",),
        "name": ("name__folded",),
        "finance_year": ("finance_year",),
        "required": ("required",),
        "available": ("available",),
        "gap": ("gap",),
        "surplus": ("surplus",),
        "spent": ("spent",),
        "recorded_at": ("recorded_at",),
        "id": ("sub_output_id",),
    },
    ordering="country",
    page="portfolio:sub-outputs",
    measures=MEASURES,
    for_table=lambda rows: rows.with_countries(),
    hxl={
        "source_id": "#activity+id",
        "name": "#activity+name",
        "country": "#country+code+list",
        "region": "#region+code",
        "starts_on": "#date+start",
        "last_day": "#date+end",
        "finance_year": "#date+year",
        "currency": "#currency+code",
        "required": "#value+required",
        "available": "#value+available",
        "gap": "#value+gap",
        "surplus": "#value+surplus",
        "covered": "#value+covered",
        "spent": "#value+spent",
    },
)
