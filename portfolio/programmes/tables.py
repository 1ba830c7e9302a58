"""Columns of country programmes and their outcomes."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day, status
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.outcome_link import BudgetLink, FrameworkLink, TargetLink
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.vocab import IndicatorStatus, MilestoneStatus, ProgrammeStatus, Progress

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
MILESTONE_LIGHTS = {
    MilestoneStatus.RESULTS_ACHIEVED: "ok",
    MilestoneStatus.ON_TRACK: "ok",
    MilestoneStatus.NO_PROGRESS: "bad",
}
INDICATOR_LIGHTS = {
    IndicatorStatus.REACHED: "ok",
    IndicatorStatus.ON_TRACK: "ok",
    IndicatorStatus.BEHIND: "warn",
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


def indicator_light(code: str) -> str:
    """Return how an indicator stands: shape, colour and word."""
    found = IndicatorStatus(code)
    return status(found.label, INDICATOR_LIGHTS.get(found, "none"))


def milestone_light(code: str) -> str:
    """Return how a milestone stands: shape, colour and word."""
    found = MilestoneStatus(code)
    return status(found.label, MILESTONE_LIGHTS.get(found, "none"))


def country_column(programme: str = "programme") -> PageColumn:
    """Return the column of a programme's country, `programme` being the dotted way to it from a row."""
    home_of = attrgetter(programme)

    def name(record: Any) -> str:
        home = home_of(record)
        if home is None:
            return str(_("Global product"))
        return home.country.name if home.country else str(_("Sub-regional"))

    accessor = f"{programme}.country_id".replace(".", "__")
    return PageColumn(_("Country or area"), name, accessor=accessor, empty_values=())


def _programme_page(record: ProgrammeState) -> str:
    """Lead to the programme; one that was discarded or taken back since has no page."""
    seen = getattr(record, "seen_today", True)
    return reverse("programme", args=[record.programme.slug]) if seen else ""


def _region(record: ProgrammeState) -> str:
    """Write the region in the reader's language."""
    region = record.programme.country.region if record.programme.country else record.programme.region
    return region.name if region else ""


class ProgrammeTable(RegisterTable):
    """Columns of country programmes: all as known at the moment."""

    id = exported(_("Number here"), accessor="programme_id")
    code = exported(_("Address"), accessor="programme__slug")
    title = LinkColumn(
        _("Programme"),
        _programme_page,
        accessor="programme__title",
    )
    country = country_column()
    region = PageColumn(_("Region"), _region, accessor="region_key", default="")
    sub_regional = exported(_("Sub-regional"), accessor="programme__sub_regional")
    status = CodeColumn(_("Status"), status_badge)
    effective_on = django_tables2.Column(_("Since"))
    starts_on = django_tables2.Column(_("From"), accessor="programme__starts_on", default="")
    last_day = PageColumn(
        _("Last day"),
        lambda record: day(record.programme.last_day),
        accessor="programme__last_day",
        default="",
    )
    planned_last_day = exported(_("Last day without extension"), accessor="programme__planned_last_day")
    generation = exported(_("Generation"), accessor="programme__generation")
    pilot = exported(_("Pilot"), accessor="programme__pilot")
    office = django_tables2.Column(_("Office"), accessor="programme__office__code", default="")
    language = exported(_("Language of its texts"), accessor="programme__language")
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


def page_of_place(place: ProgrammeOutcome) -> str:
    """Return where a place stands on its programme's page, or the page of the outcome or product itself."""
    if place.product_id is not None:
        return reverse("portfolio:global-product", args=[place.product_id])
    if place.programme is None:
        return reverse("portfolio:cpo", args=[place.cpo_id])
    return f"{reverse('programme', args=[place.programme.slug])}#{place.code}"


def editing_of_place(place: ProgrammeOutcome) -> str:
    """Return where a place stands with the forms of all that is planned in it."""
    if place.programme is None:
        return f"{page_of_place(place)}#{place.code}"
    return f"{reverse('programme', args=[place.programme.slug])}?edit=yes#{place.code}"


class ProgrammeOutcomeTable(RegisterTable):
    """Columns of country programme outcomes."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("CPO code"))
    title = LinkColumn(
        _("Outcome"),
        page_of_place,
    )
    country = country_column("cpo")
    programme = exported(_("Country programme"), accessor="programme__slug")
    priority = exported(_("Priority"), accessor="priority__position")
    priority_title = exported(_("Title of the priority"), accessor="priority__title")
    cpo = exported(_("Number of the outcome across programmes"), accessor="cpo_id")
    product = exported(_("Number of the global product"), accessor="product_id")
    category = CodeColumn(_("Category"))
    progress = CodeColumn(_("Progress"), light, empty_values=())
    office = django_tables2.Column(_("Office"), accessor="office__code", default="")
    budget_results = exported(_("Programme and Budget, shares"), accessor="budget")
    sdg_targets = exported(_("SDG targets"), accessor="targets")
    framework_results = exported(_("Results of UN frameworks, shares"), accessor="framework")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_budget_results(self, record: Any) -> str:
        """Export `PB-2022-23 1.2=60; PB-2022-23 3=40`: framework, code, share in per cent."""
        links: list[BudgetLink] = record.budget
        return "; ".join(f"{one.result.framework.code} {one.result.code}={one.weight}" for one in links)

    def value_sdg_targets(self, record: Any) -> str:
        """Export the codes of the targets: `8.5; 8.8`."""
        links: list[TargetLink] = record.targets
        return "; ".join(one.result.code for one in links)

    def value_framework_results(self, record: Any) -> str:
        """Export `ken 12=100`: address of the framework, number of the result here, share in per cent."""
        links: list[FrameworkLink] = record.framework
        return "; ".join(f"{one.result.framework.slug} {one.result_id}={one.weight}" for one in links)


def _place_of_milestone(record: MilestoneState) -> str:
    """Lead to the outcome's place."""
    return page_of_place(record.milestone.indicator.outcome)


class MilestoneStateTable(RegisterTable):
    """Columns of the statuses of milestones: all as known at the moment."""

    id = exported(_("Number of the status"))
    milestone = exported(_("Number of the milestone"), accessor="milestone_id")
    country = country_column("milestone.indicator.outcome.cpo")
    programme = exported(_("Country programme"), accessor="milestone__indicator__outcome__programme__slug")
    code = django_tables2.Column(_("CPO code"), accessor="milestone__indicator__outcome__code")
    outcome = PageColumn(
        _("Outcome"),
        lambda record: record.milestone.indicator.outcome.title,
        accessor="milestone__indicator__outcome__title",
        default="",
    )
    indicator = exported(_("Indicator"), accessor="milestone__indicator__text")
    text = LinkColumn(_("Milestone"), _place_of_milestone, accessor="milestone__text")
    due_on = django_tables2.Column(_("Due"))
    status = CodeColumn(_("Status"), milestone_light)
    effective_on = django_tables2.Column(_("Since"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "text"
