"""Taking back what an import did to reference records: their history tells what they said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory.models
from django.db.models import Max, Min
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ilo_dc.core.facts.models.change import Change
    from ilo_dc.core.facts.models.record import SourcedRecord

# What the portal writes itself on every save; beside it, what is no word of the source.
OWN = frozenset({"id", "updated_at"})
NO_WORDS = OWN | {"edition", "demonstration"}


def spans_of(model: type[SourcedRecord], change: Change) -> dict[int, tuple[int, int]]:
    """Return the first and last event of `change` of each record that it wrote, by the record's key."""
    events = _events(model).filter(pgh_context__metadata__change=change.pk)
    grouped = events.order_by().values("pgh_obj_id").annotate(first=Min("pgh_id"), last=Max("pgh_id"))
    return {row["pgh_obj_id"]: (row["first"], row["last"]) for row in grouped}


def edited_since(model: type[SourcedRecord], change: Change) -> str | None:
    """Return why the records of `change` cannot be as they were before it; None: they can.

    Either one no longer says what `change` left it saying, or something points at one that it made. Three
    queries, and one for each noun that may point at such a record.
    """
    spans = spans_of(model, change)
    left = {
        row.pgh_obj_id: row for row in _events(model).filter(pgh_id__in=[last for _, last in spans.values()])
    }
    for row in model._default_manager.filter(pk__in=spans).order_by("pk"):
        if any(getattr(row, name) != getattr(left[row.pk], name) for name in _names(model, NO_WORDS)):
            return _("%(row)s was changed since.") % {"row": row}
    return _pointed_at(model, set(spans) - set(_before(model, spans)))


def _names(model: type[SourcedRecord], without: frozenset[str]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields if column.name not in without]


def take_back_records(model: type[SourcedRecord], change: Change) -> int:
    """Give each record that `change` wrote what it said before; one that it made is withdrawn."""
    spans = spans_of(model, change)
    before = _before(model, spans)
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


def _before(model: type[SourcedRecord], spans: dict[int, tuple[int, int]]) -> dict[int, Any]:
    """Return the last event before those of `spans`, by record; a record that was made then has none."""
    earlier = _events(model).filter(pgh_obj_id__in=spans).order_by("pgh_id")
    return {row.pgh_obj_id: row for row in earlier if row.pgh_id < spans[row.pgh_obj_id][0]}


def _pointed_at(model: type[SourcedRecord], made: set[int]) -> str | None:
    """Return what points at a record that was made, beside the history and its own; None: nothing does."""
    for relation in model._meta.related_objects:
        pointing: Any = relation.related_model
        if issubclass(pointing, pghistory.models.Event):
            continue
        rows = pointing._default_manager.filter(**{f"{relation.field.name}__in": made})
        if pointing is model:
            rows = rows.exclude(pk__in=made)
        if found := rows.order_by("pk").first():
            return _("%(row)s rests on what it added.") % {"row": found}
    return None
