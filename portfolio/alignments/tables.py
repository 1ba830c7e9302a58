"""Columns of alignments with UN frameworks."""

from __future__ import annotations

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import together
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import Extent
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.tables import country_column

BADGES = {
    Extent.FULL: "ok",
    Extent.PARTIAL: "warn",
    Extent.NONE: "bad",
    Extent.UN_ONLY: "note",
    Extent.SUPPORTED: "note",
}
SHORT = 160


def extent_badge(code: str) -> str:
    """Return the badge of an extent: word and colour."""
    return badge(Extent(code).label, BADGES[Extent(code)])


def matrix_address(programme: CountryProgramme | None, country: str | None) -> str:
    """Return the address of the matrix of a programme, or of a country (its code) that has none."""
    if programme is None:
        return reverse("portfolio:country-alignment", args=[country])
    return reverse("portfolio:programme-alignment", args=[programme.slug])


def _matrix(record: Alignment) -> str:
    """Lead to the matrix of the programme, or of the country without one, at the framework."""
    url = matrix_address(record.pair.programme, record.pair.country_id)
    return f"{url}?framework={record.pair.result.framework.slug}"


def _programme(record: Alignment) -> str:
    """Write the address of the programme."""
    return record.pair.programme.slug if record.pair.programme else str(_("Without a programme"))


def _result_page(record: Alignment) -> str:
    """Lead to the framework's results; nowhere from a row of the past, if the reader sees it no more."""
    if not getattr(record, "framework_seen_today", True):
        return ""
    return f"{reverse('portfolio:framework', args=[record.pair.result.framework.slug])}#results"


def _named(record: Alignment) -> Priority | ProgrammeOutcome | None:
    return record.pair.priority or record.pair.outcome


def _code(record: Alignment) -> str:
    """Return the number of the priority or the code of the outcome."""
    pair = record.pair
    code = pair.priority.position if pair.priority else pair.outcome.code if pair.outcome else ""
    return "" if code is None else str(code)


def _row_of_matrix(record: Alignment) -> str:
    """Write the priority or outcome in the programme's language."""
    named = _named(record)
    return together(_code(record), " ", named.title) if named else str(_("In the UN framework only"))


def _short_result(record: Alignment) -> str:
    """Write the result; a long text is cut."""
    result = record.pair.result
    text = result.shown_text if result.text else ""
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…"


class AlignmentTable(RegisterTable):
    """Columns of alignments: all as known at the moment."""

    id = exported(_("Number here"), accessor="pair_id")
    country = country_column("pair")
    region = exported(_("Region"), accessor="region_key")
    programme = LinkColumn(
        _("Programme"),
        _matrix,
        text=_programme,
        marks=None,
        accessor="pair__programme__slug",
        empty_values=(),
    )
    side = exported(_("Of the programme"), accessor="pair__side")
    code = exported(_("Priority or CPO code"), accessor="pair", empty_values=())
    title = LinkColumn(
        _("Priority or outcome"),
        text=_row_of_matrix,
        marks=None,
        accessor="pair",
        empty_values=(),
    )
    framework = exported(_("Framework"), accessor="pair__result__framework__slug")
    result_id = exported(_("Number of the result"), accessor="pair__result_id")
    result = LinkColumn(
        _("Result of the UN framework"),
        _result_page,
        text=_short_result,
        marks=None,
        accessor="pair__result__text",
    )
    extent = CodeColumn(_("Extent"), extent_badge)
    level = CodeColumn(_("Level"), default="")
    role = CodeColumn(_("Role of the ILO"), default="")
    effective_on = django_tables2.Column(_("Since"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_code(self, record: Alignment) -> str:
        """Export the number of the priority or the code of the outcome."""
        return _code(record)

    def value_title(self, record: Alignment) -> str:
        """Export the title alone."""
        named = _named(record)
        return named.title if named else ""
