"""A funding partner's first view: its own and nobody else's, equal to the registers and the figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.approvals.actions.approvals import ApprovalData, approve_agreement
from funding.approvals.actions.issue import finish_approval
from funding.dues.actions.dues import settle_dues
from ilo_dc.portal.donor import panels
from ilo_dc.portal.work.panels import start_of
from portfolio.models import Participant
from tests.people import signed_in
from tests.recipes import agreements as cast
from tests.recipes import approvals, projects
from tests.recipes.dues import rates, receipt
from tests.recipes.ledger import money

PAGE = "/donor/"
DUE = date(2025, 2, 1)
# Each list of the page, and the path of the API that lists the same under the same filters.
PATHS = {
    "agreements": "agreements",
    "approvals": "approvals",
    "late": "due-instalments",
    "coming": "instalments",
    "reports": "donor-reports",
    "sent": "donor-reports",
    "projects": "projects",
}


@pytest.fixture
def world(manager: Any, germany: Any, sweden: Any, countries: Any) -> dict[str, Any]:
    """An agreement of Germany, one of Sweden, and one of both; instalments and reports of each."""
    rates(DUE)
    made = {
        "own": cast.signed(manager, germany, title="Of Germany alone"),
        "other": cast.signed(manager, sweden, title="Of Sweden alone", reference="DEMO-2"),
        "shared": cast.shared(
            manager, {sweden: Decimal(600), germany: Decimal(400)}, title="Of both", reference="DEMO-3"
        ),
    }
    ahead = timezone.now().date() + timedelta(days=10)
    for name in ("own", "other"):
        cast.instalment(manager, made[name], due_on=DUE, amount=Decimal("300.00"))
        cast.instalment(manager, made[name], due_on=ahead, amount=Decimal("700.00"))
        cast.report(manager, made[name], due_on=DUE)
        cast.report(manager, made[name], due_on=DUE, sent_on=DUE, kind="final")
    cast.report(manager, made["shared"], due_on=DUE)
    for partner, amount in ((germany, 400), (sweden, 600)):
        cast.instalment(manager, made["shared"], due_on=DUE, amount=Decimal(amount), partner=partner)
    receipt(made["own"], DUE, "100.00")
    receipt(made["other"], DUE, "300.00")
    project = projects.running(manager, countries["ZWE"], title="A project of Germany")
    Participant.objects.create(project=project, organisation=germany, role="funding", demonstration=True)
    settle_dues(today=date(2025, 6, 1))
    return made


def test_it_is_the_first_page_of_funding_partners_alone(
    world: Any, german_donor: Any, pardev_officer: Any, outsider: Any
) -> None:
    assert start_of(german_donor) == PAGE
    assert start_of(pardev_officer) != PAGE
    assert signed_in(german_donor).get(PAGE).status_code == 200
    assert signed_in(pardev_officer).get(PAGE).status_code == 403
    assert signed_in(outsider).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert PAGE in signed_in(german_donor).get("/").content.decode()
    assert PAGE not in signed_in(pardev_officer).get("/").content.decode()


def test_another_partner_is_nowhere_on_it(world: Any, german_donor: Any) -> None:
    client = signed_in(german_donor)
    page = client.get(PAGE).content.decode()
    assert "Of Germany alone" in page
    assert "Of both" in page
    assert "A project of Germany" in page
    assert "Of Sweden alone" not in page
    assert "600.00" not in page
    assert client.get(f"{PAGE}?partner=sweden").status_code == 404
    assert client.get(f"{PAGE}?partner=germany").status_code == 200


def test_a_partner_is_found_as_one_of_several_by_itself_and_by_staff_alone(
    world: Any, german_donor: Any, swedish_donor: Any, pardev_officer: Any
) -> None:
    for person, finds in ((german_donor, True), (pardev_officer, True), (swedish_donor, False)):
        rows = signed_in(person).get("/api/v1/agreements/?partner=germany").json()["results"]
        assert (world["shared"].pk in {row["id"] for row in rows}) is finds, person


def test_each_list_is_that_of_its_register_on_page_and_in_the_api(
    world: Any, german_donor: Any, germany: Any
) -> None:
    client, lists = signed_in(german_donor), panels.lists_of(german_donor, germany)
    numbers = {name: one.number for name, one in lists.items()}
    assert numbers == {
        "agreements": 2,
        "approvals": 0,
        "late": 2,
        "coming": 1,
        "reports": 2,
        "sent": 1,
        "projects": 1,
    }
    for name, one in lists.items():
        query = one.url.partition("?")[2]
        rows = client.get(f"/api/v1/{PATHS[name]}/?{query}").json()["results"]
        found = {row.pk for row in one.rows}
        assert {row["id"] for row in rows} == found, name
        assert len(rows) == one.number, name
        assert client.get(one.url).status_code == 200


def test_approvals_that_it_gives_to_as_one_of_several_are_listed(
    manager: Any, germany: Any, sweden: Any, german_donor: Any
) -> None:
    money()
    days = {name: approvals.TERMS[name] for name in ("signed_on", "starts_on")}
    both = cast.shared(manager, {sweden: Decimal(600), germany: Decimal(400)}, **days)
    made = approve_agreement(by=manager, agreement=both, data=ApprovalData())
    finish_approval(by=manager, approval=made, lock_version=made.version)
    assert panels.lists_of(german_donor, germany)["approvals"].number == 0  # its whole amount is not its own
    cast.published(manager, both)
    found = panels.lists_of(german_donor, germany)["approvals"]
    assert [row.pk for row in found.rows] == [made.pk]
    for person in (german_donor, manager):
        rows = signed_in(person).get("/api/v1/approvals/?partner=germany").json()["results"]
        assert [row["id"] for row in rows] == [made.pk]


def test_each_figure_is_that_of_the_api_and_its_rows(world: Any, german_donor: Any, germany: Any) -> None:
    client = signed_in(german_donor)
    found = {key.figure.measure.code: key.figure for key in panels.key_figures(german_donor, germany, None)}
    assert found["contributions"].value == Decimal("111.11")
    assert (found["instalments_due"].value, found["donor_reports_due"].value) == (2, 2)
    for code, figure in found.items():
        query = {"measure": code, "scope": "own", "partner": "germany"}
        status = {"instalments_due": "part,missing", "donor_reports_due": "missing"}.get(code)
        body = client.get("/api/v1/figures/", query | ({"status": status} if status else {})).json()
        given = None if body["total"] is None else Decimal(body["total"])
        assert given == figure.value, code
        assert client.get(figure.page).status_code == 200
        assert len(client.get(figure.evidence).json()["results"]) == figure.row_count


def test_who_has_nothing_yet_is_told_so(german_donor: Any) -> None:
    page = signed_in(german_donor).get(PAGE).content.decode()
    assert "No signed agreement is recorded." in page
    assert "No instalment is late, and none is to come." in page


def test_it_is_read_in_french(world: Any, german_donor: Any) -> None:
    client = signed_in(german_donor)
    client.cookies["django_language"] = "fr"
    page = client.get(PAGE).content.decode()
    assert "Versements en retard" in page
    assert "Instalments that are late" not in page


def test_it_takes_no_more_statements_for_many_rows(
    world: Any, german_donor: Any, manager: Any, germany: Any
) -> None:
    client = signed_in(german_donor)
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE)
    for number in range(8):
        one = cast.signed(manager, germany, reference=f"DEMO-{number + 10}")
        cast.instalment(manager, one, due_on=DUE)
        cast.report(manager, one, due_on=DUE)
    settle_dues(today=date(2025, 6, 1))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) <= len(few) <= 26, "\n".join(one["sql"][:160] for one in many.captured_queries)
