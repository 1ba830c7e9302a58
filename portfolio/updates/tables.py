"""Columns of outcome updates: the text once, for whoever reports with it."""

from __future__ import annotations

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day
from ilo_dc.formats.text import half_year
from portfolio.programmes.tables import country_column, light
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


class UpdateStepTable(RegisterTable):
    """Columns of the steps of outcome updates."""

    id = exported(_("Number of the step"))
    update = exported(_("Number of the update"), accessor="update_id")
    country = country_column("update.outcome.cpo")
    programme = exported(_("Country programme"), accessor="update__outcome__programme__slug")
    code = django_tables2.Column(_("CPO code"), accessor="update__outcome__code")
    outcome = LinkColumn(
        _("Outcome"),
        lambda record: reverse("portfolio:update", args=[record.update_id]),
        accessor="update__outcome__title",
    )
    period = CodeColumn(_("Period"), half_year, accessor="period_key", attrs={"td": {"class": "nowrap"}})
    state = CodeColumn(_("State"), state_badge)
    submitted_at = PageColumn(_("Submitted"), lambda record: day(record.submitted_at), default="")
    in_time = exported(_("Handed in by its due day"))
    recorded_at = django_tables2.Column(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "outcome"


class OutcomeUpdateTable(RegisterTable):
    """Columns of outcome updates."""

    id = exported(_("Number here"))
    country = country_column("outcome.cpo")
    programme = exported(_("Country programme"), accessor="outcome__programme__slug")
    programme_title = exported(_("Title of the programme"), accessor="outcome__programme__title")
    code = django_tables2.Column(_("CPO code"), accessor="outcome__code")
    outcome = LinkColumn(
        _("Outcome"),
        lambda record: reverse("portfolio:update", args=[record.pk]),
        accessor="outcome__title",
    )
    period = CodeColumn(_("Period"), half_year, accessor="period__code", attrs={"td": {"class": "nowrap"}})
    starts_on = exported(_("From"))
    last_day = exported(_("Last day"))
    state = CodeColumn(_("State"), state_badge)
    progress = CodeColumn(_("Progress"), light, empty_values=())
    narrative = exported(_("What was achieved"))
    language = exported(_("Language of its text"))
    values = exported(_("Indicator values"), accessor="written_values")
    government_on = exported(_("Government consulted on"))
    employers_on = exported(_("Employers consulted on"))
    workers_on = exported(_("Workers consulted on"))
    submitted_at = PageColumn(_("Submitted"), lambda record: day(record.submitted_at), default="")
    decided_at = exported(_("Accepted or returned"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "outcome"
