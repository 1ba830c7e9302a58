"""Finding projects and initiatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import best_first
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import CountryShare
from portfolio.projects.querysets.projects import TITLES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def find_projects(user: Viewer, text: str, limit: int) -> Hits:
    """Find projects by a title in any language, by TC code, number, or a country's name."""
    rows = Project.objects.visible_to(user).named(text).annotate(country_codes=_codes_of_countries())
    ordered = best_first(rows, text, TITLES, ("code", "number")).order_by("rank", "-starts_on", "pk")
    kind = Kind(_("Projects"), "portfolio:projects", _project)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def find_initiatives(user: Viewer, text: str, limit: int) -> Hits:
    """Find initiatives by name or code."""
    rows = Initiative.objects.visible_to(user).named(text)
    ordered = best_first(rows, text, ("name",), ("code",)).order_by("rank", "code")
    kind = Kind(_("Initiatives"), "portfolio:initiatives", _initiative)
    return hits_of(kind, ordered[: limit + 1], text, limit)


def _codes_of_countries() -> ArraySubquery:
    shares = CountryShare.objects.current().filter(project=OuterRef("pk"))
    return ArraySubquery(shares.order_by("country").values("country"))


def _project(row: Any) -> Hit:
    texts = tuple(
        [(_("the title in another language"), text) for text in row.titles.values()]
        + [(_("the code"), code) for code in (row.code, row.number) if code]
    )
    url = reverse("project", args=[row.pk])
    return Hit(row.name, url, row.get_status_display(), row.demonstration, texts, tuple(row.country_codes))


def _initiative(row: Initiative) -> Hit:
    url = f"{reverse('portfolio:projects')}?initiative={row.code}"
    return Hit(row.name, url, row.get_kind_display(), row.demonstration, ((_("the code"), row.code),))


FINDERS: tuple[Finder, ...] = (find_projects, find_initiatives)
