"""Recording what fell due, and what became of it: each night, in one change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import BATCH, Plan, compare, post
from ilo_dc.core.runs.actions.runs import request_daily
from ilo_dc.core.work.rules import CHASED_FOR
from portfolio.due_reports.actions import asked
from portfolio.due_reports.models import DueReport
from portfolio.due_reports.rules import settled_from
from portfolio.due_reports.vocab import DueState

if TYPE_CHECKING:
    from ilo_dc.core.models import Change, Run
    from portfolio.due_reports.actions.asked import Asked
    from portfolio.due_reports.querysets import DueReportQuerySet

SETTLE = "portfolio.settle_due_reports"
SETTLED = gettext_noop("Reports that fell due")
PAST = gettext_noop("Reports that fell due, as statuses, updates and reports tell")


def request_settling() -> Run | None:
    """Ask for it once a day; None: it was asked for already."""
    return request_daily(task=SETTLE, label=SETTLED)


@transaction.atomic
def settle_due_reports(*, today: date) -> dict[str, int]:
    """Record what fell due by the end of yesterday, and what changed of what was recorded.

    Where nothing was ever recorded, what is known of the past is recorded, as a first historical import: as
    of the night after each due day, if the programme or project was known then.

    Returns {created, changed, withdrawn, unchanged}.
    """
    past = 0 if DueReport.objects.exists() else _record_past(today)
    rows = [one.due for one in (*asked.outcome_updates(today), *asked.progress_reports(today))]
    recorded = _to_compare(rows, today)
    counts = {"created": past}
    for demonstration in (False, True):
        plan: Plan[DueReport] = compare(
            [row for row in rows if row.demonstration is demonstration],
            within=recorded.filter(demonstration=demonstration),
        )
        if not plan.is_empty:
            with recording(by=None, reason=SETTLED):
                post(plan, edition=None, demonstration=demonstration)
        counts = {name: counts.get(name, 0) + count for name, count in plan.counts().items()}
    return counts


def _to_compare(rows: Iterable[DueReport], today: date) -> DueReportQuerySet:
    """Return what was recorded of the periods that are still chased, and what `rows` say anew of older ones.

    A project that is extended long after its end has its last period grow into the time that is chased.
    """
    since, current = today - CHASED_FOR, DueReport.objects.current()
    keys = {(row.outcome_id, row.project_id, row.starts_on) for row in rows}
    older = current.filter(ends_on__lte=since, starts_on__in={row.starts_on for row in rows})
    columns = older.values_list("pk", "outcome_id", "project_id", "starts_on")
    replaced = [number for number, *key in columns if tuple(key) in keys]
    found: DueReportQuerySet = current.filter(Q(ends_on__gt=since) | Q(pk__in=replaced))
    return found


def _record_past(today: date) -> int:
    rows = [*asked.past_outcome_updates(today), *asked.past_progress_reports(today)]
    if rows:
        with recording(by=None, reason=PAST) as change:
            DueReport.objects.bulk_create(_as_it_was(rows, change), batch_size=BATCH)
    return len(rows)


def _as_it_was(rows: Iterable[Asked], change: Change) -> Iterator[DueReport]:
    """Yield what is to be recorded of the past: what came late or was skipped was missing until then."""
    for one in rows:
        due, became_so = one.due, one.became_so
        due.backdated, due.recorded_at = True, settled_from(due.due_on)
        if became_so is not None and became_so > due.recorded_at:
            missing = DueReport(
                **{
                    name: getattr(due, name)
                    for name in (
                        "kind",
                        "outcome",
                        "project",
                        "country_id",
                        "region_id",
                        "starts_on",
                        "ends_on",
                        "due_on",
                        "demonstration",
                    )
                },
                state=DueState.MISSING,
                backdated=True,
                recorded_at=due.recorded_at,
                superseded_at=became_so,
                superseded_by=change,
            )
            due.recorded_at = became_so
            yield missing
        yield due
