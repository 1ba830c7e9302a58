"""Columns of projects and initiatives."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import joined
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day
from portfolio.frameworks.measures.framework_places import SEVERAL
from portfolio.projects.models.project_sheet import list_cell, share_cell
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.vocab import NO_COUNTRY, Marker, ProjectScope, ProjectStatus

BADGES = {
    ProjectStatus.PLANNED: "",
    ProjectStatus.CANCELLED: "",
    ProjectStatus.RUNNING: "ok",
    ProjectStatus.SUSPENDED: "warn",
    ProjectStatus.COMPLETED: "note",
    ProjectStatus.CLOSED: "",
}
# How many countries a line names; the project's page names all.
NAMED = 3


def status_badge(code: str) -> str:
    """Return the badge of a project's status."""
    return badge(ProjectStatus(code).label, BADGES[ProjectStatus(code)])


def marker_badges(project: Any) -> str:
    """Return the badges of a project's markers."""
    return format_html_join(
        " ", "{}", ((badge(Marker(link.marker).label, "note"),) for link in project.marker_links)
    )


def shared_badge(country_key: str) -> str:
    """Return the mark of a project of several countries."""
    return badge(_("Shared"), "note") if "-" in country_key else ""


def places_of(project: Any) -> str:
    """Return the names of a project's first countries, else its scope."""
    names = [share.country.name for share in project.country_shares]
    if not names:
        return str(ProjectScope(project.scope).label) if project.scope else ""
    rest = len(names) - NAMED
    more = [gettext("%(number)d more") % {"number": rest}] if rest > 0 else []
    return joined(", ", [*names[:NAMED], *more])


def region_of(record: Any) -> str:
    """Return the name of a project's region."""
    if record.region_key in SEVERAL:
        return str(SEVERAL[record.region_key])
    regions = {share.country.region_id: share.country.region for share in record.project.country_shares}
    found = regions.get(record.region_key) or record.project.region
    return found.name if found else ""


def _page(record: ProjectState) -> str:
    """Lead to the project; one that the reader does not see any more has no page."""
    return reverse("project", args=[record.project_id]) if getattr(record, "seen_today", True) else ""


class ProjectTable(RegisterTable):
    """Columns of projects: all as known at the moment."""

    id = exported(_("Number here"), accessor="project_id")
    code = django_tables2.Column(_("TC code"), accessor="project__code", default="")
    number = exported(_("Project number"), accessor="project__number")
    title = LinkColumn(
        _("Project"),
        _page,
        text=lambda record: record.project.name,
        marks=lambda record: shared_badge(record.country_key),
        accessor="project__title",
        attrs={"td": {"class": "title-cell"}},
    )
    kind = CodeColumn(_("Kind"), accessor="project__kind", visible=False)
    markers = PageColumn(
        _("Markers"),
        lambda record: marker_badges(record.project),
        accessor="project_id",
        orderable=False,
        attrs={"td": {"class": "marks-cell"}},
    )
    country = PageColumn(
        _("Country or area"),
        lambda record: places_of(record.project),
        accessor="country_key",
        empty_values=(),
    )
    region = PageColumn(_("Region"), region_of, accessor="region_key", default="")
    own_region = exported(_("Region of its own"), accessor="project__region_id")
    scope = exported(_("Scope"), accessor="project__scope")
    status = CodeColumn(_("Status"), status_badge)
    effective_on = django_tables2.Column(_("Since"))
    starts_on = django_tables2.Column(_("From"), accessor="project__starts_on", default="")
    last_day = PageColumn(
        _("Last day"), lambda record: day(record.project.last_day), accessor="project__last_day", default=""
    )
    unit = django_tables2.Column(_("Unit"), accessor="project__unit__code", default="")
    backstopper = exported(_("Technical backstopper"), accessor="project__backstopper__code")
    countries = exported(_("Countries, shares"), accessor="project_id")
    outcomes = exported(_("Outcomes and products, shares"), accessor="project_id")
    budget_results = exported(_("Programme and Budget, shares"), accessor="project_id")
    sectors = exported(_("Sectors, shares"), accessor="project_id")
    sdg_targets = exported(_("SDG targets"), accessor="project_id")
    initiatives = exported(_("Initiatives"), accessor="project_id")
    sstc_countries = exported(_("Countries of South–South cooperation"), accessor="project_id")
    sstc_theme = exported(_("Theme of South–South cooperation"), accessor="project__sstc_theme")
    ilo_share = exported(_("Share of the ILO, %"), accessor="project__ilo_share")
    language = exported(_("Language of its texts"), accessor="project__language")
    title_en = exported(_("Title in English"), accessor="project__title_en")
    title_fr = exported(_("Title in French"), accessor="project__title_fr")
    title_es = exported(_("Title in Spanish"), accessor="project__title_es")
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    updated_at = exported(_("Updated"), accessor="changed_at")
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_markers(self, record: Any) -> str:
        """Export the codes of the markers: `hdp; ppp`."""
        return list_cell("markers", tuple(link.marker for link in record.project.marker_links))

    def value_country(self, record: Any) -> str:
        """Export the codes of the countries joined by hyphens; nothing of a project of none."""
        return "" if record.country_key == NO_COUNTRY else str(record.country_key)

    def value_countries(self, record: Any) -> str:
        """Export `KEN=60.00; UGA=40.00`: code of the country, share in per cent."""
        return share_cell(
            "countries", tuple((one.country, one.share) for one in record.project.country_shares)
        )

    def value_outcomes(self, record: Any) -> str:
        """Export `KEN101=60.00; GLO155=40.00`: code of the outcome or product, share in per cent."""
        return share_cell("outcomes", tuple((one.named, one.share) for one in record.project.outcome_shares))

    def value_budget_results(self, record: Any) -> str:
        """Export `PB-2022-23 1.2=60.00`: framework, code, share in per cent."""
        shares = record.project.budget_shares
        return share_cell("budget", tuple((one.result, one.share) for one in shares))

    def value_sectors(self, record: Any) -> str:
        """Export `11330=100.00`: code of the DAC, share in per cent."""
        return share_cell("sectors", tuple((one.sector, one.share) for one in record.project.sector_shares))

    def value_sdg_targets(self, record: Any) -> str:
        """Export the codes of the targets: `8.5; 8.8`."""
        return list_cell("targets", tuple(one.result for one in record.project.sdg_targets))

    def value_initiatives(self, record: Any) -> str:
        """Export the codes of the initiatives."""
        return list_cell("initiatives", tuple(one.initiative for one in record.project.initiative_links))

    def value_sstc_countries(self, record: Any) -> str:
        """Export the codes of the countries."""
        return list_cell("sstc_countries", tuple(one.country for one in record.project.sstc_links))


class InitiativeTable(RegisterTable):
    """Columns of initiatives."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("Code"))
    name = LinkColumn(
        _("Initiative"), lambda record: f"{reverse('portfolio:projects')}?initiative={record.code}"
    )
    kind = CodeColumn(_("Kind"))
    starts_on = django_tables2.Column(_("From"), default="")
    last_day = PageColumn(_("Last day"), lambda record: day(record.last_day), default="")
    description = exported(_("Description"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "name"
