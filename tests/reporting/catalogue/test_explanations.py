"""What stands beside a figure: its scope, its rows, its publication; one label for one figure."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser

from ilo_dc.core.measures import EvidenceKind, Question, figures
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAP
from reporting.catalogue.catalogue import MEASURES

pytestmark = pytest.mark.usefixtures("published")


def page_at(client, address):
    return unescape(client.get(address).content.decode())


def key_figures(page):
    """Return value and note of each key figure by its label."""
    found = re.findall(
        r'kpi-label">(.*?)</p>\s*<p class="kpi-value">(.*?)</p>\s*<p class="kpi-note">(.*?)</p>',
        page,
        re.DOTALL,
    )
    return {label: (re.sub(r"<[^>]+>", "", value).strip(), note.strip()) for label, value, note in found}


def test_an_explanation_offers_a_denominator_for_ratios_only(client):
    for measure in MEASURES.values():
        figure = figures(measure, user=AnonymousUser()).figure()
        assert bool(figure.denominator_page) is (measure.kind is EvidenceKind.RATIO), measure.code
    assert page_at(client, "/partners/").count(" of the denominator<") == 0
    assert page_at(client, "/gaps/").count(" of the denominator<") == 1  # the coverage


def test_the_scope_of_a_region_names_that_region_only():
    for region in ("africa", "several"):
        answer = figures(FRAMEWORK_GAP, user=AnonymousUser(), question=Question(where={"region": (region,)}))
        scope = answer.figure().scope_text
        assert ("Region: Africa." in scope, "Several regions" in scope) == (
            region == "africa",
            region == "several",
        )


def test_a_surplus_is_shown_where_it_hides_a_gap(client):
    found = key_figures(page_at(client, "/countries/CIV/"))
    assert (found["Required"][0], found["Available"][0]) == ("3.6 US$ million", "3.6 US$ million")
    assert {"Gap", "Surplus"} <= set(found)
    for code in ("CIV", "KEN", "PAK", "UZB"):
        table = client.get("/api/v1/resource-gaps/", {"by": "country", "country": code}).json()
        hides = Decimal(table["total"]["surplus"]) > 0 and Decimal(table["total"]["gap"]) > 0
        assert ("Surplus" in key_figures(page_at(client, f"/countries/{code}/"))) is hides, code


def test_both_publications_are_named_with_the_difference_between_them(client):
    overview, partners = (key_figures(page_at(client, address)) for address in ("/", "/partners/"))
    both = (
        "452.4 by type of revenue, 350.8 of named contributors: a difference of 101.7 (each amount rounded)"
    )
    value, note = overview["Voluntary contributions by type of revenue, 2024"]
    assert (value, note) == ("452.4 US$ million", f"Up 10.2% on 2023. {both}")
    value, note = partners["Voluntary contributions, named contributors"]
    assert (value, note) == ("350.8 US$ million", both)
    for address in ("/", "/partners/", "/partners/germany/"):
        labels = key_figures(page_at(client, address))
        assert "Voluntary contributions, 2024" not in labels
    germany = key_figures(page_at(client, "/partners/germany/"))[
        "Voluntary contributions by contributor, 2024"
    ]
    sought = key_figures(page_at(client, "/partners/?search=germany"))
    assert sought["Voluntary contributions, named contributors"] == (germany[0], "")
