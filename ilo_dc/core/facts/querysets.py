"""Facts as they were known at a moment, and what is edited in place beside them as it was then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, Least
from django.db.models.query import ModelIterable

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

A_MOMENT = timedelta(microseconds=1)
AT_ONCE = 2000  # rows whose neighbours are fetched together


def then(path: str, name: str = "") -> str:
    """Return the annotation with the version of what stands at `path`, or the lookup of a column of it."""
    version = f"{path.replace('__', '_')}_then"
    return f"{version}__{_key(name)}" if name else version


def text_then(path: str, name: str) -> Coalesce:
    """Return a text of the version of what stands at `path`; empty where none is known."""
    return Coalesce(stored_then(path, name), Value("", output_field=TextField()))


def stored_then(path: str, name: str) -> Cast:
    """Return a column of the version of what stands at `path` as text; null where it was empty."""
    return Cast(KT(then(path, name)), TextField())


def _key(name: str) -> str:
    return name.replace("__", ".")  # two underscores would lead further into the version


class AsShown(ModelIterable):
    """Rows that say what was known at a moment and nothing later: made to be read, never to be saved."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows, each turned back."""
        rows: Any = self.queryset
        found = super().__iter__()
        while batch := list(islice(found, AT_ONCE)):
            rows.fetch_beside(batch)
            for row in batch:
                rows.turn_back(row)
            yield from batch


class PastQuerySet(models.QuerySet[Any]):
    """Rows that are shown as of a moment, with what is edited in place beside them.

    `EDITED` names these neighbours by their path, each with the columns that are shown of it and may change.
    What they were, the versions say that their history keeps. `viewer`: whom the rows are visible to.
    """

    EDITED: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    shown_at: datetime | None = None
    viewer: Viewer | None = None

    def _clone(self) -> Self:
        rows: Self = super()._clone()  # type: ignore[misc]
        rows.shown_at, rows.viewer = self.shown_at, self.viewer
        return rows

    def seen_by(self, user: Viewer) -> Self:
        """Return the rows, to be shown to `user`."""
        rows = self._chain()  # type: ignore[attr-defined]
        rows.viewer = user
        shown: Self = rows
        return shown

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows with all that they show as it was at `moment`, or when a row held last.

        One more subquery for each of `EDITED`, however many rows. What has no version of then is None.
        """
        versions = {then(path): self._version(path, names, moment) for path, names in self.EDITED.items()}
        rows = self.annotate(**versions)
        rows.shown_at = moment
        rows._iterable_class = AsShown  # noqa: SLF001  (our own rows)
        return rows

    def held_at(self, moment: datetime) -> Any:
        """Return the moment at which a row is shown, for a subquery: `moment`, if nothing ends its time."""
        return Value(moment, output_field=models.DateTimeField())

    def written_at(self, moment: datetime) -> Any:
        """Return the moment of the versions that a row is shown with, for a subquery."""
        return self.held_at(moment)

    def moment_of(self, _row: Any) -> datetime:
        """Return the moment at which a row is shown, as `held_at` does, of one that was read."""
        assert self.shown_at is not None  # noqa: S101  (only `as_shown_at` turns rows back)
        return self.shown_at

    def fetch_beside(self, rows: list[Any]) -> None:
        """Fetch what a child shows of rows that is no column of theirs; `turn_back` keeps what held then."""

    def turn_back(self, row: Any) -> None:
        """Let `row` say of its neighbours what their versions said."""
        for path, names in self.EDITED.items():
            neighbour = row
            for part in path.split("__"):
                neighbour = getattr(neighbour, part) if neighbour is not None else None
            if neighbour is not None:
                _become(neighbour, names, getattr(row, then(path)) or {})

    def _version(self, path: str, names: tuple[str, ...], moment: datetime) -> Subquery:
        """Return the version in force, as JSON: the last one that was written by then."""
        model: Any = self.model
        for part in path.split("__"):
            model = model._meta.get_field(part).related_model
        versions = model.pgh_event_model._default_manager.filter(
            pgh_obj_id=OuterRef(f"{path}_id"), pgh_created_at__lte=self.written_at(moment)
        )
        columns = {_key(name): F(name) for name in names}
        return Subquery(versions.order_by("-pgh_id").values(version_then=JSONObject(**columns))[:1])


def _become(row: models.Model, names: tuple[str, ...], version: Mapping[str, Any]) -> None:
    for name in names:
        value = version.get(_key(name))
        parent, _underscores, child = name.partition("__")
        field: Any = row._meta.get_field(parent)
        if child:
            setattr(row, parent, None if value is None else field.related_model(**{child: value}))
        else:
            setattr(row, field.attname, None if value is None else field.to_python(value))


class WrittenQuerySet(PastQuerySet):
    """Rows that are tracked themselves: what they are shown with is of when they were written, or later.

    `OWN` names the columns of the rows themselves that are edited in place; `then("own", name)` looks one up.
    """

    OWN: ClassVar[tuple[str, ...]] = ()

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were; those that bear an earlier date than they have, as they were then."""
        versions = self.model.pgh_event_model._default_manager.filter(pgh_obj_id=OuterRef("pk"))
        written = Subquery(versions.order_by("pgh_id").values("pgh_created_at")[:1])
        rows = super(WrittenQuerySet, self.alias(first_written=written)).as_shown_at(moment)
        if not self.OWN:
            return rows
        in_force = versions.filter(pgh_created_at__lte=rows.written_at(moment)).order_by("-pgh_id")
        return rows.annotate(
            **{
                then("own"): Subquery(
                    in_force.values(version_then=JSONObject(**{one: F(one) for one in self.OWN}))[:1]
                )
            }
        )

    def turn_back(self, row: Any) -> None:
        """Let the row say of itself, too, what its version said."""
        super().turn_back(row)
        if self.OWN:
            _become(row, self.OWN, getattr(row, then("own")) or {})

    def written_at(self, moment: datetime) -> Any:
        """Return `moment`, but not before the row was written."""
        return Greatest(self.held_at(moment), OuterRef("first_written"))


