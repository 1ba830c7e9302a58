"""The alignment matrix of a country programme with one UN framework: page, sheet and panel show this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from portfolio.alignments import rules
from portfolio.alignments.actions import Key, name_of
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import DwcpSide
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

SHORT = 90  # characters of a result's text beside each of its cells
HEADER = ("side", "code", "title")


@dataclass(frozen=True)
class Column:
    """A result of the framework, numbered as the page shows it."""

    number: int
    result: FrameworkResult

    @property
    def short(self) -> str:
        """Number and beginning of the text."""
        text = self.result.shown_text
        return f"{self.number}. {text if len(text) <= SHORT else f'{text[:SHORT].rstrip()}…'}"


@dataclass(frozen=True)
class MatrixCell:
    """One pair: what is recorded of it now, if anything."""

    key: Key
    column: Column
    fact: Alignment | None

    @property
    def name(self) -> str:
        """The cell's name in forms and answers."""
        return name_of(self.key)

    @property
    def field_values(self) -> tuple[str, str, str]:
        """Extent, level and role; empty where nothing is recorded."""
        return self.fact.field_values if self.fact else ("", "", "")


@dataclass(frozen=True)
class MatrixRow:
    """A priority, an outcome, or nothing of the programme, with a cell for each result."""

    side: DwcpSide
    code: str
    title: str
    cells: tuple[MatrixCell, ...]
    priority: Priority | None = None
    outcome: ProgrammeOutcome | None = None

    @property
    def label(self) -> str:
        """What heads the row."""
        return together(self.code, " ", self.title) if self.code else self.title


@dataclass(frozen=True)
class Matrix:
    """The programme's priorities and outcomes against the framework's results."""

    programme: CountryProgramme
    framework: CooperationFramework
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def cells(self) -> Iterator[MatrixCell]:
        """All cells, row by row."""
        return (cell for row in self.rows for cell in row.cells)

    def sheet(self) -> tuple[list[str], list[list[Any]]]:
        """Return header and lines of a file: a column a result, codes as filters take them."""
        header = [*HEADER, *(f"{one.result.pk}: {one.result.text}" for one in self.columns)]
        lines = [
            [
                row.side.value,
                row.code,
                row.title,
                *("; ".join(filter(None, cell.field_values)) for cell in row.cells),
            ]
            for row in self.rows
        ]
        return header, lines

    @property
    def file(self) -> str:
        """The stem of its files' name."""
        return f"alignment-{self.programme.slug}-{self.framework.slug}"[:80]


def frameworks_of(user: Viewer, programme: CountryProgramme) -> list[CooperationFramework]:
    """Return the frameworks that a programme may be compared with, the nearest first.

    Those of its country; of a sub-regional programme those that several countries share, all of its region.
    """
    rows: Any = CooperationFramework.objects.visible_to(user).with_countries()
    if programme.country_id:
        rows = rows.filter(memberships__country=programme.country_id)
    else:
        rows = rows.with_region().filter(region_key=programme.region_id, country_key__contains="-")
    results = FrameworkResult.objects.visible_to(user).filter(framework=OuterRef("pk"))
    found = {row.pk: row for row in rows.annotate(has_results=Exists(results)).distinct()}
    candidates = [
        rules.Candidate(
            key=row.pk,
            is_own=row.country_key == programme.country_id,
            has_results=row.has_results,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in found.values()
    ]
    ends: date | None = programme.extended_until or programme.ends_on
    return [found[key] for key in rules.nearest(candidates, starts_on=programme.starts_on, ends_on=ends)]


def matrix_of(user: Viewer, programme: CountryProgramme, framework: CooperationFramework) -> Matrix:
    """Return the matrix as it is recorded now; four queries, whatever its size.

    A result that is compared no more (an officer said that it is a priority) keeps its column while
    something is recorded of it.
    """
    facts: Mapping[Key, Alignment] = {
        fact.pair.key: fact
        for fact in Alignment.objects.visible_to(user)
        .current()
        .filter(pair__programme=programme, pair__result__framework=framework)
        .select_related("pair")
    }
    compared = ~Q(level__in=rules.NOT_COMPARED) | Q(pk__in={key[2] for key in facts})
    results = FrameworkResult.objects.visible_to(user).filter(compared, framework=framework)
    columns = tuple(
        Column(number, result) for number, result in enumerate(results.order_by("text", "pk"), start=1)
    )

    def cells(priority: int | None, outcome: int | None) -> tuple[MatrixCell, ...]:
        keys = [(priority, outcome, column.result.pk) for column in columns]
        return tuple(
            MatrixCell(key, column, facts.get(key)) for key, column in zip(keys, columns, strict=True)
        )

    rows = []
    outcomes = ProgrammeOutcome.objects.select_related("programme")  # which says the language of their titles
    priorities = programme.priorities.order_by("position").prefetch_related(Prefetch("outcomes", outcomes))
    for priority in priorities:
        rows.append(
            MatrixRow(
                DwcpSide.PRIORITY, str(priority.position), priority.title, cells(priority.pk, None), priority
            )
        )
        rows.extend(
            MatrixRow(DwcpSide.OUTCOME, one.code, one.title, cells(None, one.pk), outcome=one)
            for one in sorted(priority.outcomes.all(), key=lambda one: (one.code, one.pk))
        )
    alone = MatrixRow(DwcpSide.NOTHING, "", _("In the UN framework only"), cells(None, None))
    return Matrix(programme, framework, columns, (*rows, alone))
