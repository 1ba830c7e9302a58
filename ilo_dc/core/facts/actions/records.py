"""Posting reference records: what a source says now against what stands here; the history keeps the rest.

The counterpart of `core.actions.facts` for records that no measure counts: they are edited in place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ilo_dc.core.facts.actions.facts import Plan, Revision

if TYPE_CHECKING:
    from ilo_dc.core.facts.models.record import SourcedRecord
    from ilo_dc.core.facts.models.source import SourceEdition

R = TypeVar("R", bound="SourcedRecord")


def compare_records(
    rows: Iterable[R], *, recorded: Iterable[R], key: Callable[[R], Hashable], demonstration: bool
) -> Plan[R]:
    """Compare all rows of a source with the records it is whole for.

    Records that it no longer names become `withdrawn`; one that it names again is changed. A source that
    is real vouches for a demonstration record of the same words, which is then changed too.

    Raises:
        ValueError: two rows with one key; the importer reports those before it comes here.
    """
    grants = {key(row): row for row in recorded}
    plan: Plan[R] = Plan()
    seen = set()
    for row in rows:
        if key(row) in seen:
            raise ValueError(f"Two rows say something of {key(row)}.")
        seen.add(key(row))
        old = grants.pop(key(row), None)
        if old is None:
            plan.created.append(row)
            continue
        revision = Revision(old, row)
        if revision.differences() or (old.demonstration and not demonstration):
            plan.changed.append(revision)
        else:
            plan.unchanged += 1
    plan.withdrawn.extend(row for row in grants.values() if not row.withdrawn)
    return plan


def save_records(plan: Plan[Any], *, edition: SourceEdition | None, demonstration: bool) -> None:
    """Write a plan row by row, in its order: what others point at stands before them.

    A withdrawn record keeps the edition that named it last.
    """
    for row in plan.created:
        row.edition, row.demonstration = edition, demonstration
        row.save()
    for revision in plan.changed:
        _take_over(revision)
        revision.old.edition, revision.old.demonstration = edition, demonstration
        revision.old.save()
    for row in plan.withdrawn:
        row.withdrawn = True
        row.save()


def _take_over(revision: Revision[Any]) -> None:
    """Give the standing record what the source now says; records it points at may have just been saved."""
    for name in revision.differences():
        column = revision.new._meta.get_field(name)
        is_object = column.is_relation and column.is_cached(revision.new)
        attribute = column.name if is_object else column.attname
        setattr(revision.old, attribute, getattr(revision.new, attribute))
