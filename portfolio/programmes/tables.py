"""Columns of country programmes and their outcomes."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import exported
from ilo_dc.core.ui.tags import badge, day, demo, status
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.outcome_link import BudgetLink, FrameworkLink, TargetLink
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.vocab import ProgrammeStatus, Progress

# How a status is badged and a rating is lit: always with its word, never by colour alone.
BADGES = {
    ProgrammeStatus.DRAFT: "",
    ProgrammeStatus.CONSULTATION: "note",
    ProgrammeStatus.SIGNED: "note",
    ProgrammeStatus.RUNNING: "ok",
    ProgrammeStatus.EXTENDED: "warn",
    ProgrammeStatus.CLOSED: "",
    ProgrammeStatus.EVALUATED: "",
}
LIGHTS = {Progress.RESULTS_ACHIEVED: "ok", Progress.ON_TRACK: "ok", Progress.NO_PROGRESS: "bad"}


def status_badge(code: str) -> str:
    """Return the badge of a programme's status."""
    return badge(ProgrammeStatus(code).label, BADGES[ProgrammeStatus(code)])


def light(code: str) -> str:
    """Return the traffic light of a rating: shape, colour and word."""
    if not code:
        return status(_("Not yet rated"), "none")
    return status(Progress(code).label, LIGHTS[Progress(code)])


class CountryOfProgramme:
    """The column `country` of a table whose rows belong to country programmes, found by `programme_of`."""

    programme_of: ClassVar[attrgetter[CountryProgramme]] = attrgetter("programme")

    def render_country(self, record: Any) -> str:
        """Write the country in the reader's language."""
        country = self.programme_of(record).country
        return country.name if country else str(_("Sub-regional"))

    def value_country(self, record: Any) -> str:
        """Export the country's code, which filters take."""
        return self.programme_of(record).country_id or ""


class ProgrammeTable(CountryOfProgramme, django_tables2.Table):
    """Columns of country programmes: status as known at the moment, all else as it is today."""

    id = exported(_("Number here"), accessor="programme_id")
    code = exported(_("Address"), accessor="programme__slug")
    title = django_tables2.Column(_("Programme"), accessor="programme__title")
    country = django_tables2.Column(_("Country or area"), accessor="programme__country_id", empty_values=())
    region = django_tables2.Column(_("Region"), accessor="region_key", default="")
    sub_regional = exported(_("Sub-regional"), accessor="programme__sub_regional")
    status = django_tables2.Column(_("Status"))
    effective_on = django_tables2.Column(_("Since"))
    starts_on = django_tables2.Column(_("From"), accessor="programme__starts_on", default="")
    last_day = django_tables2.Column(_("Last day"), accessor="programme__last_day", default="")
    ends_on = exported(_("Until, not included"), accessor="programme__ends_on")
    extended_until = exported(_("Extended until, not included"), accessor="programme__extended_until")
    generation = exported(_("Generation"), accessor="programme__generation")
    pilot = exported(_("Pilot"), accessor="programme__pilot")
    office = django_tables2.Column(_("Office"), accessor="programme__office__code", default="")
    language = exported(_("Language of its texts"), accessor="programme__language")
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    class Meta:
        model = ProgrammeState
        fields: tuple[str, ...] = ()
        orderable = False

    def render_title(self, record: ProgrammeState) -> str:
        """Lead to the programme."""
        programme = record.programme
        url = reverse("programme", args=[programme.slug])
        mark = demo(record.demonstration)
        if not getattr(record, "seen_today", True):  # discarded or taken back since
            return format_html('<span lang="{}">{}</span> {}', programme.language, programme.title, mark)
        return format_html('<a href="{}" lang="{}">{}</a> {}', url, programme.language, programme.title, mark)

    def value_title(self, record: ProgrammeState) -> str:
        """Export the title alone."""
        return record.programme.title

    def render_region(self, record: ProgrammeState) -> str:
        """Write the region in the reader's language."""
        region = record.programme.country.region if record.programme.country else record.programme.region
        return region.name if region else ""

    def value_region(self, value: str) -> str:
        """Export the region's code, which filters take."""
        return value

    def render_status(self, record: ProgrammeState) -> str:
        """Badge the status."""
        return status_badge(record.status)

    def value_status(self, record: ProgrammeState) -> str:
        """Export the code, which filters take."""
        return record.status

    def render_last_day(self, value: Any) -> str:
        """Write the last day, extension included."""
        return day(value)


class ProgrammeOutcomeTable(CountryOfProgramme, django_tables2.Table):
    """Columns of country programme outcomes."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("CPO code"))
    title = django_tables2.Column(_("Outcome"))
    country = django_tables2.Column(_("Country or area"), accessor="programme__country_id", empty_values=())
    programme = exported(_("Country programme"), accessor="programme__slug")
    priority = exported(_("Priority"), accessor="priority__position")
    priority_title = exported(_("Title of the priority"), accessor="priority__title")
    category = django_tables2.Column(_("Category"))
    progress = django_tables2.Column(_("Progress"), empty_values=())
    office = django_tables2.Column(_("Office"), accessor="office__code", default="")
    budget_results = exported(_("Programme and Budget, shares"), accessor="budget")
    sdg_targets = exported(_("SDG targets"), accessor="targets")
    framework_results = exported(_("Results of UN frameworks, shares"), accessor="framework")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    class Meta:
        model = ProgrammeOutcome
        fields: tuple[str, ...] = ()
        orderable = False

    def render_title(self, record: ProgrammeOutcome) -> str:
        """Lead to the outcome on its programme's page."""
        url = reverse("programme", args=[record.programme.slug])
        return format_html(
            '<a href="{}#{}" lang="{}">{}</a> {}',
            url,
            record.code,
            record.programme.language,
            record.title,
            demo(record.demonstration),
        )

    def value_title(self, record: ProgrammeOutcome) -> str:
        """Export the title alone."""
        return record.title

    def value_category(self, record: ProgrammeOutcome) -> str:
        """Export the code, which filters take."""
        return record.category

    def value_budget_results(self, value: list[BudgetLink]) -> str:
        """Export `PB-2022-23 1.2=60; PB-2022-23 3=40`: framework, code, share in per cent."""
        return "; ".join(f"{one.result.framework.code} {one.result.code}={one.weight}" for one in value)

    def value_sdg_targets(self, value: list[TargetLink]) -> str:
        """Export the codes of the targets: `8.5; 8.8`."""
        return "; ".join(one.result.code for one in value)

    def value_framework_results(self, value: list[FrameworkLink]) -> str:
        """Export `ken 12=100`: address of the framework, number of the result here, share in per cent."""
        return "; ".join(f"{one.result.framework.slug} {one.result_id}={one.weight}" for one in value)

    def render_progress(self, record: ProgrammeOutcome) -> str:
        """Light the rating."""
        return light(record.progress)

    def value_progress(self, record: ProgrammeOutcome) -> str:
        """Export the code, which filters take; empty: not yet rated."""
        return record.progress
