"""Taking back what an import did to reference records: their history tells what they said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pghistory.models
from django.db import models
from django.db.models import Max, Min, OuterRef, Subquery
from django.utils.translation import gettext as _

from ilo_dc.core.facts.models.record import SourcedRecord

if TYPE_CHECKING:
    from ilo_dc.core.facts.models.change import Change

# The first and last event of one change, by the record's key.
Spans = dict[int, tuple[int, int]]

# What the portal writes itself on every save; beside it, what is no word of the source.
OWN = frozenset({"id", "updated_at"})
NO_WORDS = OWN | {"edition", "demonstration"}


def spans_of(model: type[SourcedRecord], change: Change) -> Spans:
    """Return the first and last event of `change` of each record that it wrote, by the record's key."""
    events = _events(model).filter(pgh_context__metadata__change=change.pk)
    grouped = events.order_by().values("pgh_obj_id").annotate(first=Min("pgh_id"), last=Max("pgh_id"))
    return {row["pgh_obj_id"]: (row["first"], row["last"]) for row in grouped}


def edited_since(nouns: Iterable[type[SourcedRecord]], change: Change) -> str | None:
    """Return why the records of `nouns` cannot be as they were before `change`; None: they can.

    Either one no longer says what `change` left it saying, or something that `change` did not make points at
    one that it made. Four queries for each model, and one for each noun that may point at such a record.
    """
    spans = {model: spans_of(model, change) for model in nouns}
    for model, written in spans.items():
        if (row := _edited(model, written)) is not None:
            return _("%(row)s was changed since.") % {"row": row}
    made = {model: set(written) - _known_before(model, written) for model, written in spans.items()}
    for model in made:
        if (pointing := _pointing_at(model, made)) is not None:
            return _("%(row)s rests on what it added.") % {"row": pointing}
    return None


def _edited(model: type[SourcedRecord], spans: Spans) -> SourcedRecord | None:
    """Return a record that no longer says what the last event of its span says."""
    last = [last for _first, last in spans.values()]
    left = {row.pgh_obj_id: row for row in _events(model).filter(pgh_id__in=last)}
    names = _names(model, NO_WORDS)
    for row in model._default_manager.filter(pk__in=spans).order_by("pk"):
        if any(getattr(row, name) != getattr(left[row.pk], name) for name in names):
            return row
    return None


def _names(model: type[SourcedRecord], without: frozenset[str]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields if column.name not in without]


def take_back_records(model: type[SourcedRecord], change: Change) -> int:
    """Give each record that `change` wrote what it said before; one that it made is withdrawn."""
    spans = spans_of(model, change)
    before = {row.pgh_obj_id: row for row in _events_before(model, spans)}
    names = _names(model, OWN)
    for row in model._default_manager.filter(pk__in=spans).order_by("pk"):
        if row.pk in before:
            for name in names:
                setattr(row, name, getattr(before[row.pk], name))
        else:
            row.withdrawn = True
        row.save()
    return len(spans)


def _events(model: type[SourcedRecord]) -> Any:
    return model.pgh_event_model.objects  # type: ignore[attr-defined]


def _events_before(model: type[SourcedRecord], spans: Spans) -> Any:
    """Return the last event before its span of each record; one that was made in its span has none."""
    first = _events(model).filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__in=[first for first, _last in spans.values()]
    )
    earlier = _events(model).filter(
        pgh_obj_id__in=spans, pgh_id__lt=Subquery(first.order_by().values("pgh_id")[:1])
    )
    return earlier.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")


def _known_before(model: type[SourcedRecord], spans: Spans) -> set[int]:
    """Return the keys of the records that there were before their spans."""
    return set(_events_before(model, spans).values_list("pgh_obj_id", flat=True))


def _pointing_at(
    model: type[SourcedRecord], made: Mapping[type[SourcedRecord], set[int]]
) -> models.Model | None:
    """Return a row that rests on a record of `model` that was made, beside the history; None: none does.

    What was made with it goes with it, and a withdrawn record rests on nothing.
    """
    for relation in model._meta.related_objects:
        pointing: Any = relation.related_model
        if issubclass(pointing, pghistory.models.Event):
            continue
        rows = pointing._default_manager.filter(**{f"{relation.field.name}__in": made[model]})
        rows = rows.exclude(pk__in=made.get(pointing, set()))
        if issubclass(pointing, SourcedRecord):
            rows = rows.exclude(withdrawn=True)
        if (found := rows.order_by("pk").first()) is not None:
            row: models.Model = found
            return row
    return None
