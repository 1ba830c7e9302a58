"""What paper shows: labels whole, explanations, addresses and evidence with them, totals once."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any
from urllib.parse import unquote, urljoin

import pypdf
import pytest

pytestmark = pytest.mark.browser

SUB_OUTPUTS = "/frameworks/sub-outputs/?country=KEN"
PRINTED = ["/", "/gaps/", "/countries/", "/partners/germany/", "/countries/CIV/", "/dwcps/civ-2024/"]
# What can be pressed or typed into is of the screen alone, and so is what is cut at the edge of the sheet.
A4 = 688  # 210 mm without the margins, in CSS pixels
FURNITURE = ".btn, .menu-btn, .masthead-tools, .site-nav, main :is(button, input, select, textarea)"
CUT = """tables => tables.flatMap(table => [...table.querySelectorAll('th, td')].filter(cell =>
    cell.checkVisibility() && (cell.getBoundingClientRect().right > innerWidth + 1
        || cell.scrollWidth > cell.clientWidth + 2)).map(cell => cell.textContent.trim().slice(0, 60)))"""
LABELS = "main svg[role=img]:not(.narrow) text, main .table th"
DEFINITIONS = ".explain-panel dl > div:first-child dd"
NOTES = ".explanations > ol > li"
ROWS = ".explain-panel :not(.report-problem) > a[href], main li > a[download][href]"
# The text that eyes see: without what is hidden from them, and without buttons, which paper leaves out.
TEXTS = """found => found.map(one => {
    const copy = one.cloneNode(true);
    copy.querySelectorAll('.vh, .btn').forEach(inner => inner.remove());
    return copy.textContent;
})"""
ADDRESSES = "found => found.map(one => one.getAttribute('href'))"


def plain(text: str) -> str:
    """Return a text without spaces and ligatures, which paper breaks and joins."""
    return re.sub(r"[\s\u00ad\u2060-\u2069]+", "", unicodedata.normalize("NFKC", text))


def typed(address: str) -> str:
    """Return an address as paper tells it, up to the moment that stands in it."""
    return unquote(address.partition("as_of=")[0])


def paper(page: Any) -> str:
    """Return the text of the page as it is printed on A4."""
    document = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    return plain("".join(sheet.extract_text() for sheet in document.pages))


@pytest.mark.parametrize("path", PRINTED)
def test_a_page_is_printed_with_whole_labels_and_its_evidence(visit: Any, path: str) -> None:
    page = visit(path)
    printed = paper(page)
    labels = {plain(one) for one in page.locator(LABELS).evaluate_all(TEXTS)}
    assert len(labels) > 5
    assert {one for one in labels if one not in printed} == set()
    assert "…" not in "".join(page.locator("svg text").evaluate_all(TEXTS))
    definitions = page.locator(DEFINITIONS).evaluate_all(TEXTS)
    assert [one for one in definitions if plain(one) not in printed] == []
    assert page.locator(NOTES).count() == page.locator("details.explain").count()
    rows = page.locator(ROWS).evaluate_all(ADDRESSES)
    assert [one for one in rows if plain(typed(urljoin(page.url, one))) not in printed] == []
    assert plain(typed(page.url)) in printed
    assert "%3A" not in printed


@pytest.mark.parametrize(("path", "most"), [("/", 6), ("/dwcps/civ-2024/", 6), ("/gaps/", 5)])
def test_a_page_takes_no_more_sheets_than_it_must(visit: Any, path: str, most: int) -> None:
    """What breaks in the wrong place leaves sheets half empty."""
    document = pypdf.PdfReader(io.BytesIO(visit(path).pdf(format="A4", print_background=True)))
    assert 1 < len(document.pages) <= most


@pytest.mark.parametrize(
    ("path", "total"),
    [("/countries/", "All regions, shared sets included"), ("/gaps/?show=all", "All 90 lines")],
)
def test_a_total_is_printed_once_and_the_heads_on_every_sheet(visit: Any, path: str, total: str) -> None:
    printed = paper(visit(path))
    assert printed.count(plain(total)) == 1
    assert printed.count(plain("Spent, available, gap")) > 1


@pytest.mark.parametrize(
    ("path", "who"),
    [("/gaps/", ""), (SUB_OUTPUTS, ""), ("/dwcps/civ-2024/", "field-civ"), ("/countries/", "")],
)
def test_tables_fit_a_sheet_and_no_furniture_is_printed(visit: Any, path: str, who: str) -> None:
    page = visit(path, who=who, width=A4, language="fr")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 900})
    assert page.locator("main table").count() > 0
    assert page.locator("main table").evaluate_all(CUT) == []
    shown = page.locator(FURNITURE).evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 100))"
    )
    assert shown == []
