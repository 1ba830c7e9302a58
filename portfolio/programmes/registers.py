"""Registers of country programmes and their outcomes."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.programmes.filters import ProgrammeFilterSet, ProgrammeOutcomeFilterSet
from portfolio.programmes.measures.programmes import MEASURES
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.tables import ProgrammeOutcomeTable, ProgrammeTable

COUNTRY_PROGRAMMES = Register(
    code="country-programmes",
    label=_("Country programmes"),
    lead=_(
        "Decent Work Country Programmes: what government, employers and workers of a country agreed with "
        "the ILO."
    ),
    rows=lambda user: ProgrammeState.objects.visible_to(user).with_present_sight(user).for_list(),
    filterset=ProgrammeFilterSet,
    table=ProgrammeTable,
    orderings={
        "code": ("programme__slug",),
        "title": ("programme__title__folded",),
        "country": ("programme__country__name__folded__or_last",),
        "region": ("region_key",),
        "status": ("status",),
        "effective_on": ("effective_on",),
        "starts_on": ("programme__starts_on__or_last",),
        "last_day": ("day_after_last__or_last",),
        "office": ("programme__office__code__or_last",),
        "recorded_at": ("recorded_at",),
        "id": ("programme_id",),
    },
    orderings_then={
        "title": ("title_then__folded",),
        "starts_on": ("starts_then__or_last",),
        "last_day": ("day_after_last_then__or_last",),
        "office": ("office_then__or_last",),
    },
    ordering="code",
    page_ordering="country",
    page="portfolio:programmes",
    measures=MEASURES,
    hxl={
        "code": "#activity+code",
        "title": "#activity+name",
        "country": "#country+code",
        "region": "#region+code",
        "status": "#status",
        "starts_on": "#date+start",
        "last_day": "#date+end",
    },
)

COUNTRY_PROGRAMME_OUTCOMES = Register(
    code="country-programme-outcomes",
    label=_("Country programme outcomes"),
    lead=_("Country programme outcomes (CPO). Category and progress are two different things."),
    rows=lambda user: ProgrammeOutcome.objects.visible_to(user).for_list().with_links(user),
    filterset=ProgrammeOutcomeFilterSet,
    table=ProgrammeOutcomeTable,
    orderings={
        "code": ("code",),
        "title": ("title__folded",),
        "country": ("programme__country__name__folded__or_last",),
        "category": ("category",),
        "progress": ("progress",),
        "office": ("office__code__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="code",
    page="portfolio:programme-outcomes",
    hxl={"code": "#output+code", "title": "#output+name", "country": "#country+code", "progress": "#status"},
)
