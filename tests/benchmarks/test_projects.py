"""Ten thousand projects: statements of register, filter, search and export against those at a thousand."""

from __future__ import annotations

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.models import Country
from ilo_dc.core.registers.exports import CHUNK
from portfolio.models import Project
from portfolio.projects.models.project_links import LINKS
from tests.benchmarks.ratios import Table, at_most
from tests.people import play, signed_in
from tests.recipes.projects import many_running

FEW, MANY = 1_000, 10_000
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


def test_ten_thousand_projects_take_as_many_statements_as_a_thousand(own: None, table: Table) -> None:
    client = signed_in(play("manager"))
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
