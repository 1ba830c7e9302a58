"""What titles say of figures is what the API says of them, in every language of the portal."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.utils.translation import gettext, ngettext, override

from ilo_dc.core.numbers import ratio
from ilo_dc.formats import text
from ilo_dc.portal.data import findings

LANGUAGES = ("en", "fr", "es")


def titles(client, address, language):
    """Return the titles of a page's charts and panels."""
    page = client.get(address, headers={"accept-language": language}).content.decode()
    return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in re.findall(r"<h3>(.*?)</h3>", page)]


def values(client, **asked):
    """Return {key: value} of the API's figures by one dimension."""
    rows = client.get("/api/v1/figures/", asked).json()["rows"]
    return {str(row[asked["by"]]): Decimal(row["value"]) for row in rows if row["value"] is not None}


def sentence(language, wording, **numbers):
    """Return a wording in a language, its numbers written by that language."""
    with override(language):
        found = ngettext(wording, wording, 2) if "million" in wording else gettext(wording)
        return found % {name: write() for name, write in numbers.items()}


@pytest.mark.usefixtures("published")
class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_overview_says_how_revenue_changed(self, client, language):
        found = values(client, measure="reported_revenue", by="year")
        last, before = found["2024"], found["2023"]
        assert last > before
        wanted = sentence(
            language,
            "Revenue rose by %(change)s in %(year)s, to US$ %(amount)s million",
            change=lambda: text.percent(ratio(last - before, before)),
            year=lambda: 2024,
            amount=lambda: text.millions(last),
        )
        assert wanted in titles(client, "/", language)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(("address", "by"), [("/", "region"), ("/gaps/", "country")])
    def test_the_largest_gap_is_named_with_its_share(self, client, language, address, by):
        answer = client.get("/api/v1/resource-gaps/", {"level": "framework", "by": by}).json()
        total = Decimal(answer["total"]["gap"])
        assert total > 0
        shown = client.get(
            "/api/v1/figures/",
            {"measure": "framework_gap", "by": by},
            headers={"accept-language": language},
        ).json()
        largest = max(shown["rows"], key=lambda row: Decimal(row["value"] or 0))
        wanted = sentence(
            language,
            "US$ %(gap)s million is missing, %(share)s of it in %(place)s",
            gap=lambda: text.millions(total),
            share=lambda: text.percent(ratio(Decimal(largest["value"]), total)),
            place=lambda: largest["labels"][by],
        )
        assert wanted in titles(client, address, language)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_partner_is_compared_with_the_year_before(self, client, language):
        found = values(client, measure="reported_revenue_by_partner", by="year", partner="norway")
        last, before = found["2024"], found["2023"]
        assert last < before
        wanted = sentence(
            language,
            "Contributions fell by %(change)s in %(year)s, to US$ %(amount)s million",
            change=lambda: text.percent(ratio(before - last, before)),
            year=lambda: 2024,
            amount=lambda: text.millions(last),
        )
        assert wanted in titles(client, "/partners/norway/", language)

    @pytest.mark.parametrize(("address", "count"), [("/", 10), ("/partners/", 15)])
    def test_the_largest_contributors_are_added_up(self, client, address, count):
        found = values(
            client,
            measure="reported_revenue_by_partner",
            by="partner",
            year="2024",
            revenue_type="R02,R03",
        )
        share = ratio(sum(sorted(found.values(), reverse=True)[:count], Decimal(0)), sum(found.values()))
        for language in LANGUAGES:
            wanted = sentence(
                language,
                "The %(count)s largest gave %(share)s of the voluntary contributions of named contributors, "
                "%(period)s",
                count=lambda: count,
                share=lambda: text.percent(share, 0),
                period=lambda: "2024",
            )
            assert wanted in titles(client, address, language)

    @pytest.mark.parametrize("query", ["source=MULTI_BILATERAL", "display_group=MULTI_BILATERAL", "search=a"])
    def test_partners_that_are_some_of_all_have_no_finding(self, client, query):
        for language in LANGUAGES:
            address = f"/partners/?{query}&year=2024"
            share = re.compile(r"\b15\b.*%")
            assert client.get(address).status_code == 200
            assert not [title for title in titles(client, address, language) if share.search(title)]
            assert [
                title for title in titles(client, "/partners/?year=2024", language) if share.search(title)
            ]

    def test_a_partner_has_its_rank_and_share(self, client):
        found = values(
            client,
            measure="reported_revenue_by_partner",
            by="partner",
            year="2024",
            revenue_type="R02,R03",
        )
        named = {key: value for key, value in found.items() if key not in {"None", "none", ""}}
        rank = 1 + sum(value > found["germany"] for value in named.values())
        share = text.percent(ratio(found["germany"], sum(found.values())))
        page = client.get("/partners/germany/").content.decode()
        assert f"Rank {rank} of {len(named)}, {share} of all" in page

    def test_demonstration_data_get_a_neutral_title(self, client):
        assert "Accepted outcome updates by reporting period and rating" in titles(
            client, "/countries/CIV/", "en"
        )


def test_a_change_is_said_with_its_direction():
    assert findings.change_in_words(Decimal(110), Decimal(100), year=2023) == "Up 10.0% on 2023"
    assert findings.change_in_words(Decimal(90), Decimal(100), year=2023) == "Down 10.0% on 2023"
    assert findings.change_in_words(Decimal(100), Decimal(100), year=2023) == "As in 2023"
    assert findings.signed(Decimal("0.102")) == "+10.2%"
    assert findings.signed(Decimal("-0.03")) == "−3.0%"


@pytest.mark.parametrize(
    ("value", "before"), [(None, Decimal(1)), (Decimal(1), None), (Decimal(1), Decimal(0)), (1, Decimal(-5))]
)
def test_nothing_is_said_of_what_cannot_be_compared(value, before):
    assert findings.change(value, before) is None
    assert findings.change_in_words(value, before, year=2023) == ""
    assert findings.revenue_finding(value, before, year=2024) == ""
    assert findings.partner_finding(value, before, year=2024) == ""
    assert findings.signed(findings.change(value, before)) == text.DASH


def test_nothing_missing_has_no_finding():
    assert findings.gap_finding(Decimal(0), Decimal(0), place="Kenya") == ""
    assert findings.gap_finding(None, None, place="Kenya") == ""
    assert findings.concentration_finding([Decimal("0.5")], period="2024") == ""
