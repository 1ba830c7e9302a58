"""Figures of the ledger against the scan of its lines: totals of now and as of a moment, at any volume.

`PORTAL_BENCH_MONEY=100000,5000000` asks for so many agreements and lines; bounds hold from that volume on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from funding.demonstration.volume import Size, generate_portfolio
from funding.ledger.measures import APPROVALS
from funding.models import LedgerEntry
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.measures import Question, Scope, figures
from ilo_dc.core.models import User
from tests.benchmarks.ratios import Bound, Table, at_most
from tests.benchmarks.volume import rows_of
from tests.database import cloned, connected_to
from tests.people import play

AGREEMENTS, ENTRIES = map(int, os.environ.get("PORTAL_BENCH_MONEY", "2000,20000").split(","))
WHOLE = 5_000_000
SCAN = """
SELECT sum(amount_usd) FROM funding_ledgerentry
WHERE (kind = 'approval' OR kind = 'transfer' AND moves = 'approval')
  AND resource_type IN ('XBDC', 'RBSA') AND recorded_at <= %(moment)s
"""


@pytest.fixture(scope="module")
def money(published_database: str, django_db_blocker: Any) -> Iterator[str]:
    """A clone of the published database with the volume that is asked for."""
    with django_db_blocker.unblock(), cloned(published_database) as name:
        with connected_to(name):
            generate_portfolio(Size(AGREEMENTS, ENTRIES, seed=1))
            play("manager")
            with as_owner(), connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield name


@pytest.fixture
def manager(money: str, django_db_blocker: Any) -> Iterator[User]:
    """Use the large database, as a manager of partnerships."""
    with django_db_blocker.unblock(), connected_to(money):
        yield User.objects.get(username="mona")


def _bound(bound: Bound) -> Bound | None:
    """Return a bound where the volume is the one it is of."""
    return bound if ENTRIES >= WHOLE else None


def _total(manager: User, moment: datetime | None = None) -> Decimal | None:
    question = Question(scope=Scope.INTERNAL, as_of=moment)
    answer = figures(APPROVALS, user=manager, question=question)
    return answer.total.sums["amount_usd"]


def _moments() -> tuple[datetime, datetime]:
    """Return the moments of the last recording, and of the one before it."""
    last, before = (
        LedgerEntry.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).distinct()[:2]
    )
    return last, before


def test_a_total_of_now_is_read_from_the_kept_sums(manager: User, table: Table) -> None:
    now, _before = _moments()
    assert _total(manager) == rows_of(SCAN, {"moment": now})[0][0]
    table.compare(
        f"approvals, total of {ENTRIES:,} lines / scan",
        measured=lambda: _total(manager),
        floor=lambda: rows_of(SCAN, {"moment": now}),
        bound=_bound(at_most(0.003)),
    )


def test_a_total_as_of_a_moment_takes_away_what_came_later(manager: User, table: Table) -> None:
    _now, before = _moments()
    assert _total(manager, before) == rows_of(SCAN, {"moment": before})[0][0] != _total(manager)
    table.compare(
        f"approvals as of the recording before, {ENTRIES:,} lines / scan",
        measured=lambda: _total(manager, before),
        floor=lambda: rows_of(SCAN, {"moment": before}),
        bound=_bound(at_most(0.06)),
    )
