"""Columns of reporting years: page, CSV and XLSX."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.models.period import ReportingYear
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable
from ilo_dc.core.ui.tags import badge, day

BADGES = {
    ReportingYear.State.OPEN: "",
    ReportingYear.State.CLOSED: "ok",
    ReportingYear.State.REOPENED: "note",
}


def state_badge(code: str) -> str:
    """Return the badge of a year's state."""
    return badge(ReportingYear.State(code).label, BADGES[ReportingYear.State(code)])


def _address(record: Any) -> str:
    return reverse("core:reporting-year", args=[record.pk])


class ReportingYearTable(RegisterTable):
    """Columns of reporting years."""

    year = LinkColumn(_("Year"), _address, text=str, marks=None)
    state = CodeColumn(_("State"), state_badge, accessor="known_state")
    since = PageColumn(_("Since"), lambda record: day(record.known_since), accessor="known_since", default="")
    reason = django_tables2.Column(_("Reason"), accessor="known_reason", default="")

    row_heading = "year"
