from __future__ import annotations

import csv
import gzip
import io
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from funding.revenue import panels
from funding.revenue.measures import REPORTED_REVENUE_BY_PARTNER
from ilo_dc.core.measures import Question, figures

pytestmark = pytest.mark.usefixtures("published")


def sheet(client, address):
    response = client.get(address)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def value(**where):
    found = figures(
        REPORTED_REVENUE_BY_PARTNER,
        user=AnonymousUser(),
        question=Question(where={code: tuple(text.split(",")) for code, text in where.items()}),
    )
    return found.value(found.total)


def test_the_list_states_the_latest_year_and_its_csv_the_same_partners(client):
    page = client.get("/partners/?show=all").content.decode()
    rows = sheet(client, "/partners/?format=csv")
    shown = re.findall(r'<th scope="row"><a href="/partners/([a-z0-9-]+)/">', page)
    assert [row["partner"] for row in rows] == [*shown, "none"]  # last: what names no partner
    assert {row["period"] for row in rows} == {"2024"}
    norway = next(row for row in rows if row["partner"] == "norway")
    assert Decimal(norway["voluntary"]) == value(year="2024", partner="norway", revenue_type="R02,R03")
    assert Decimal(norway["R01"]) == value(year="2024", partner="norway", revenue_type="R01")
    assert Decimal(norway["all"]) == value(year="2024", partner="norway")


def test_the_list_is_narrowed_by_source_year_and_name(client):
    rows = sheet(client, "/partners/?source=EC&year=2019&format=csv")
    assert [(row["partner"], row["period"]) for row in rows] == [("european-commission", "2019")]
    assert [row["partner"] for row in sheet(client, "/partners/?search=flanders&format=csv")] == ["belgium"]


def test_a_name_that_nobody_has_leaves_no_figure(client):
    page = client.get("/partners/?search=zzzqqq").content.decode()
    assert "No partner matches" in page
    assert 'class="kpi"' not in page
    assert sheet(client, "/partners/?search=zzzqqq&format=csv") == []


def test_a_group_row_has_no_amount_and_says_why(client):
    rows = sheet(client, "/partners/?source=PPP&format=csv")
    assert [(row["partner"], row["all"]) for row in rows] == [("private-sector", "")]
    assert "stands for many partners" in client.get("/partners/private-sector/").content.decode()


def test_an_unknown_filter_is_refused(client):
    assert client.get("/partners/?shoe=44").status_code == 400
    assert client.get("/partners/?partner=norway").status_code == 400
    assert client.get("/partners/?year=22").status_code == 400
    assert client.get("/partners/norway/?year=2022").status_code == 400
    assert client.get("/partners/nobody/").status_code == 404


def test_a_partner_shows_every_year_and_type_in_whole_dollars(client):
    page = client.get("/partners/norway/").content.decode()
    assert ">1,999,760</a>" in page
    for path in ("/partners/norway/", "/partners/"):
        assert re.findall(r">[^<]*[0-9]\.[0-9]{2}</(?:a|td)>", client.get(path).content.decode()) == []
    for year in range(2013, 2025):
        assert f'<th scope="row">{year}</th>' in page
    assert "Voluntary un-earmarked contributions 2013–2017, 2019–2020" in page
    assert "XM-DAC" not in page
    assert "NO-BRC-971277882" in page


def test_refunds_are_drawn_and_written(client):
    page = client.get("/partners/libya/").content.decode()
    assert "−1,161,564<" in page


def test_the_page_of_a_partner_offers_exactly_what_it_shows(client):
    page = client.get("/partners/norway/").content.decode()
    address = re.search(r'href="(/api/v1/figures/\?[^"]*format=csv)"', page)[1].replace("&amp;", "&")
    rows = sheet(client, address)
    assert sum(Decimal(row["value"]) for row in rows) == value(partner="norway")


def test_named_contributors_are_compared_with_the_types_and_never_added():
    user = AnonymousUser()
    lines = panels.coverage(panels.revenue_by_type(user), panels.revenue_by_contributor(user))
    found = {(line.year, line.label): line for line in lines}
    untied = found[2022, "Voluntary un-earmarked contributions"]
    assert (untied.difference, untied.share) == (Decimal("0.00"), Decimal("1.000000"))
    earmarked = found[2022, "Voluntary earmarked contributions"]
    assert earmarked.difference == earmarked.by_type.sums["amount"] - earmarked.by_contributor.sums["amount"]
    assert Decimal(0) < earmarked.share < Decimal(1)
    assert found[2011, "Assessed contributions"].share is None
    assert (2019, "Voluntary un-earmarked contributions") not in found


def test_breaks_name_the_years_that_are_missing():
    breaks = panels.breaks_of(panels.revenue_by_contributor(AnonymousUser()))
    assert [(gap.label, gap.years) for gap in breaks] == [
        ("Voluntary un-earmarked contributions", "2013–2017, 2019–2020")
    ]


def test_a_country_page_can_show_what_its_government_gave():
    found = panels.revenue_from_country(AnonymousUser(), "NOR")
    assert found.value(found.total) == value(partner="norway")
    assert panels.revenue_from_country(AnonymousUser(), "XKX") is None


@pytest.mark.parametrize("address", ["/partners/", "/partners/norway/", "/revenue/"])
def test_a_page_is_light(client, address):
    assert len(gzip.compress(client.get(address).content)) < 60_000


def test_the_register_exports_plain_amounts(client):
    rows = sheet(
        client,
        "/api/v1/revenue-statistics/?publication=by_contributor&year=2022&revenue_type=R02&format=csv",
    )
    assert len(rows) == 9
    assert sum(Decimal(row["amount"]) for row in rows) == value(year="2022", revenue_type="R02")


def test_the_api_lists_members_of_rbsa(client):
    body = client.get("/api/v1/funding-partners/?rbsa_member=true&fields=code").json()
    assert len(body["results"]) == 9


@pytest.mark.parametrize(("path", "queries"), [("revenue-statistics", 2), ("funding-partners", 1)])
def test_lists_of_the_api_take_constant_queries(client, path, queries, django_assert_num_queries):
    client.get(f"/api/v1/{path}/?limit=5")
    for limit in (5, 30):
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/{path}/?limit={limit}")
