"""Reversing an import: what it saved is taken back as a whole, while nothing later rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, Verdict, refused, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.record_reversal import edited_since, spans_of
from ilo_dc.core.facts.actions.reversal import later_changes
from ilo_dc.core.imports.actions.batches import lock_batch
from ilo_dc.core.imports.actions.files import counts_of
from ilo_dc.core.imports.actions.imports import tell_importer
from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.versions.actions import history_context

if TYPE_CHECKING:
    from ilo_dc.core.facts.models.change import Change
    from ilo_dc.core.imports.importer import Importer
    from ilo_dc.core.people.models.user import User

NAMED = 5


class UnableToReverse(UnableToAct):
    """The import cannot be reversed; everything stays as it is."""

    status = 409
    title = "Unable to reverse this import"


def may_be_reversed(batch: ImportBatch, importer: Importer[Any]) -> Verdict:
    """Return whether nothing stands in the way of reversing an import, or what does."""
    if batch.state != ImportState.POSTED:
        return refused(
            _("Only a saved import can be reversed: %(state)s.") % {"state": batch.get_state_display()}
        )
    if batch.change is None:
        return refused(_("This import saved nothing: there is nothing to reverse."))
    if importer.not_reversed:
        return refused(str(importer.not_reversed))
    if importer.records and _writes_of(batch) and not _written(batch.change, importer):
        return refused(
            _(
                "This import was saved before the portal kept which records an import writes. Put right by a "
                "new import what it changed."
            )
        )
    return _nothing_rests_on(batch.change, importer)


def _writes_of(batch: ImportBatch) -> int:
    """Return how many rows a saved import wrote, as it says itself."""
    counts = counts_of(batch.plan)
    return sum(counts.values()) - counts["unchanged"]


def _written(change: Change, importer: Importer[Any]) -> bool:
    """Return whether the history names records that `change` wrote."""
    return any(spans_of(model, change) for model in importer.records)


def _nothing_rests_on(change: Change, importer: Importer[Any]) -> Verdict:
    """Return whether no later change speaks of rows that `change` wrote."""
    later = sorted(number for model in importer.facts for number in later_changes(model, change))
    if later:
        numbers = ", ".join(str(number) for number in later[:NAMED])
        return refused(
            _("A later change rests on what this import saved: %(numbers)s. Reverse the later one first.")
            % {"numbers": f"{numbers} …" if len(later) > NAMED else numbers}
        )
    why = edited_since(importer.records, change)
    return importer.stands(change) if why is None else refused(why)


@transaction.atomic
def reverse_import(*, by: User, batch: ImportBatch, importer: Importer[Any], reason: str) -> ImportBatch:
    """Take back all that an import saved, as one new change with its reason; answers as of before stay.

    Raises:
        Refused: `by` may not load this kind of sheet.
        SheetAtWork: somebody else decides on it, or reverses it.
        UnableToRecord: another import is being saved for longer than one waits at a page.
        UnableToReverse: it saved nothing, was reversed before, or something later rests on it; no reason.
    """
    require(importer.policy(by))
    if not reason.strip():
        message = _("Say why the import is reversed.")
        raise UnableToReverse(message, {"reason": [message]})
    batch = lock_batch(batch)
    _require(may_be_reversed(batch, importer))
    assert batch.change is not None  # noqa: S101  (said above)
    with history_context(by, reason.strip()), recording(by=by, reason=reason.strip()) as change:
        # Now that no other writer gets in: what was true before the lock may no longer be.
        _require(_nothing_rests_on(batch.change, importer))
        importer.take_back(batch.change, by=by, reason=reason.strip())
        batch.state, batch.reversal = ImportState.REVERSED, change
        batch.save()
    tell_importer(batch)
    return batch


def _require(verdict: Verdict) -> None:
    if verdict.reason is not None:
        raise UnableToReverse(verdict.reason)
