"""Columns of what belongs to cooperation frameworks and to UN country teams."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import joined
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.reading_tags import demo_row
from ilo_dc.core.ui.tags import badge
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis
from portfolio.frameworks.rules import update_due


def written_countries(analysis: CommonCountryAnalysis) -> str:
    """Return the names of an analysis's countries in the reader's language; fetch them first."""
    return joined(", ", sorted((country.name for country in analysis.countries.all()), key=plain))


def _update_due(analysis: Any) -> date:
    """Return the day by which an analysis is due again."""
    return update_due(analysis.last_updated)


def _latest_document(analysis: CommonCountryAnalysis) -> str:
    """Return the document of the latest update; fetch them first, the latest one first."""
    return next((update.reference for update in analysis.updates.all()), "")


def _framework_column(anchor: str) -> LinkColumn:
    """Return the column that leads to a part on its framework's page, where `anchor` is its place."""
    return LinkColumn(
        _("Cooperation framework"),
        lambda record: f"{reverse('portfolio:framework', args=[record.framework.slug])}#{anchor}",
        text=lambda record: record.framework.written_name(),
        marks=lambda record: format_html(
            "{} {}",
            demo_row(record.demonstration),
            badge(_("Shared"), "note") if record.framework.is_shared else "",
        ),
        accessor="framework__slug",
    )


class FrameworkPartTable(RegisterTable):
    """Columns that all parts of a framework begin and end with."""

    id = exported(_("Number"), accessor="pk")
    framework = _framework_column("")
    countries = exported(_("Countries or areas"), accessor="framework__country_key")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"sequence": ("...", "demonstration", "updated_at"), **options})


class FrameworkResultTable(FrameworkPartTable):
    """Columns of results."""

    framework = _framework_column("results")
    level = CodeColumn(_("Level"))
    code = django_tables2.Column(_("Code"), default="")
    text = django_tables2.Column(_("Text"))
    parent = exported(_("Result above it"), accessor="parent__text")
    parent_id = exported(_("Number of the result above it"))
    may_be_cut = exported(_("Text may be cut by the source"))
    source_text = exported(_("Text as the source gives it"))


def _framework_page(record: Any) -> str:
    """Lead to the framework; nowhere from a row of the past, if the reader sees it no more."""
    seen = getattr(record, "framework_seen_today", True)
    return reverse("portfolio:framework", args=[record.framework.slug]) if seen else ""


class FrameworkStatusTable(RegisterTable):
    """Columns of statuses: all as known at the moment."""

    id = exported(_("Number"), accessor="pk")
    framework = LinkColumn(
        _("Cooperation framework"),
        _framework_page,
        text=lambda record: record.framework.written_name(),
        marks=lambda record: format_html(
            "{} {}",
            demo_row(record.demonstration),
            badge(_("Shared"), "note") if record.framework.is_shared else "",
        ),
        accessor="framework__slug",
    )
    countries = exported(_("Countries or areas"), accessor="framework__country_key")
    region = exported(_("Region"), accessor="region_key")
    kind = CodeColumn(_("Kind"), accessor="framework__kind", default="")
    status = CodeColumn(_("Status"))
    effective_on = django_tables2.Column(_("Since"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "framework"


class RoadmapStageTable(FrameworkPartTable):
    """Columns of stages."""

    framework = _framework_column("roadmap")
    position = django_tables2.Column(_("Number"), attrs={"cell": {"class": "n"}})
    name = django_tables2.Column(_("Stage"))
    planned_on = django_tables2.Column(_("Planned"), default="")
    done_on = django_tables2.Column(_("Done"), default="")
    ilo_contribution = django_tables2.Column(_("What the ILO contributes"), default="")


class ResultsGroupTable(FrameworkPartTable):
    """Columns of results groups."""

    framework = _framework_column("groups")
    name = django_tables2.Column(_("Results group"))
    result = django_tables2.Column(_("Priority or outcome"), accessor="result__text", default="")
    ilo_role = CodeColumn(_("Role of the ILO"))
    role_since = django_tables2.Column(_("In this role since"), default="")
    note = exported(_("Note"))


class JointWorkPlanTable(FrameworkPartTable):
    """Columns of joint work plans."""

    framework = _framework_column("work-plans")
    starts_on = django_tables2.Column(_("From"))
    last_day = django_tables2.Column(_("Last day"), order_by="ends_on")
    reference = django_tables2.Column(_("Document"))
    link = exported(_("Address of the document"))
    group = django_tables2.Column(_("Results group"), accessor="group__name", default="")
    ilo_part = django_tables2.Column(_("Part of the ILO"), default="")


class CountryAnalysisTable(RegisterTable):
    """Columns of common country analyses."""

    id = exported(_("Number"), accessor="pk")
    countries = LinkColumn(
        _("Countries or areas"),
        text=written_countries,
        marks=lambda record: format_html(
            "{} {}",
            demo_row(record.demonstration),
            badge(_("Shared"), "note") if "-" in record.country_key else "",
        ),
        accessor="country_key",
    )
    last_updated = django_tables2.Column(_("Last updated"))
    update_due = PageColumn(_("Update due"), _update_due, accessor="last_updated", order_by="last_updated")
    reference = PageColumn(_("Document"), _latest_document, accessor="pk")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    def value_update_due(self, record: CommonCountryAnalysis) -> date:
        """Export the day by which it is due again."""
        return _update_due(record)

    def value_reference(self, record: CommonCountryAnalysis) -> str:
        """Export the document of the latest update."""
        return _latest_document(record)


class CountryTeamMembershipTable(RegisterTable):
    """Columns of memberships of country teams."""

    id = exported(_("Number"), accessor="pk")
    country = LinkColumn(_("Country or area"), text=attrgetter("country.name"), accessor="country_id")
    presence = CodeColumn(_("Presence"))
    starts_on = django_tables2.Column(_("From"))
    last_day = django_tables2.Column(_("Last day"), default="")
    note = django_tables2.Column(_("Note"), default="")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))
