"""What a measure is: a name, a definition, the rows it counts and what it may be split by (DESIGN 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

Words = str | Promise
Value = Decimal | int | None


class Unit(StrEnum):
    """What a value is counted in."""

    USD = "USD"
    COUNT = "count"
    RATIO = "ratio"


class EvidenceKind(StrEnum):
    """How the rows reproduce the value."""

    SUM = "sum"
    COUNT = "count"
    RATIO = "ratio"


class Scope(StrEnum):
    """Whose rows are counted: never silently those of whoever asks."""

    PUBLISHED = "published"
    INTERNAL = "internal"
    OWN = "own"


def as_text(keys: Iterable[Any]) -> dict[Any, str]:
    """Name each key by itself."""
    return {key: str(key) for key in keys}


def _no_parts(_texts: list[str]) -> list[str]:
    return []


@dataclass(frozen=True)
class Dimension:
    """Something a measure may be split by and filtered on.

    Attributes:
        code: name in the API and in addresses; also the register's filter of the same meaning.
        label: what a table's column is headed with.
        key: ORM path of the key on the measure's rows.
        names: keys to labels in the reader's language, one query at most.
        read: text of an address to a key; raises UnableToRead.
        present: a key to what the API row carries (default: `{code: key}`).
        empty: how a filter names the rows whose key is null, and what they are called.
        apart: filter texts to the keys of shared rows to show apart (a country to its shared sets).
        alone: rows of two keys are never added: a figure is of one of them, and no table is split by them.
    """

    code: str
    label: Words
    key: str
    names: Callable[[Iterable[Any]], dict[Any, str]] = as_text
    read: Callable[[str], Any] = str
    present: Callable[[Any], dict[str, Any]] | None = None
    empty: tuple[str, Words] | None = None
    apart: Callable[[list[str]], list[str]] = _no_parts
    alone: bool = False

    def as_columns(self, key: Any) -> dict[str, Any]:
        """Return what an API row carries for `key`."""
        return self.present(key) if self.present else {self.code: key}

    def as_parameter(self, key: Any) -> str:
        """Return the text with which an address names `key`."""
        if key is None:
            return self.empty[0] if self.empty else ""
        return str(key)


@dataclass(frozen=True)
class Rows:
    """The rows that a family of measures counts, and where they are listed.

    Attributes:
        code: the register's name: its path in the API.
        known_at: rows visible to a viewer as known at a moment, with every evidence field annotated.
        page: URL name of the register page with the same filters.
        year: the ORM path of the calendar year a row belongs to; None: rows carry no period.
        source: where the rows come from, in words.
        note: what a reader must know (assumptions, breaks), in words.
        unless_asked: the filters that hold where the question does not name them, as known at a moment; a
            figure says them as if they were asked for.
    """

    code: str
    known_at: Callable[[Viewer, datetime], QuerySet[Any]]
    page: str
    source: Words
    note: Words = ""
    year: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    unless_asked: Callable[[Viewer, datetime], Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Measure:
    """One figure: the only way to count it.

    `evidence_field` names the register column that sums to the value; a ratio names the two columns
    `numerator` and `denominator`; a count counts distinct rows.
    """

    code: str
    label: Words
    definition: Words
    formula: Words
    unit: Unit
    kind: EvidenceKind
    rows: Rows
    dimensions: tuple[Dimension, ...]
    evidence_field: str = ""
    numerator: str = ""
    denominator: str = ""
    scopes: tuple[Scope, ...] = (Scope.PUBLISHED,)

    def dimension(self, code: str) -> Dimension:
        """Return the declared dimension of that name.

        Raises:
            UnableToRead: the measure declares none.
        """
        for dimension in self.dimensions:
            if dimension.code == code:
                return dimension
        declared = ", ".join(dimension.code for dimension in self.dimensions)
        raise UnableToRead(
            _("%(measure)s cannot be split or filtered by “%(name)s”.")
            % {"measure": self.label, "name": code[:40]},
            {code[:40]: [_("Declared dimensions: %(names)s.") % {"names": declared}]},
        )

    @property
    def splits(self) -> tuple[Dimension, ...]:
        """The dimensions that a table may be split by: all but those whose rows are never added."""
        return tuple(dimension for dimension in self.dimensions if not dimension.alone)

    def year_of_rows(self, parameter: str = "period") -> str:
        """Return the ORM path of the calendar year a row belongs to; `parameter` names what asks for it.

        Raises:
            UnableToRead: its rows carry no period.
        """
        if self.rows.year is None:
            raise UnableToRead(
                _("%(measure)s has no period of its own: %(note)s")
                % {"measure": self.label, "note": self.rows.note},
                {parameter: [_("Leave the period out.")]},
            )
        return self.rows.year

    @property
    def columns(self) -> tuple[str, ...]:
        """The register columns that the value is computed from."""
        if self.kind is EvidenceKind.RATIO:
            return (self.numerator, self.denominator)
        return (self.evidence_field,) if self.evidence_field else ()
