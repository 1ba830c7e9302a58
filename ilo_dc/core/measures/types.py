"""What a measure is: a name, a definition, the rows it counts and what it may be split by (DESIGN 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet
    from django.db.models.expressions import Combinable

    from ilo_dc.core.people.grants import Viewer

Words = str | Promise
Value = Decimal | int | None


class Unit(StrEnum):
    """What a value is counted in."""

    USD = "USD"
    COUNT = "count"
    RATIO = "ratio"
    DAYS = "days"


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


def _none_shared(_keys: Sequence[Any]) -> Q | None:
    return None


def _nothing_to_read(_texts: Sequence[str]) -> None:
    return None


@dataclass(frozen=True)
class Dimension:
    """Something a measure may be split by and filtered on.

    Attributes:
        code: name in the API and in addresses; also the register's filter of the same meaning.
        label: what a table's column is headed with.
        key: ORM path of the key on the measure's rows; or its name, where `expression` says how it is found.
        expression: of the measure's rows to their key, where no path leads to it.
        names: keys to labels in the reader's language, one query at most.
        read: text of an address to a key; raises UnableToRead.
        present: a key to what the API row carries (default: `{code: key}`).
        empty: how a filter names the rows whose key is null, and what they are called.
        offered: what a form offers to choose from by name: pairs of text in an address and name.
        alone: what the address of a page says so that its list holds the key's own rows only.
        never_added: a figure is of one key's rows alone, and no table is split by it.
        overlapping: a row may have several keys, and stands in the line of each: the lines do not add up to
            the total, which comes by its own query.
        read_all: called with all texts of a filter before each is read, to look them up in one query.
        shared: keys of a filter to the rows that they share with others (a country's shared sets), which the
            filter leaves out and an answer shows apart; None: a key shares nothing.
    """

    code: str
    label: Words
    key: str
    names: Callable[[Iterable[Any]], dict[Any, str]] = as_text
    read: Callable[[str], Any] = str
    present: Callable[[Any], dict[str, Any]] | None = None
    empty: tuple[str, Words] | None = None
    offered: Callable[[], Iterable[tuple[str, str]]] | None = None
    alone: Mapping[str, str] = field(default_factory=dict)
    never_added: bool = False
    overlapping: bool = False
    read_all: Callable[[Sequence[str]], Any] = _nothing_to_read
    shared: Callable[[Sequence[Any]], Q | None] = _none_shared
    expression: Callable[[], Combinable] | None = None

    @property
    def value(self) -> Combinable:
        """The expression of the key on the measure's rows."""
        return self.expression() if self.expression else F(self.key)

    def as_columns(self, key: Any) -> dict[str, Any]:
        """Return what an API row carries for `key`."""
        return self.present(key) if self.present else {self.code: key}

    def as_parameter(self, key: Any) -> str:
        """Return the text with which an address names `key`."""
        if key is None:
            return self.empty[0] if self.empty else ""
        return str(key)

    def as_cell(self, key: Any) -> Any:
        """Return what a cell of an export holds for `key`: a number as such, else as a filter takes it."""
        return key if isinstance(key, int) else self.as_parameter(key)


def no_states(name: Words) -> UnableToRead:
    """Return the error of a day that is asked of what is no state: `name`, in words."""
    return UnableToRead(
        _("%(name)s: these are no states that hold from a day on, so there is none on a day.")
        % {"name": name},
        {"on": [_("Leave “on” out; “as_of” asks for what was known at a moment.")]},
    )


@dataclass(frozen=True)
class Kept:
    """Sums of a measure's rows that are kept: figures read these in place of the rows.

    Attributes:
        rows: the sums, with the same keys and columns as the rows themselves.
        number: the column that says of how many rows each is the sum; empty: these are rows, each one.
        is_taken_away: whether they are taken away from the others, as what was recorded after the moment.
    """

    rows: QuerySet[Any]
    number: str = ""
    is_taken_away: bool = False


@dataclass(frozen=True)
class Rows:
    """The rows that a family of measures counts, and where they are listed.

    Attributes:
        code: the register's name: its path in the API.
        known_at: the rows of a scope as a viewer may count them, as known at a moment, with every evidence
            field annotated. A `published` figure has the same rows whoever asks; of another scope it raises
            Refused to whoever may not see all of its rows.
        on_day: the same rows of states, as they were on a day by what was known at the moment; None: the rows
            are no states, and no day may be asked for.
        page: URL name of the register page with the same filters.
        year: the ORM path of the calendar year a row belongs to; None: rows carry no period.
        source: where the rows come from, in words.
        note: what a reader must know (assumptions, breaks), in words.
        fixed: the register's filters that list what a `published` figure counts.
        beyond: those of the other scopes; None: the same.
        elsewhere: the register's name and page of the other scopes, where another one lists these.
        kept: the sums of the rows that are kept by the dimensions of these codes, of which a figure is made
            instead; empty: by these none is kept. It refuses whom `known_at` refuses.
        require_own: lets pass whose own the keys of a question (by dimension) are, where that is told
            otherwise than by a country; raises UnableToRead and Refused.
        late: those of the rows that were recorded while the reporting year in which they count was closed;
            None: the rows belong to no reporting year.
        unless_asked: the filters that hold where the question does not name them, as known at a moment; a
            figure says them as if they were asked for.
    """

    code: str
    known_at: Callable[[Viewer, datetime, Scope], QuerySet[Any]]
    page: str
    source: Words
    note: Words = ""
    year: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    beyond: Mapping[str, str] | None = None
    unless_asked: Callable[[Viewer, datetime], Mapping[str, str]] | None = None
    on_day: Callable[[Viewer, datetime, Scope, date], QuerySet[Any]] | None = None
    elsewhere: tuple[str, str] | None = None
    kept: Callable[[Viewer, datetime, Scope, frozenset[str]], Sequence[Kept]] | None = None
    late: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    require_own: Callable[[Viewer, Mapping[str, tuple[Any, ...]]], None] | None = None

    def listed(self, scope: Scope) -> tuple[str, str]:
        """Return the register's name and its page that list what a figure of a scope counts."""
        if scope is Scope.PUBLISHED or self.elsewhere is None:
            return self.code, self.page
        return self.elsewhere

    def filters(self, scope: Scope) -> Mapping[str, str]:
        """Return the register's filters that list what a figure of a scope counts."""
        return self.fixed if scope is Scope.PUBLISHED or self.beyond is None else self.beyond

    def counted(self, user: Viewer, moment: datetime, scope: Scope, on: date | None) -> QuerySet[Any]:
        """Return the rows that a figure counts: as known at `moment`, or of states as they were `on` a day.

        Raises:
            UnableToRead: a day is asked of rows that are no states.
        """
        if on is None:
            return self.known_at(user, moment, scope)
        if self.on_day is None:
            raise no_states(self.source)
        return self.on_day(user, moment, scope, on)


@dataclass(frozen=True)
class Term:
    """One side of a ratio of two measures: a measure, held to keys of dimensions that the ratio lacks."""

    measure: Measure
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """One figure: the only way to count it.

    `evidence_field` names the register column that sums to the value; a ratio names the two columns
    `numerator` and `denominator`, and what each is counted in (`units`); a count counts distinct rows. A
    ratio of two measures names them as `terms` instead: each counts rows of its own, and both declare its
    dimensions; `rows` are those of the second.

    `public_grains`: the dimensions that a published figure may be split and filtered by together; none: any.
    What is finer tells more than is published, and is refused.
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
    units: tuple[Unit, Unit] = (Unit.USD, Unit.USD)
    scopes: tuple[Scope, ...] = (Scope.PUBLISHED,)
    terms: tuple[Term, Term] | None = None
    public_grains: tuple[frozenset[str], ...] = ()

    def is_public(self, codes: Iterable[str]) -> bool:
        """Return whether a published figure may be split and filtered by these dimensions together."""
        asked = frozenset(codes)
        return not self.public_grains or any(asked <= grain for grain in self.public_grains)

    def dimension(self, code: str, parameter: str = "") -> Dimension:
        """Return the declared dimension of that name; an error names the `parameter`, else the dimension.

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
            {parameter or code[:40]: [_("Declared dimensions: %(names)s.") % {"names": declared}]},
        )

    @property
    def splits(self) -> tuple[Dimension, ...]:
        """The dimensions that a table may be split by: all but those whose rows are never added."""
        return tuple(dimension for dimension in self.dimensions if not dimension.never_added)

    @property
    def public_splits(self) -> tuple[Dimension, ...]:
        """Those of them that a published figure may be split by."""
        return tuple(dimension for dimension in self.splits if self.is_public((dimension.code,)))

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
    def term_units(self) -> tuple[Unit, Unit]:
        """What numerator and denominator of a ratio are counted in; of two measures, what each is."""
        if self.terms is None:
            return self.units
        above, below = self.terms
        return above.measure.unit, below.measure.unit

    @property
    def has_states(self) -> bool:
        """Whether it counts states, so that a day may be asked for beside what was known."""
        if self.terms:
            return all(term.measure.has_states for term in self.terms)
        return self.rows.on_day is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """The register columns that the value is computed from; a ratio of two measures has none itself."""
        if self.kind is EvidenceKind.RATIO:
            return () if self.terms else (self.numerator, self.denominator)
        return (self.evidence_field,) if self.evidence_field else ()
