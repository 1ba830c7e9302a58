"""Who reads what of agreements: no list, page, sheet, order, search or history tells another's amount."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from funding.agreements.actions import agreement_parts as parts
from funding.agreements.actions.agreements import withdraw_agreement
from funding.models import Agreement, AgreementState
from ilo_dc.core.models import Organisation, User
from tests.people import signed_in
from tests.recipes import agreements as cast
from tests.recipes import projects

GERMAN, SWEDISH = Decimal("123456.78"), Decimal("654321.09")
WHOLE = GERMAN + SWEDISH
AMENDED = Decimal("77777.77")


def written(amount: Decimal) -> tuple[str, ...]:
    """Return how an amount is written by pages, the API and sheets."""
    return f"{amount:,.2f}", f"{amount:.2f}"


@pytest.fixture
def cast_of_four(people: dict[str, User], germany: Any, sweden: Any) -> Any:
    """Return a draft, one of Germany alone, one of both, and a published one of Sweden."""
    manager = people["manager"]
    rows = {
        "draft": cast.draft(manager, germany, reference="DEMO-DRAFT"),
        "own": cast.signed(manager, germany, reference="DEMO-OWN", signed_total=Decimal("31415.92")),
        "both": cast.shared(manager, {germany: GERMAN, sweden: SWEDISH}, reference="DEMO-BOTH"),
        "public": cast.signed(manager, sweden, reference="DEMO-PUBLIC", signed_total=Decimal("27182.81")),
    }
    cast.amendment(manager, rows["both"], amount=AMENDED, partner=sweden)
    cast.instalment(manager, rows["both"], amount=GERMAN, partner=germany)
    cast.instalment(manager, rows["both"], amount=SWEDISH, partner=sweden)
    cast.report(manager, rows["both"])
    cast.report(manager, rows["both"], kind="final", partner=sweden)
    cast.published(manager, rows["public"])
    return rows


def references(client: Client, **asked: str) -> list[str]:
    answer = client.get("/api/v1/agreements/", {"ordering": "reference", **asked})
    return [row["reference"].removeprefix("DEMO-") for row in answer.json()["results"]]


def test_each_sees_its_own_agreements_and_what_is_published(
    cast_of_four: Any, people: dict[str, User]
) -> None:
    assert references(signed_in(people["manager"])) == ["BOTH", "DRAFT", "OWN", "PUBLIC"]
    assert references(signed_in(people["german_donor"])) == ["BOTH", "OWN", "PUBLIC"]
    assert references(signed_in(people["swedish_donor"])) == ["BOTH", "PUBLIC"]
    for one in (people["outsider"], people["constituent"], None):
        client = signed_in(one)
        assert references(client) == ["PUBLIC"]
        assert client.get("/agreements/").context["count"] == 1
        assert references(client, partner="germany") == []
        assert client.get("/api/v1/instalments/").json()["results"] == []
        assert client.get("/api/v1/donor-reports/").json()["results"] == []


def test_the_part_of_a_partner_is_all_it_reads_of_a_multi_donor_agreement(
    cast_of_four: Any, german_donor: User, client: Client
) -> None:
    both = cast_of_four["both"]
    signed_in(german_donor, client)
    found = client.get(f"/api/v1/agreements/{both.pk}/").json()
    assert (found["amount"], found["whole_amount"], found["amended_total"]) == (f"{GERMAN}", False, None)
    places = [
        f"/agreements/{both.pk}/",
        f"/agreements/{both.pk}/?show=changes",
        f"/api/v1/agreements/{both.pk}/",
        *(f"/api/v1/agreements/{both.pk}/{part}/" for part in ("partners", "amendments", "statuses")),
        *(f"/api/v1/{code}/?format={kind}" for code in LISTS for kind in ("json", "csv")),
        "/agreements/",
        "/agreements/instalments/",
        "/search/?search=DEMO-BOTH",
        "/api/v1/changes/?limit=1000",
    ]
    hidden = [text for amount in (SWEDISH, WHOLE, AMENDED, WHOLE + AMENDED) for text in written(amount)]
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200, place
        body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        assert [text for text in hidden if text in body] == [], place
    assert any(text in client.get(f"/agreements/{both.pk}/").text for text in written(GERMAN))
    rows = client.get("/api/v1/instalments/").json()["results"]
    assert [row["amount"] for row in rows] == [f"{GERMAN}"]
    assert len(client.get("/api/v1/donor-reports/").json()["results"]) == 1


LISTS = ("agreements", "instalments", "donor-reports")


def test_lists_order_by_the_amount_that_is_read(
    cast_of_four: Any, manager: User, german_donor: User, germany: Any
) -> None:
    between = (GERMAN + WHOLE) / 2
    cast.signed(manager, germany, reference="DEMO-X", signed_total=between.quantize(Decimal("0.01")))
    found = references(signed_in(german_donor), ordering="-amount")
    assert found.index("X") < found.index("BOTH")  # by the German part, not by the whole
    found = references(signed_in(manager), ordering="-amount")
    assert found.index("BOTH") < found.index("X")


def test_publishing_tells_the_whole_amount_and_taking_back_hides_it(
    cast_of_four: Any, manager: User, client: Client
) -> None:
    both = cast_of_four["both"]
    address = f"/api/v1/agreements/{both.pk}/"
    assert client.get(address).status_code == 404
    assert client.get(f"/agreements/{both.pk}/").status_code == 404
    cast.published(manager, both)
    found = client.get(address).json()
    assert (found["amount"], found["amended_total"]) == (f"{WHOLE}", f"{WHOLE + AMENDED}")
    assert client.get(f"{address}partners/").json() == []
    assert len(client.get(f"{address}amendments/").json()) == 1
    assert [one["status"] for one in client.get(f"{address}statuses/").json()] == ["signed"]
    now = Agreement.objects.get(pk=both.pk)
    withdraw_agreement(by=manager, agreement=now, lock_version=now.version, reason="Too early")
    assert client.get(address).status_code == 404


def test_a_part_of_a_partner_is_seen_by_the_whole_partner(
    cast_of_four: Any, manager: User, germany: Any, german_donor: User
) -> None:
    part = Organisation.objects.create(slug="bmz", kind="government", name_en="BMZ", parent=germany)
    merged = Organisation.objects.create(
        slug="gtz", kind="government", name_en="GTZ", merged_into=germany, merged_on="2011-01-01"
    )
    for number, one in enumerate((part, merged)):
        cast.signed(manager, one, reference=f"DEMO-PART{number}")
    found = references(signed_in(german_donor))
    assert {"PART0", "PART1"} <= set(found)
    assert Agreement.objects.get(reference="DEMO-PART1").partner == merged  # a merger moves nothing


def test_a_sheet_holds_the_amounts_of_its_reader(cast_of_four: Any, german_donor: User) -> None:
    answer = signed_in(german_donor).get("/api/v1/agreements/", {"format": "csv"})
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    rows = {row["reference"]: row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}
    assert Decimal(rows["DEMO-BOTH"]["amount"]) == GERMAN
    assert rows["DEMO-BOTH"]["amended_total"] == ""
    assert Decimal(rows["DEMO-OWN"]["amended_total"]) == Decimal("31415.92")


def test_statuses_before_the_signature_are_for_staff(
    cast_of_four: Any, manager: User, german_donor: User
) -> None:
    own = cast_of_four["own"]
    assert AgreementState.objects.visible_to(german_donor).of(own).count() == 1
    assert AgreementState.objects.visible_to(manager).of(own).count() == 2


def test_a_project_that_is_not_public_is_not_named(
    cast_of_four: Any, manager: User, countries: Any, client: Client
) -> None:
    planned = projects.planned(manager, countries["ZWE"], title="Not yet public")
    data = parts.FundedProjectData(planned, Decimal(100))
    parts.FUNDED_PROJECTS.add(by=manager, owner=cast_of_four["public"], data=data)
    address = f"/agreements/{cast_of_four['public'].pk}/"
    assert "Not yet public" not in client.get(address).text
    assert "Not yet public" in signed_in(manager).get(address).text
