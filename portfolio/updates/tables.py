"""Columns of outcome updates: the text once, for whoever reports with it."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import exported
from ilo_dc.core.ui.tags import badge, day, demo
from portfolio.programmes.tables import CountryOfProgramme, light
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.vocab import UpdateState

BADGES = {
    UpdateState.DRAFT: "",
    UpdateState.SUBMITTED: "note",
    UpdateState.RETURNED: "warn",
    UpdateState.ACCEPTED: "ok",
}


def state_badge(code: str) -> str:
    """Return the badge of an update's state."""
    return badge(UpdateState(code).label, BADGES[UpdateState(code)])


class OutcomeUpdateTable(CountryOfProgramme, django_tables2.Table):
    """Columns of outcome updates."""

    id = exported(_("Number here"))
    country = django_tables2.Column(
        _("Country or area"), accessor="outcome__programme__country_id", empty_values=()
    )
    programme = exported(_("Country programme"), accessor="outcome__programme__slug")
    programme_title = exported(_("Title of the programme"), accessor="outcome__programme__title")
    code = django_tables2.Column(_("CPO code"), accessor="outcome__code")
    outcome = django_tables2.Column(_("Outcome"), accessor="outcome__title")
    period = django_tables2.Column(_("Period"), accessor="period__code", attrs={"td": {"class": "nowrap"}})
    starts_on = exported(_("From"))
    ends_on = exported(_("Until, not included"))
    state = django_tables2.Column(_("State"))
    progress = django_tables2.Column(_("Progress"), empty_values=())
    narrative = exported(_("What was achieved"))
    language = exported(_("Language of its text"))
    values = exported(_("Indicator values"), empty_values=(), accessor="pk")
    government_on = exported(_("Government consulted on"))
    employers_on = exported(_("Employers consulted on"))
    workers_on = exported(_("Workers consulted on"))
    submitted_at = django_tables2.Column(_("Submitted"), default="")
    decided_at = exported(_("Accepted or returned"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    programme_of = attrgetter("outcome.programme")
    row_heading = "outcome"

    class Meta:
        model = OutcomeUpdate
        fields: tuple[str, ...] = ()
        orderable = False

    def render_outcome(self, record: OutcomeUpdate) -> str:
        """Lead to the update."""
        return format_html(
            '<a href="{}" lang="{}">{}</a> {}',
            reverse("portfolio:update", args=[record.pk]),
            record.outcome.programme.language,
            record.outcome.title,
            demo(record.demonstration),
        )

    def value_outcome(self, record: OutcomeUpdate) -> str:
        """Export the title alone."""
        return record.outcome.title

    def render_state(self, record: OutcomeUpdate) -> str:
        """Badge the state."""
        return state_badge(record.state)

    def value_state(self, record: OutcomeUpdate) -> str:
        """Export the code, which filters take."""
        return record.state

    def render_progress(self, record: OutcomeUpdate) -> str:
        """Light the rating."""
        return light(record.progress)

    def value_progress(self, record: OutcomeUpdate) -> str:
        """Export the code, which filters take; empty: not yet rated."""
        return record.progress

    def value_values(self, record: OutcomeUpdate) -> str:
        """Export one line an indicator: its text, the number with its unit, the words."""
        return record.written_values

    def render_submitted_at(self, value: Any) -> str:
        """Write the day."""
        return day(value)

    def value_submitted_at(self, value: Any) -> Any:
        """Export the moment."""
        return value
