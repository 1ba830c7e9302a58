"""Registers of projects and initiatives."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.projects.filters import InitiativeFilterSet, ProjectFilterSet
from portfolio.projects.measures.projects import MEASURES
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.tables import InitiativeTable, ProjectTable

PROJECTS = Register(
    code="projects",
    label=_("Projects"),
    lead=_(
        "Development cooperation projects and joint programmes: where they work and what they contribute to."
    ),
    rows=lambda user: ProjectState.objects.visible_to(user).with_present_sight(user).for_list(),
    filterset=ProjectFilterSet,
    table=ProjectTable,
    orderings={
        "code": ("project__code__or_last",),
        "title": ("project__title__folded",),
        "country": ("country_key",),
        "region": ("region_key__or_last",),
        "kind": ("project__kind",),
        "status": ("status",),
        "effective_on": ("effective_on",),
        "starts_on": ("project__starts_on__or_last",),
        "last_day": ("project__ends_on__or_last",),
        "unit": ("project__unit__code__or_last",),
        "recorded_at": ("recorded_at",),
        "id": ("project_id",),
    },
    orderings_then={
        "code": ("code_then__or_last",),
        "title": ("title_then__folded",),
        "starts_on": ("starts_then__or_last",),
        "last_day": ("ends_then__or_last",),
        "unit": ("unit_then__or_last",),
    },
    ordering="id",
    page="portfolio:projects",
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

INITIATIVES = Register(
    code="initiatives",
    label=_("Initiatives"),
    lead=_(
        "Flagship programmes, priority action programmes and global partnerships that projects belong to."
    ),
    rows=Initiative.objects.visible_to,
    filterset=InitiativeFilterSet,
    table=InitiativeTable,
    orderings={
        "code": ("code",),
        "name": ("name__folded",),
        "kind": ("kind",),
        "starts_on": ("starts_on__or_last",),
        "last_day": ("ends_on__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="name",
    page="portfolio:initiatives",
)