class FactQuerySet(PastQuerySet):
    """Dated facts; everyone sees them unless a child says who does."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows: the noun is public."""
        return self.seen_by(user)

    def as_known_at(self, moment: datetime | None) -> Self:
        """Return the rows that were current at `moment` (aware); None means now."""
        if moment is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), recorded_at__lte=moment
        )

    def known_when(self, moment: Any) -> Self:
        """Return the rows that were current at a moment that a subquery takes from its row."""
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), recorded_at__lte=moment
        )

    def current(self) -> Self:
        """Return the rows nothing has superseded."""
        return self.filter(superseded_at__isnull=True)

    def held_at(self, moment: datetime, of: Callable[[str], Any] = OuterRef) -> Any:
        """Return `moment`, or the last one before the row was superseded.

        `of` leads to the columns of the row: `F` in the row's own statement.
        """
        before_its_end = ExpressionWrapper(
            of("superseded_at") - Value(A_MOMENT), output_field=models.DateTimeField()
        )
        return Least(super().held_at(moment), before_its_end)

    def written_at(self, moment: datetime, of: Callable[[str], Any] = OuterRef) -> Any:
        """Return when the row held, but not before it was written: a backdated one says what it said then."""
        return Greatest(self.held_at(moment, of), of("change__recorded_at"))

    def moment_of(self, row: Any) -> datetime:
        """Return the moment at which a row is shown, as `held_at` does, of one that was read."""
        shown = super().moment_of(row)
        return shown if row.superseded_at is None else min(shown, row.superseded_at - A_MOMENT)

    def turn_back(self, row: Any) -> None:
        """Let the row say nothing of what closed it after the moment, either."""
        super().turn_back(row)
        if row.superseded_at is not None and self.shown_at is not None and row.superseded_at > self.shown_at:
            row.superseded_at = row.superseded_by_id = None


class StateQuerySet(FactQuerySet):
    """Dated facts that hold from `effective_on` on, until the next of their key does."""

    day: date | None = None

    def _clone(self) -> Self:
        rows: Self = super()._clone()
        rows.day = self.day
        return rows

    def held_at(self, moment: datetime, of: Callable[[str], Any] = OuterRef) -> Any:
        """Return `moment`; of a day's state it is what is known there, whenever that was superseded."""
        return super().held_at(moment, of) if self.day is None else PastQuerySet.held_at(self, moment)

    def moment_of(self, row: Any) -> datetime:
        """Return the moment at which a row is shown, as `held_at` does, of one that was read."""
        return super().moment_of(row) if self.day is None else PastQuerySet.moment_of(self, row)

    def on_day(self, day: date, *, known_at: datetime) -> Self:
        """Return the rows that say how each key stood on `day`, by what was known at `known_at` (aware).

        Of a key's rows that held by then, the one of the latest `effective_on` that the day has reached, of
        several the one recorded last; see `rules.state_on`. None where nothing had effect on the day.
        """
        key = [self.model._meta.get_field(name).attname for name in self.model.FACT_KEY]
        in_force = self.model._default_manager.holding_at(known_at).filter(effective_on__lte=day)
        latest = in_force.order_by(*key, "-effective_on", "-recorded_at", "-pk").distinct(*key)
        rows = self.filter(pk__in=latest.values("pk"))
        rows.day = day
        return rows

    def holding_at(self, moment: datetime) -> Self:
        """Return the rows recorded by `moment` that nothing recorded by then replaced or took back.

        A row that another one followed still holds for its time; one that was withdrawn, and what was
        recorded of its key before, never did.
        """
        every = self.model._default_manager
        rows = self.filter(recorded_at__lte=moment)
        fields = {field.name for field in self.model._meta.concrete_fields}
        for name in fields & {"replaces", "takes_back"}:
            corrected = every.filter(**{name: OuterRef("pk")}, recorded_at__lte=moment)
            rows = rows.exclude(Exists(corrected))
        same = {name: OuterRef(name) for name in self.model.FACT_KEY}
        followed = every.filter(**same, recorded_at=OuterRef("superseded_at"))
        withdrawn = every.filter(
            ~Exists(followed), **same, recorded_at__gte=OuterRef("recorded_at"), superseded_at__lte=moment
        )
        return rows.exclude(Exists(withdrawn))
