"""What may be counted of projects: their statuses, as they were known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import read_once
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Unit
from ilo_dc.core.numbers import read_digits
from ilo_dc.core.text_search import plain
from portfolio.frameworks.measures import framework_places as places
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.vocab import NO_COUNTRY, Marker, ProjectKind, ProjectStatus
from portfolio.results.measures import policy_outcome

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.projects.querysets.projects import ProjectStateQuerySet

GOALS = 17
NOTHING = "none"
STATUS = coded("status", gettext_lazy("Status"), key="status", choices=ProjectStatus)
KIND = coded("kind", gettext_lazy("Kind"), key="project__kind", choices=ProjectKind)


REGION = dimensions.region(key="region_key", also=places.SEVERAL)


def set_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of countries, of sets of them, and of none."""
    keys = set(keys)
    names = places.set_names(keys - {NO_COUNTRY})
    return names | ({NO_COUNTRY: str(OF_NO_COUNTRY)} if NO_COUNTRY in keys else {})


def read_set(text: str) -> str:
    """Return the key that `text` names: a country, a set of countries, or `none`.

    Raises:
        UnableToRead: no country or area here has such a code or name.
    """
    return NO_COUNTRY if text.lower() == NO_COUNTRY else places.read_set(text)


def present_set(key: str) -> dict[str, Any]:
    """Return what an API row carries: one country, or null and the countries of a shared set."""
    return {"country": None, "countries": []} if key == NO_COUNTRY else places.present_set(key)


def shared_with_others(keys: Sequence[str]) -> Q | None:
    """Return the condition on a project that it works in one of the countries and in others."""
    countries = [key for key in keys if "-" not in key and key != NO_COUNTRY]
    if not countries:
        return None
    among = reduce(or_, (Q(country_key__contains=country) for country in countries))
    return among & Q(country_key__contains="-") & ~Q(country_key__in=keys)


OF_NO_COUNTRY = gettext_lazy("Of no single country")
COUNTRY = Dimension(
    code="country",
    label=gettext_lazy("Country or area"),
    key="country_key",
    names=set_names,
    read=read_set,
    present=present_set,
    shared=shared_with_others,
    offered=lambda: [*dimensions.offered_countries(), (NO_COUNTRY, str(OF_NO_COUNTRY))],
    alone={"shared": "false"},
)


MARKER = replace(
    coded(
        "marker",
        gettext_lazy("Marker"),
        key="known_marker__marker",
        choices=Marker,
        empty=(NOTHING, gettext_lazy("Without a marker")),
    ),
    overlapping=True,
)


def initiative_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of initiatives by code, in one query."""
    found = read_once("initiatives", lambda: dict(Initiative.objects.values_list("code", "name")))
    return {key: found[key] for key in keys if key in found}


def read_initiative(text: str) -> str:
    """Return the code of an initiative.

    Raises:
        UnableToRead: there is none.
    """
    code = text.lower()
    if not initiative_names([code]):
        raise UnableToRead(
            _("There is no initiative “%(text)s”.") % {"text": text[:40]},
            {"initiative": [_("Write the code of an initiative, such as better-work.")]},
        )
    return code


INITIATIVE = Dimension(
    code="initiative",
    label=gettext_lazy("Initiative"),
    key="known_initiative__initiative__code",
    names=initiative_names,
    read=read_initiative,
    empty=(NOTHING, gettext_lazy("Of no initiative")),
    offered=lambda: sorted(
        Initiative.objects.values_list("code", "name"), key=lambda pair: plain(str(pair[1]))
    ),
    overlapping=True,
)


def goal_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the short names of the Sustainable Development Goals by their number."""
    return {key: _("SDG %(goal)s") % {"goal": key} for key in keys}


def read_goal(text: str) -> str:
    """Return the number of a goal.

    Raises:
        UnableToRead: it is none.
    """
    number = read_digits(text, most=GOALS)
    if not number:
        raise UnableToRead(
            _("“%(text)s” is not a Sustainable Development Goal.") % {"text": text[:40]},
            {"sdg_goal": [_("Write a number from 1 to %(most)d.") % {"most": GOALS}]},
        )
    return str(number)


SDG_GOAL = Dimension(
    code="sdg_goal",
    label=gettext_lazy("Sustainable Development Goal"),
    key="known_target__result__parent__code",
    names=goal_names,
    read=read_goal,
    empty=(NOTHING, gettext_lazy("Without a target")),
    offered=lambda: list(goal_names(map(str, range(1, GOALS + 1))).items()),
    overlapping=True,
)


POLICY_OUTCOME = policy_outcome("known_result__")


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> ProjectStateQuerySet:
    """Return the published statuses that were current at `moment`: the same for everyone who asks."""
    return ProjectState.objects.published().as_known_at(moment).with_places(moment)


def on_day(_user: Viewer, moment: datetime, _scope: Scope, day: date) -> ProjectStateQuerySet:
    """Return the published statuses of projects on `day`, by what was known at `moment`."""
    return ProjectState.objects.published().on_day(day, known_at=moment).with_places(moment)


PROJECT_ROWS = Rows(
    code="projects",
    known_at=known_at,
    on_day=on_day,
    page="portfolio:projects",
    source=gettext_lazy("Projects as recorded in the portal by PARDEV and field offices"),
    note=gettext_lazy(
        "As of the moment named: what was recorded by then, not what took effect by then. The kind of a "
        "project never changes; its countries are those of that moment. A project of several countries "
        "counts once and belongs to the set of its countries."
    ),
    fixed={"published": "true"},
)
PROJECTS = Measure(
    code="projects",
    label=gettext_lazy("Projects"),
    definition=gettext_lazy(
        "Development cooperation projects and joint programmes by their status as of the moment named: "
        "running, suspended, completed or closed. What is planned or was cancelled before it ran is not "
        "counted. A later change never alters the figure of an earlier moment. Only demonstration rows carry "
        "a recording date of the past, and say so."
    ),
    formula=gettext_lazy("Number of projects with a published status that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=PROJECT_ROWS,
    dimensions=(STATUS, KIND, REGION, COUNTRY, MARKER, INITIATIVE, POLICY_OUTCOME, SDG_GOAL),
)

MEASURES = (PROJECTS,)
