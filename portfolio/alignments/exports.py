"""The alignment matrix of a programme, or of a country without one, with a UN framework: page and sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.models import Country
from portfolio.alignments import rules
from portfolio.alignments.actions import Key, country_of, name_of
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import DwcpSide
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.programmes.models.country_programme import Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.alignments.querysets import Subject
    from portfolio.programmes.models.country_programme import CountryProgramme

    Cells = Callable[[int | None, int | None], tuple["MatrixCell", ...]]

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
    """The programme's priorities and outcomes against the framework's results.

    `programme`: where a country has none, the country, with the outcomes that it reports on without one.
    """

    programme: Subject
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
        name = self.programme.pk if isinstance(self.programme, Country) else self.programme.slug
        return f"alignment-{name}-{self.framework.slug}"[:80]


def frameworks_of(user: Viewer, programme: Subject) -> list[CooperationFramework]:
    """Return the frameworks that a programme may be compared with, the nearest first.

    Those of its country; of a sub-regional programme those that several countries share, all of its region.
    """
    rows: Any = CooperationFramework.objects.visible_to(user).with_countries()
    country = country_of(programme)
    if country:
        rows = rows.filter(memberships__country=country)
    else:
        region = cast("CountryProgramme", programme).region_id
        rows = rows.with_region().filter(region_key=region, country_key__contains="-")
    results = FrameworkResult.objects.visible_to(user).filter(framework=OuterRef("pk"))
    found = {row.pk: row for row in rows.annotate(has_results=Exists(results)).distinct()}
    candidates = [
        rules.Candidate(
            key=row.pk,
            is_own=row.country_key == country,
            has_results=row.has_results,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in found.values()
    ]
    starts_on, ends_on = _period_of(programme)
    return [found[key] for key in rules.nearest(candidates, starts_on=starts_on, ends_on=ends_on)]


def _period_of(programme: Subject) -> tuple[date | None, date | None]:
    """Return from when and until when a programme runs; a country without one has no period."""
    if isinstance(programme, Country):
        return None, None
    return programme.starts_on, programme.extended_until or programme.ends_on


def matrix_of(user: Viewer, programme: Subject, framework: CooperationFramework) -> Matrix:
    """Return the matrix as it is recorded now; four queries, whatever its size.

    A result that is compared no more (an officer said that it is a priority) keeps its column while
    something is recorded of it.
    """
    facts: Mapping[Key, Alignment] = {
        fact.pair.key: fact
        for fact in Alignment.objects.visible_to(user)
        .current()
        .of(programme)
        .filter(pair__result__framework=framework)
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

    rows = _rows_of(user, programme, cells)
    alone = MatrixRow(DwcpSide.NOTHING, "", _("In the UN framework only"), cells(None, None))
    return Matrix(programme, framework, columns, (*rows, alone))


def _rows_of(user: Viewer, programme: Subject, cells: Cells) -> list[MatrixRow]:
    """Return the rows of priorities and outcomes; `cells` makes those of a row."""
    outcomes = ProgrammeOutcome.objects.select_related("programme", "cpo")  # the language of their titles
    if isinstance(programme, Country):
        alone = outcomes.visible_to(user).without_programme_in(programme).order_by("code", "pk")
        return [_row_of(one, cells) for one in alone]
    rows = []
    priorities = programme.priorities.order_by("position").prefetch_related(Prefetch("outcomes", outcomes))
    for priority in priorities:
        rows.append(
            MatrixRow(
                DwcpSide.PRIORITY, str(priority.position), priority.title, cells(priority.pk, None), priority
            )
        )
        planned = sorted(priority.outcomes.all(), key=lambda one: (one.code, one.pk))
        rows.extend(_row_of(one, cells) for one in planned)
    return rows


def _row_of(outcome: ProgrammeOutcome, cells: Cells) -> MatrixRow:
    return MatrixRow(DwcpSide.OUTCOME, outcome.code, outcome.title, cells(None, outcome.pk), outcome=outcome)
