"""Recording what fell due by agreements, and what became of it: each night, in one change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from funding.agreements.models.agreement import Agreement
from funding.agreements.vocab import CONCLUDED
from funding.dues.actions.owed import due_donor_reports, due_instalments, settled_without
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.rates.querysets import UnableToConvert
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, compare, post
from ilo_dc.core.runs.actions.runs import request_daily

if TYPE_CHECKING:
    from ilo_dc.core.models import Run

SETTLE = "funding.settle_dues"
SETTLED = gettext_noop("Instalments and reports to funding partners that fell due")
AT_ONCE = 1000  # agreements that are read together


def request_settling() -> Run | None:
    """Ask for it once a day; None: it was asked for already."""
    return request_daily(task=SETTLE, label=SETTLED)


def settle_dues(*, today: date) -> dict[str, int]:
    """Record what fell due by the end of yesterday, and what changed of what was recorded.

    What is due on another day now, or no longer, is closed. Done twice, it adds nothing.

    Returns {created, changed, withdrawn, unchanged}.

    Raises:
        UnableToSettle: all is recorded but the instalments of agreements with a receipt in another currency
            whose month has no rate; it names them.
    """
    unconverted: dict[int, UnableToConvert] = {}
    counts = _settled(today, unconverted)
    settled_without(unconverted)
    return counts


@transaction.atomic
def _settled(today: date, unconverted: dict[int, UnableToConvert]) -> dict[str, int]:
    counts = dict.fromkeys(("created", "changed", "withdrawn", "unchanged"), 0)
    plans = []
    for agreements in _agreements():
        for demonstration, plan in _plans(agreements, today, unconverted):
            counts = {name: counts[name] + count for name, count in plan.counts().items()}
            if not plan.is_empty:
                plans.append((demonstration, plan))
    if plans:
        with recording(by=None, reason=SETTLED):
            for demonstration, plan in plans:
                post(plan, edition=None, demonstration=demonstration)
    return counts


def _agreements() -> Iterator[list[int]]:
    """Yield the numbers of the agreements of which something may be due, or was recorded as due."""
    recorded = [
        Exists(model.objects.current().filter(agreement=OuterRef("pk")))
        for model in (DueInstalment, DueDonorReport)
    ]
    rows = Agreement.objects.filter(Q(status__in=CONCLUDED) | recorded[0] | recorded[1])
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _plans(
    agreements: Collection[int], today: date, unconverted: dict[int, UnableToConvert]
) -> Iterator[tuple[bool, Plan[Any]]]:
    """Yield what is to be recorded of some agreements, demonstration rows apart.

    Instalments that fall under `unconverted`, which takes the agreements without a rate, stay as they are.
    """
    instalments, without_rate = due_instalments(agreements, today=today)
    unconverted |= without_rate
    known = [one for one in agreements if one not in without_rate]
    due: tuple[tuple[Any, list[Any], Collection[int]], ...] = (
        (DueInstalment, instalments, known),
        (DueDonorReport, list(due_donor_reports(agreements, today=today)), agreements),
    )
    for model, rows, settled in due:
        recorded = model.objects.current().filter(agreement__in=settled)
        for demonstration in (False, True):
            plan: Plan[Any] = compare(
                [row for row in rows if row.demonstration is demonstration],
                within=recorded.filter(demonstration=demonstration),
            )
            yield demonstration, plan
