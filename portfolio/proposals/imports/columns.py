"""Columns of a sheet of proposals: a row a proposal, named as in the export of the register."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.imports.described import Column
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals.vocab import NeedSource

KEPT_IF_ABSENT = _("Where the sheet has no such column, what is recorded stays.")
CONSULTED = _("true where they were consulted, else false or empty.")
CONSULTED_ON = _("The day on which they were consulted.")


def _one_of(values: list[str]) -> Promise:
    return format_lazy("{} {}", _("One of:"), ", ".join(values))


def _column(
    name: str, help_text: Promise | str = KEPT_IF_ABSENT, example: str = "", *, required: bool = False
) -> Column:
    return Column(name, help_text, required=required, example=example)


COLUMNS = (
    _column("code", _("Of a recorded proposal; empty: a new one begins as a concept."), required=True),
    _column("version", _("That the sheet was made from, as the export has it; empty: it is not compared.")),
    _column("country", _("Code of the country or area; never changes."), "ZWE", required=True),
    _column("region", _("Code of the region of a regional proposal; never changes."), "africa"),
    _column("title", _("Title in the language of its texts."), required=True),
    _column("language", _one_of(TextLanguage.values), "en", required=True),
    _column("office", _("Code of the responsible office."), "CO-HARARE"),
    _column("problem", _("The problem to be solved."), required=True),
    _column("need_source", _one_of(NeedSource.values), "request"),
    _column("need_outcome", _("Code of the country programme outcome."), "ZWE101"),
    _column("need_product", _("Code of the global product."), "GLO155"),
    _column("need_text"),
    _column("need_on", _("The day of the request, or when the gap was seen."), "2026-02-01"),
    _column("government", CONSULTED, "true"),
    _column("government_on", CONSULTED_ON, "2026-02-03"),
    _column("employers", CONSULTED, "false"),
    _column("employers_on", CONSULTED_ON),
    _column("workers", CONSULTED, "true"),
    _column("workers_on", CONSULTED_ON, "2026-02-04"),
    _column("target_groups"),
    _column("results"),
    _column("budget_usd", _("Budget estimate in US dollars."), "1200000.00"),
    _column("duration_months", _("Duration in months, 1 to 240."), "36"),
    _column("partners_proposed"),
    _column("turin_role"),
    _column("gender"),
    _column("labour_standards"),
    _column("status", _("For the reader only: a step is recorded on the proposal’s page."), "concept"),
)
EXPORT_MARKS = frozenset({"id", "code", "status_since", "need_source", "turin_role", "updated_at"})
