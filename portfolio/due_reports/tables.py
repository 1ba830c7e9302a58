"""Columns of what fell due."""

from __future__ import annotations

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge
from portfolio.due_reports.models import DueReport
from portfolio.due_reports.vocab import DueState
from portfolio.programmes.tables import page_of_place

BADGES = {DueState.IN_TIME: "ok", DueState.LATE: "warn", DueState.MISSING: "bad", DueState.SKIPPED: ""}


def state_badge(code: str) -> str:
    """Return the badge of what became of what was due."""
    return badge(DueState(code).label, BADGES[DueState(code)])


def page_of(row: DueReport) -> str:
    """Return where the outcome or the project stands."""
    if row.outcome is not None:
        return page_of_place(row.outcome)
    return reverse("project", args=[row.project_id])


class DueReportTable(RegisterTable):
    """Columns of what fell due."""

    id = exported(_("Number here"))
    kind = CodeColumn(_("Kind"))
    outcome = exported(_("Number of the outcome"), accessor="outcome_id")
    project = exported(_("Number of the project"), accessor="project_id")
    code = exported(_("Code"), accessor="reported_code")
    title = LinkColumn(_("Outcome or project"), page_of, accessor="reported_title")
    country = PageColumn(
        _("Country or area"),
        lambda record: record.country.name if record.country else "",
        accessor="country_id",
        default="",
    )
    region = PageColumn(
        _("Region"),
        lambda record: record.region.name if record.region else "",
        accessor="region_id",
        default="",
    )
    starts_on = django_tables2.Column(_("From"))
    last_day = django_tables2.Column(_("Last day"), accessor="last_day")
    due_on = django_tables2.Column(_("Due"))
    state = CodeColumn(_("What became of it"), state_badge)
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"
