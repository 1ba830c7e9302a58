"""Sheets that await their sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.imports.models import ImportBatch
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.people.grants import persons_of
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.work.items import MOST, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the sheets that wait for a decision or stopped: one's own, and a deputy's in one's place."""
    if not user.is_authenticated:
        return
    stopped = Q(
        state__in=(ImportState.UPLOADED, ImportState.POSTING),
        run__state__in=(RunState.FAILED, RunState.CANCELLED),
    )
    own = Q(uploaded_by=user.pk) | Q(run__acting_for__in=persons_of(user))
    rows = ImportBatch.objects.filter(own, Q(state=ImportState.READY) | stopped)
    for batch in rows.order_by("-pk")[:MOST]:
        ready = batch.state == ImportState.READY
        yield WorkItem(
            title=_("Decide whether to save this sheet") if ready else _("See why this import stopped"),
            url=reverse("import", args=[batch.pk]),
            kind=_("Import"),
            since=batch.uploaded_at,
            subject=batch.file_name,
            is_decision=ready,
        )
