"""Ten thousand projects: statements against those at a thousand, and pages far down against the first."""

from __future__ import annotations

from functools import partial

from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from ilo_dc.core.models import Country, User
from ilo_dc.core.registers.exports import CHUNK
from ilo_dc.core.registers.paging import Page
from ilo_dc.core.registers.register import read_listing
from portfolio.models import Project
from portfolio.projects.models.project_links import LINKS
from portfolio.projects.registers import PROJECTS
from tests.benchmarks.ratios import Table, at_most
from tests.people import play, signed_in
from tests.recipes.projects import many_running

FEW, MANY, DEPTH = 1_000, 10_000, 9_000
PAGES = {
    "/projects/": "/projects/?limit=100",
    "/projects/, filtered": "/projects/?limit=100&status=planned&country=KEN&scope=country",
    "/projects/, searched": "/projects/?limit=100&search=project",
    "the API list of projects": "/api/v1/projects/?limit=1000",
}
EXPORT = "/api/v1/projects/?format=csv"


def _statements(client: Client, address: str) -> int:
    """Return how many statements an answer takes to its last byte, the second time it is asked for."""
    client.get(address).getvalue()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).getvalue()
    return len(captured)


def _filled(count: int) -> None:
    with transaction.atomic():
        many_running(Country.objects.get(pk="KEN"), count - Project.objects.count())
    assert Project.objects.count() == count


def _page(user: User, ordering: str, cursor: str = "", *, limit: int = 50) -> Page:
    query: dict[str, str | int] = {"ordering": ordering, "limit": limit, "cursor": cursor}
    return read_listing(PROJECTS, QueryDict(urlencode(query)), user=user).page()


def _cursor(user: User, ordering: str) -> str:
    """Return where the page at `DEPTH` begins, by turning the largest pages up to it."""
    cursor = ""
    for _page_before in range(DEPTH // FEW):
        cursor = _page(user, ordering, cursor, limit=FEW).next_cursor
    return cursor


def test_ten_thousand_projects_take_as_many_statements_as_a_thousand(own: None, table: Table) -> None:
    user = play("manager")
    client = signed_in(user)
    counts = []
    for count in (FEW, MANY):
        _filled(count)
        counts.append({one: _statements(client, address) for one, address in PAGES.items()})
        counts[-1]["export"] = _statements(client, EXPORT)
    few, many = counts
    # An export reads in pieces, so that memory stays flat: all that a piece is tied to is a statement a kind.
    pieces = MANY // CHUNK - 1
    few["export"] += pieces * len(LINKS)
    for named, number in many.items():
        text = f"statements of {named}, {MANY:,} projects / {FEW:,}"
        table.count(text, measured=number, floor=few[named], bound=at_most(1))
    for ordering in ("code", "title", "country", "-starts_on"):
        cursor = _cursor(user, ordering)
        assert len(_page(user, ordering, cursor).rows) == 50
        table.compare(
            f"projects at row {DEPTH:,} by {ordering} / page 1",
            measured=partial(_page, user, ordering, cursor),
            floor=partial(_page, user, ordering),
            bound=at_most(1.25),
        )
