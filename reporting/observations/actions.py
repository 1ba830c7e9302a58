"""Observing figures: the same figures as on the pages, dated and kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from ilo_dc.core.facts.moments import data_version
from ilo_dc.core.measures import EvidenceKind, Figures, Measure, Question, Row, table
from ilo_dc.core.models import Run
from ilo_dc.core.runs.actions.runs import request_run
from ilo_dc.core.runs.vocab import RunState
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAPS
from reporting.observations.models import Observation

if TYPE_CHECKING:
    from ilo_dc.core.models import User

GAP_TASK = "reporting.observe_gaps"
SCHEDULE_LOCK = 4_306_002  # two schedulers at once ask once
# How the gap figures are split when they are observed.
GAP_SPLITS = ("", "region", "country")


def request_gap_observations(*, by: User | None) -> Run:
    """Ask for the gap figures to be observed; a worker does it."""
    return request_run(by=by, task=GAP_TASK, label=gettext_noop("Observe resource gaps"), parameters={})


@transaction.atomic
def request_due_gap_observations() -> Run | None:
    """Ask for the gap figures once a day, and whenever counted rows have changed since they were observed.

    Returns the new run; None while one is under way, or when nothing is due.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEDULE_LOCK])
    runs = Run.objects.filter(task=GAP_TASK)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    under_way = Q(state__in=(RunState.PENDING, RunState.RUNNING))
    failed_lately = Q(state=RunState.FAILED, created_at__gt=an_hour_ago)
    if runs.filter(under_way | failed_lately).exists():
        return None
    last = Observation.objects.order_by("-pk").first()
    if last and last.data_version == data_version() and last.as_of.date() == timezone.now().date():
        return None
    return None if data_version() == 0 else request_gap_observations(by=None)


def observe_gaps(*, run: Run) -> dict[str, int]:
    """Store the gap figures of all published rows, undivided, by region and by country.

    Returns {observations, data_version}. A repeated attempt of one run replaces what the first one stored.
    """
    with transaction.atomic():
        Observation.objects.filter(run=run).delete()
        version = 0
        rows: list[Observation] = []
        for split in GAP_SPLITS:
            answer = table(
                FRAMEWORK_GAPS,
                user=AnonymousUser(),
                question=Question(by=(split,) if split else ()),
            )
            version = answer.data_version
            for line in answer.lines if split else (answer.total,):
                rows.extend(
                    _observation(run, answer, line, measure=measure, split=split)
                    for measure in answer.measures
                )
        Observation.objects.bulk_create(rows)
    return {"observations": len(rows), "data_version": version}


def _observation(run: Run, answer: Figures, line: Row, *, measure: Measure, split: str) -> Observation:
    value = answer.value(line, measure)
    is_ratio = measure.kind is EvidenceKind.RATIO
    return Observation(
        run=run,
        measure=measure.code,
        dimension=split,
        key=measure.dimension(split).as_parameter(line.keys[split]) if split else "",
        value=None if value is None else Decimal(value),
        numerator=line.sums[measure.numerator] if is_ratio else None,
        denominator=line.sums[measure.denominator] if is_ratio else None,
        row_count=line.count,
        as_of=answer.as_of,
        data_version=answer.data_version,
        demonstration=line.demonstration,
    )
