"""Registers of country programmes, their outcomes and milestones."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.programmes.filters import (
    MilestoneStateFilterSet,
    ProgrammeFilterSet,
    ProgrammeOutcomeFilterSet,
)
from portfolio.programmes.measures import milestones
from portfolio.programmes.measures.programmes import MEASURES
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.tables import MilestoneStateTable, ProgrammeOutcomeTable, ProgrammeTable

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
        "country": ("cpo__country__name__folded__or_last",),
        "category": ("category",),
        "progress": ("progress",),
        "office": ("office__code__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="code",
    page="portfolio:programme-outcomes",
    hxl={"code": "#output+code", "title": "#output+name", "country": "#country+code", "progress": "#status"},
)

MILESTONE_STATUSES = Register(
    code="milestone-statuses",
    label=_("Milestones"),
    lead=_(
        "What is to be reached on the way to the outcomes of country programmes, until when, and how it "
        "stands: results achieved, on track, no progress or not yet rated, on any day since it was recorded."
    ),
    rows=lambda user: MilestoneState.objects.visible_to(user).for_list(),
    filterset=MilestoneStateFilterSet,
    table=MilestoneStateTable,
    orderings={
        "due_on": ("due_on",),
        "country": ("milestone__indicator__outcome__cpo__country__name__folded__or_last",),
        "code": ("milestone__indicator__outcome__code",),
        "outcome": ("milestone__indicator__outcome__title__folded",),
        "text": ("milestone__text__folded",),
        "status": ("status",),
        "effective_on": ("effective_on",),
        "recorded_at": ("recorded_at",),
    },
    orderings_then={
        "code": ("code_then",),
        "outcome": ("title_then__folded",),
        "text": ("text_then__folded",),
    },
    ordering="due_on",
    page="portfolio:milestones",
    measures=milestones.MEASURES,
    hxl={"country": "#country+code", "code": "#output+code", "text": "#indicator+name", "status": "#status"},
)
