"""Columns of progress reports: the text once, for whoever reports with it."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day
from portfolio.programmes.tables import light
from portfolio.project_results.vocab import ReportState
from portfolio.projects.tables import shared_badge

BADGES = {
    ReportState.DRAFT: "",
    ReportState.SUBMITTED: "note",
    ReportState.RETURNED: "warn",
    ReportState.ACCEPTED: "ok",
    ReportState.SKIPPED: "",
}


def state_badge(code: str) -> str:
    """Return the badge of a report's state."""
    return badge(ReportState(code).label, BADGES[ReportState(code)])


class ProgressReportTable(RegisterTable):
    """Columns of progress reports."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("TC code"), accessor="project__code", default="")
    title = LinkColumn(
        _("Project"),
        lambda record: reverse("portfolio:progress-report", args=[record.pk]),
        text=lambda record: record.project.name,
        marks=lambda record: shared_badge(record.country_key),
        accessor="project__title",
    )
    project = exported(_("Number of the project here"), accessor="project_id")
    starts_on = django_tables2.Column(_("From"))
    last_day = PageColumn(_("Last day"), lambda record: day(record.last_day))
    state = CodeColumn(_("State"), state_badge)
    rating = CodeColumn(_("Rating"), light, empty_values=())
    narrative = exported(_("What was achieved"))
    language = exported(_("Language of its text"))
    values = exported(_("Indicator values"), accessor="pk")
    submitted_at = PageColumn(_("Submitted"), lambda record: day(record.submitted_at), default="")
    decided_at = exported(_("Accepted or returned"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_values(self, record: Any) -> str:
        """Export one line an indicator: `People trained: 120 (women 70, men 50)`."""
        return "\n".join(_filed(one) for one in record.values.all())


class ReportScheduleTable(RegisterTable):
    """Columns of schedules of progress reports."""

    id = exported(_("Number here"))
    since = django_tables2.Column(_("For periods from"))
    project = exported(_("Number of the project here"), accessor="project_id")
    title = LinkColumn(
        _("Project"),
        lambda record: reverse("project", args=[record.project_id]) if record.project_id else "",
        text=lambda record: record.project.name if record.project else _("All projects"),
        accessor="project__title",
        empty_values=(),
        orderable=False,
    )
    every_months = django_tables2.Column(_("Months that a report covers"))
    due_days = django_tables2.Column(_("Days until it is due"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "since"


def _filed(one: Any) -> str:
    number = "" if one.value is None else f"{one.value.normalize():f}"
    sexes = "" if one.women is None else f"(women {one.women.normalize():f}, men {one.men.normalize():f})"
    unit = one.indicator.unit if number else ""
    return " ".join(filter(None, (f"{one.indicator.text}:", number, str(unit), sexes, str(one.words))))
