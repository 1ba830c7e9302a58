"""Registers: one list of a noun, read the same way by its page, its API path and its exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.types import Words
from ilo_dc.core.parameters import joined, refuse_unknown
from ilo_dc.core.registers.filtersets import PRESENTATION, RegisterFilterSet
from ilo_dc.core.registers.flags import check_flags
from ilo_dc.core.registers.paging import (
    Fetch,
    Page,
    keyed,
    page_of,
    read_limit,
    turned,
    with_primary_key,
)
from ilo_dc.core.registers.shared_rows import PlacedFilterSet, SharingFilterSet

if TYPE_CHECKING:
    import django_tables2
    from django.http import QueryDict

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.measures.types import Measure
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class Register:
    """One listed noun.

    Attributes:
        code: the API path and the name of exported files.
        label: heading of the page.
        rows: the rows a viewer may see, with all that a line answers (no query per line).
        rows_then: the rows that `as_shown_at` narrows to what a viewer saw at a moment of the past; without
            it `rows`, which are seen today, too.
        for_table: adds to them what only the table shows; the API does without.
        filterset: every filter; an address that carries another name is refused.
        table: columns of page, CSV and XLSX, declared once.
        orderings: name in an address to columns that are never null; `id` is always one, last unless named.
            A text is ordered as `title__folded`: whatever accents and case; what may be empty as
            `ends_on__or_last`. Heads of the page's columns sort by the same names.
        ordering: the name used when none is asked for.
        page_ordering: the same on the page and in what is downloaded from it, where people read in another
            order than programs.
        orderings_then: what replaces the orderings by what is edited in place, where rows are of the past.
        page: URL name of the register page; `lead`: what it says below its heading.
        measures: the figures that count its rows: the list ends with what they add up to.
        sums: columns that are added up at the end of the list where no measure counts its rows yet.
        readers: who may ask for the list, on its page and in the API; None: everyone, and `rows` says what
            they see.
    """

    code: str
    label: Words
    rows: Callable[[Viewer], QuerySet[Any]]
    filterset: type[RegisterFilterSet]
    table: type[django_tables2.Table]
    orderings: Mapping[str, tuple[str, ...]]
    ordering: str
    page: str = ""
    lead: Words = ""
    for_table: Callable[[Any], QuerySet[Any]] = lambda rows: rows
    hxl: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    sums: tuple[str, ...] = ()
    orderings_then: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows_then: Callable[[Viewer], QuerySet[Any]] | None = None
    page_ordering: str = ""
    readers: Callable[[Viewer], Verdict] | None = None

    def __post_init__(self) -> None:
        """Order by the key wherever nothing else does."""
        object.__setattr__(self, "orderings", {**self.orderings, "id": self.orderings.get("id", ("pk",))})


@dataclass(frozen=True)
class Listing:
    """A register as one address asks for it: filtered and ordered, not yet cut into pages."""

    register: Register
    filterset: RegisterFilterSet
    rows: QuerySet[Any]
    ordering: str
    parameters: QueryDict

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that order the rows."""
        return order_columns(self.register, self.ordering, then=self.filterset.is_of_the_past)

    @property
    def moment(self) -> datetime | None:
        """The moment that the rows are shown as known at."""
        return self.filterset.moment

    @property
    def shared(self) -> QuerySet[Any] | None:
        """The rows that the countries asked for share with others; None: none is asked for."""
        return self.filterset.shared_rows() if isinstance(self.filterset, PlacedFilterSet) else None

    @property
    def adds_shared(self) -> bool:
        """Whether rows that a country shares with others are among its own."""
        return isinstance(self.filterset, SharingFilterSet) and self.filterset.adds_shared

    def holds_demonstration(self) -> bool:
        """Return whether rows of demonstration data are among the filtered ones."""
        fields = {field.name for field in self.rows.model._meta.get_fields()}
        return "demonstration" in fields and self.rows.filter(demonstration=True).exists()

    def page(self, fetch: Fetch | None = None) -> Page:
        """Return the page that the address asks for; `fetch` gives its rows another shape."""
        return self._page(self.rows, fetch)

    def table_page(self) -> Page:
        """Return the page that the address asks for, with all that the table shows."""
        return self._page(self.register.for_table(self.rows))

    def _page(self, rows: QuerySet[Any], fetch: Fetch | None = None) -> Page:
        return page_of(
            rows,
            ordering=self.columns,
            limit=read_limit(self.parameters.get("limit", "")),
            cursor=self.parameters.get("cursor", ""),
            fetch=fetch,
        )

    def ordered(self) -> QuerySet[Any]:
        """Return all rows in order with all that the table shows, for an export."""
        rows, columns = keyed(self.register.for_table(self.rows), self.columns)
        return rows.order_by(*with_primary_key(columns))


def order_columns(register: Register, name: str, *, then: bool = False) -> tuple[str, ...]:
    """Return the columns of an ordering, as they are or as they were; a leading minus turns them round."""
    orderings = {**register.orderings, **register.orderings_then} if then else register.orderings
    columns = orderings[name.lstrip("-")]
    if not name.startswith("-"):
        return columns
    return tuple(turned(column) for column in columns)


def read_listing(
    register: Register, parameters: QueryDict, *, user: Viewer, on_page: bool = False
) -> Listing:
    """Return the rows of `register` that an address asks for.

    `on_page`: with what a country shares with others, where the address does not say, and with a form of
    all filters.

    Repeated values of a filter that takes several are as those separated by commas.

    Raises:
        UnableToRead: an unknown parameter, one given twice, an unreadable filter, an undeclared ordering.
    """
    _refuse_unknown(register, parameters)
    parameters = joined(parameters, several=several_of(register))
    check_flags(parameters)
    read_limit(parameters.get("limit", ""))  # a file has all rows, and is refused what a page would be
    filterset = register.filterset(
        parameters, queryset=register.rows(user), asked_only=not on_page, viewer=user
    )
    if on_page and isinstance(filterset, SharingFilterSet):
        filterset.includes_shared = True
    if not filterset.form.is_valid():
        raise UnableToRead(
            _("Some filters could not be read."),
            {name: [str(text) for text in texts] for name, texts in filterset.form.errors.items()},
        )
    if register.rows_then is not None and filterset.is_of_the_past:
        filterset.queryset = register.rows_then(user)
    usual = (register.page_ordering if on_page else "") or register.ordering
    ordering = parameters.get("ordering") or usual
    if ordering.removeprefix("-") not in register.orderings:
        names = ", ".join(register.orderings)
        raise UnableToRead(
            _("This list cannot be ordered by “%(name)s”.") % {"name": ordering[:40]},
            {
                "ordering": [
                    _("Declared orders: %(names)s; a leading minus turns one round.") % {"names": names}
                ]
            },
        )
    return Listing(register, filterset, filterset.qs, ordering, parameters)


def several_of(register: Register) -> set[str]:
    """Return the parameters of a list that take several values."""
    filters = register.filterset.base_filters.items()
    return {"fields", *(name for name, one in filters if getattr(one, "takes_several", False))}


def _refuse_unknown(register: Register, parameters: QueryDict) -> None:
    known = {*register.filterset.base_filters, *PRESENTATION}
    refuse_unknown(parameters, known)
