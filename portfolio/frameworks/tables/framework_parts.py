"""Columns of what belongs to cooperation frameworks and to UN country teams."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import exported
from ilo_dc.core.ui.tags import demo
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.rules import update_due


class FrameworkPartTable(django_tables2.Table):
    """Columns that all parts of a framework begin with; `anchor` is their place on its page."""

    anchor = ""

    id = exported(_("Number"), accessor="pk")
    framework = django_tables2.Column(_("Cooperation framework"), accessor="framework__slug")
    countries = exported(_("Countries or areas"), accessor="framework__country_key")

    class Meta:
        fields: tuple[str, ...] = ()
        orderable = False

    def render_framework(self, record: Any) -> str:
        """Lead to the part on its framework's page."""
        url = reverse("portfolio:framework", args=[record.framework.slug])
        mark = demo(record.demonstration)
        name = record.framework.written_name()
        return format_html('<a href="{}#{}">{}</a> {}', url, self.anchor, name, mark)

    def value_framework(self, record: Any) -> str:
        """Export the framework's address, which filters take."""
        return str(record.framework.slug)


class FrameworkResultTable(FrameworkPartTable):
    """Columns of results."""

    anchor = "results"

    level = django_tables2.Column(_("Level"))
    code = django_tables2.Column(_("Code"), default="")
    text = django_tables2.Column(_("Text"))
    parent = exported(_("Result above it"), accessor="parent__text")
    parent_id = exported(_("Number of the result above it"))
    may_be_cut = exported(_("Text may be cut by the source"))
    source_text = exported(_("Text as the source gives it"))
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    class Meta(FrameworkPartTable.Meta):
        model = FrameworkResult

    def value_level(self, record: FrameworkResult) -> str:
        """Export the level's code, which filters take."""
        return record.level


class RoadmapStageTable(FrameworkPartTable):
    """Columns of stages."""

    anchor = "roadmap"

    position = django_tables2.Column(_("Number"), attrs={"cell": {"class": "n"}})
    name = django_tables2.Column(_("Stage"))
    planned_on = django_tables2.Column(_("Planned"), default="")
    done_on = django_tables2.Column(_("Done"), default="")
    ilo_contribution = django_tables2.Column(_("What the ILO contributes"), default="")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    class Meta(FrameworkPartTable.Meta):
        model = RoadmapStage


class ResultsGroupTable(FrameworkPartTable):
    """Columns of results groups."""

    anchor = "groups"

    name = django_tables2.Column(_("Results group"))
    result = django_tables2.Column(_("Priority or outcome"), accessor="result__text", default="")
    ilo_role = django_tables2.Column(_("Role of the ILO"))
    role_since = django_tables2.Column(_("In this role since"), default="")
    note = exported(_("Note"))
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    class Meta(FrameworkPartTable.Meta):
        model = ResultsGroup

    def value_ilo_role(self, record: ResultsGroup) -> str:
        """Export the role's code, which filters take."""
        return record.ilo_role


class JointWorkPlanTable(FrameworkPartTable):
    """Columns of joint work plans."""

    anchor = "work-plans"

    starts_on = django_tables2.Column(_("From"))
    ends_on = django_tables2.Column(_("Until, not included"))
    reference = django_tables2.Column(_("Document"))
    link = exported(_("Address of the document"))
    group = django_tables2.Column(_("Results group"), accessor="group__name", default="")
    ilo_part = django_tables2.Column(_("Part of the ILO"), default="")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    class Meta(FrameworkPartTable.Meta):
        model = JointWorkPlan


class CountryAnalysisTable(django_tables2.Table):
    """Columns of common country analyses."""

    id = exported(_("Number"), accessor="pk")
    countries = django_tables2.Column(_("Countries or areas"), accessor="country_key")
    last_updated = django_tables2.Column(_("Last updated"))
    update_due = django_tables2.Column(_("Update due"), accessor="last_updated")
    reference = django_tables2.Column(_("Document"), accessor="pk")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    class Meta:
        model = CommonCountryAnalysis
        fields: tuple[str, ...] = ()
        orderable = False

    def render_countries(self, record: CommonCountryAnalysis) -> str:
        """Write the countries in the reader's language."""
        return format_html("{} {}", written_countries(record), demo(record.demonstration))

    def value_countries(self, record: CommonCountryAnalysis) -> str:
        """Export the countries' codes."""
        return record.country_key

    def render_update_due(self, value: date) -> date:
        """Write the day by which it is due again."""
        return update_due(value)

    def value_update_due(self, value: date) -> date:
        """Export the day by which it is due again."""
        return update_due(value)

    def render_reference(self, record: CommonCountryAnalysis) -> str:
        """Write the document of the latest update."""
        return next((update.reference for update in record.updates.all()), "")

    def value_reference(self, record: CommonCountryAnalysis) -> str:
        """Export the document of the latest update."""
        return self.render_reference(record)


class CountryTeamMembershipTable(django_tables2.Table):
    """Columns of memberships of country teams."""

    id = exported(_("Number"), accessor="pk")
    country = django_tables2.Column(_("Country or area"))
    presence = django_tables2.Column(_("Presence"))
    starts_on = django_tables2.Column(_("From"))
    ends_on = django_tables2.Column(_("Until, not included"), default="")
    note = django_tables2.Column(_("Note"), default="")
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))

    class Meta:
        model = CountryTeamMembership
        fields: tuple[str, ...] = ()
        orderable = False

    def render_country(self, record: CountryTeamMembership) -> str:
        """Lead to the country."""
        return format_html("{} {}", record.country.name, demo(record.demonstration))

    def value_country(self, record: CountryTeamMembership) -> str:
        """Export the country's code, which filters take."""
        return str(record.country_id)

    def value_presence(self, record: CountryTeamMembership) -> str:
        """Export the presence's code, which filters take."""
        return record.presence


def written_countries(analysis: CommonCountryAnalysis) -> str:
    """Return the names of an analysis's countries in the reader's language; fetch them first."""
    return ", ".join(sorted(country.name for country in analysis.countries.all()))
