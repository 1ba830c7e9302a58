"""Columns of a sheet of projects: a row a project, shares in one cell."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.imports.described import Column
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.vocab import Marker, ProjectKind, ProjectScope, ProjectStatus, Screening

SHARES = _("Code, equals sign, share in per cent, several between semicolons; together exactly 100.")
CODES = _("Codes, several between semicolons.")
KEPT_IF_ABSENT = _("Where the sheet has no such column, what is recorded stays.")

WHEN_NEW = _(
    "Of a new project: the day from which it had this status, today or earlier. Of a recorded one it is read "
    "only, and must be what is recorded."
)
# The statuses whose day a sheet may say, by column, in the order of a life.
STATUS_DAYS = {
    "planned_on": ProjectStatus.PLANNED,
    "cancelled_on": ProjectStatus.CANCELLED,
    "running_on": ProjectStatus.RUNNING,
    "completed_on": ProjectStatus.COMPLETED,
    "closed_on": ProjectStatus.CLOSED,
}


def _one_of(values: list[str]) -> Promise:
    return format_lazy("{} {}", _("One of:"), ", ".join(values))


def _column(name: str, help_text: Promise | str, example: str = "", *, required: bool = False) -> Column:
    return Column(name, help_text, required=required, example=example)


COLUMNS = (
    _column("id", _("Number of the project here, as the export has it; empty: found by its codes.")),
    _column("code", _("TC code; a new project needs it or a project number."), "GLO/20/01/NOR"),
    _column("number", _("Project number, six digits."), "106542"),
    _column("kind", _one_of(ProjectKind.values), "project", required=True),
    _column("title", _("Title in the language of its texts."), required=True),
    _column("language", _one_of(TextLanguage.values), "en", required=True),
    _column("title_en", _("Title in English, of a project in another language.")),
    _column("title_fr", _("Title in French, of a project in another language.")),
    _column("title_es", _("Title in Spanish, of a project in another language.")),
    _column("description", KEPT_IF_ABSENT),
    _column("scope", _one_of(ProjectScope.values), "country", required=True),
    _column("own_region", _("Code of the region of a regional project."), "africa"),
    _column("starts_on", _("First day."), "2024-01-01", required=True),
    _column("last_day", _("Last day."), "2027-12-31", required=True),
    _column("unit", _("Code of the responsible unit."), "CO-HARARE", required=True),
    _column("backstopper", _("Code of the technical backstopper.")),
    _column("countries", SHARES, "KEN=60.00; UGA=40.00", required=True),
    _column("outcomes", SHARES, "KEN101=60.00; GLO155=40.00"),
    _column("budget_results", SHARES, "PB-2022-23 1.2=100.00"),
    _column("sectors", SHARES, "16020=100.00"),
    _column(
        "complete_residue",
        _("true: what rounding left of 100 is added to the largest share: 33.33 three times."),
        "false",
    ),
    _column("sdg_targets", CODES, "8.5; 8.8"),
    _column("markers", _one_of(Marker.values), "ppp; hdp"),
    _column("initiatives", CODES, "better-work"),
    _column("sstc_countries", CODES, "BRA"),
    _column("sstc_theme", KEPT_IF_ABSENT),
    _column("ilo_share", _("Share of the ILO in the budget of a joint programme, in per cent."), "42.50"),
    _column("screening", _one_of(Screening.values), "low"),
    _column("screened_on", _("Day of the environmental and social screening."), "2023-10-02"),
    _column("pseah_focal_point", KEPT_IF_ABSENT),
    _column("feedback_channel", KEPT_IF_ABSENT),
    _column("final_report_on", _("Day on which the final report was handed in.")),
    _column("evaluated_on", _("Day of the evaluation.")),
    _column("evaluation_note", _("Why no evaluation was due.")),
    _column("balance_returned_on", _("Day on which the balance was settled.")),
    _column("balance_note", _("What became of the balance.")),
    *(_column(name, WHEN_NEW) for name in STATUS_DAYS),
    _column("status", _("For the reader only: a status is recorded on the project’s page."), "planned"),
)
# Columns by the field that they say, where the names differ.
COLUMN_OF = {
    "ends_on": "last_day",
    "region": "own_region",
    "budget": "budget_results",
    "targets": "sdg_targets",
    "evaluation": "evaluated_on",
    "has_place": "countries",
}
EXPORT_MARKS = frozenset({"id", "effective_on", "countries", "budget_results", "own_region", "recorded_at"})


def column_of(field: str) -> str:
    """Return the column that says a field."""
    return COLUMN_OF.get(field, field)
