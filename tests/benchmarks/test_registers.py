"""Registers at 100,000 rows: a page far down, the price of an order, and statements per page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from ilo_dc.core.registers.paging import Page, page_of, with_primary_key
from ilo_dc.core.registers.register import order_columns, read_listing
from portfolio.frameworks.registers.frameworks import FRAMEWORK_SUBOUTPUTS
from tests.benchmarks.ratios import Table, at_most
from tests.benchmarks.volume import Volume
from tests.database import connected_to

ALL = AnonymousUser()
DEPTH = 90_000
SHOWN = 50

# Each page, and how many rows to ask it for in the small and in the large database (None: not asked).
PAGES = {
    "/frameworks/sub-outputs/": (10, 100),
    "/api/v1/framework-suboutputs/": (10, 100),
    "/": None,
    "/gaps/": None,
    "/countries/KEN/": None,
    "/api/v1/figures/?measure=framework_gap&by=country": None,
}


def _page(ordering: str, cursor: str = "") -> Page:
    query: dict[str, str | int] = {"ordering": ordering, "limit": SHOWN, "cursor": cursor}
    return read_listing(FRAMEWORK_SUBOUTPUTS, QueryDict(urlencode(query)), user=ALL).page()


def _cursor(ordering: str) -> tuple[str, int]:
    """Return the cursor of the page at `DEPTH`, and the first row that stands on it."""
    columns = order_columns(FRAMEWORK_SUBOUTPUTS, ordering)
    rows: Any = FRAMEWORK_SUBOUTPUTS.rows(ALL)
    rows = rows.current()
    before, first = rows.order_by(*with_primary_key(columns)).values_list("pk", flat=True)[
        DEPTH - 1 : DEPTH + 1
    ]
    # A page of one row, of the two on either side of the cut, ends at the cut.
    return page_of(rows.filter(pk__in=[before, first]), ordering=columns, limit=1).next_cursor, first


@pytest.mark.parametrize("ordering", ["country", "name", "required", "-gap", "id"])
def test_a_page_far_down_costs_what_the_first_costs(large: Volume, table: Table, ordering: str) -> None:
    cursor, first = _cursor(ordering)
    assert _page(ordering, cursor).rows[0].pk == first
    table.compare(
        f"page at row {DEPTH:,} by {ordering} / page 1",
        measured=lambda: _page(ordering, cursor),
        floor=lambda: _page(ordering),
        bound=at_most(1.25),
    )


@pytest.mark.parametrize("ordering", ["country", "-gap", "id"])
def test_the_price_of_an_order_is_reported(large: Volume, table: Table, ordering: str) -> None:
    keys = [row.pk for row in _page(ordering).rows]

    def by_key() -> list[object]:
        return list(FRAMEWORK_SUBOUTPUTS.rows(ALL).filter(pk__in=keys))

    assert len(by_key()) == SHOWN
    table.compare(
        f"page 1 by {ordering} / its {SHOWN} rows by key", measured=lambda: _page(ordering), floor=by_key
    )


def _statements(name: str, path: str, limit: int | None) -> int:
    """Return how many statements a page takes in the database `name`, the second time it is asked for."""
    address = f"{path}?limit={limit}" if limit else path
    client = Client()
    with connected_to(name):
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
    return len(captured)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_as_many_statements_at_100000_rows_as_at_993(
    large: Volume, table: Table, path: str
) -> None:
    few, many = PAGES[path] or (None, None)
    measured, floor = _statements(large.name, path, many), _statements(large.small, path, few)
    sizes = f"{many} rows shown / {few}" if many else "100,000 rows / 993"
    named = path.removeprefix("/api/v1").partition("measure")[0]
    # A country's page counts, in one statement more, the rows that it leaves out: with 993 there are none.
    bound = at_most(1.05 if path.startswith("/countries/") else 1)
    table.count(f"{named} {sizes}", measured=measured, floor=floor, bound=bound)
