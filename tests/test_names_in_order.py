"""Lists and selects by name follow the reader's language: Égypte stands among the names with E."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.utils.translation import gettext, override

from ilo_dc.core.models import Country, Organisation, Region
from ilo_dc.core.registers.paging import keyed, with_primary_key
from ilo_dc.core.registers.register import Register, read_listing
from ilo_dc.core.text_search import plain
from portfolio.models import CooperationFramework
from tests.registers import all_registers, page_of, public_registers
from tests.sources import ROOT

pytestmark = pytest.mark.usefixtures("published")
PAGES = [
    "/countries/",
    "/partners/",
    "/gaps/",
    "/data/",
    *(page for register in public_registers().values() if (page := page_of(register))),
]
OF_THE_ADMINISTRATION = ["/admin-area/people/new/", "/admin-area/countries/", "/admin-area/organisations/"]


class Selects(HTMLParser):
    """The options of each select of a page: pairs of value and text; the names that may be typed in a box."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.typed: list[list[str]] = []
        self.within = self.is_typed = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"select", "datalist"}:
            self.is_typed = tag == "datalist"
            self.found.append([])
            self.typed.append([])
        elif tag == "option" and self.is_typed:
            self.typed[-1].append(dict(attributes).get("value") or "")
        elif tag == "option":
            self.within = True
            self.found[-1].append([dict(attributes).get("value") or "", ""])

    def handle_endtag(self, tag: str) -> None:
        if tag in {"option", "select"}:
            self.within = False

    def handle_data(self, data: str) -> None:
        if self.within:
            self.found[-1][-1][1] += data


def named() -> list[set[str]]:
    """Return what the options of a select by name stand for: places, organisations, frameworks."""
    return [
        set(Country.objects.values_list("iso3", flat=True)),
        set(Region.objects.values_list("code", flat=True)),
        {value for pair in Organisation.objects.values_list("slug", "pk") for value in map(str, pair)},
        set(CooperationFramework.objects.values_list("slug", flat=True)),
    ]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_each_select_by_name_is_in_order(client: Client, language: str) -> None:
    kinds, seen, wrong = named(), 0, []
    for path in PAGES:
        page = client.get(path, headers={"Accept-Language": language}).content.decode()
        lists = Selects(page)
        for names in filter(None, lists.typed):
            seen += 1
            wrong += [] if names == sorted(names, key=plain) else [f"{path}: {names[:9]}"]
        for options in lists.found:
            texts = [text.strip() for value, text in options if any(value in kind for kind in kinds)]
            if len(texts) > 2:
                seen += 1
                wrong += [] if texts == sorted(texts, key=plain) else [f"{path}: {texts[:9]}"]
    assert seen > 15
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("path", ["/results-frameworks/SDG-2030/8/", "/results-frameworks/SDG-2030/8.5/"])
def test_a_table_of_a_composed_page_stands_by_country(client: Client, language: str, path: str) -> None:
    page = client.get(f"{path}?show=all", headers={"Accept-Language": language}).content.decode()
    with override(language):
        head = gettext("Country or area")
        regions = {str(region) for region in Region.objects.all()}
    cells = [unescape(one) for one in re.findall(rf'<td data-th="{head}">([^<]*)</td>', page)]
    names = [name for name in cells if name not in regions]  # sub-regional programmes come last
    assert len(set(names)) > 2
    assert names == sorted(names, key=plain)
    assert cells[: len(names)] == names


def test_nothing_is_sorted_by_a_name_as_it_is_written() -> None:
    raw = re.compile(r"key=lambda \w+: \(?[^\n]*(?<!plain\()\b(?:\w+\.)+name\b(?!\()|key=str\b(?!\()")
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in ("ilo_dc", "portfolio", "funding", "constituents", "reporting")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if raw.search(line) and "plain(" not in line
    ]
    assert wrong == []


def by_name() -> list[tuple[Register, str]]:
    """Return the registers with their orders by a name or title."""
    return [
        (register, order)
        for register in public_registers().values()
        for order in ("name", "title")
        if order in register.orderings and register.code != "results-frameworks"  # by its place among them
    ]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_each_list_by_name_is_in_order_and_read_page_by_page(language: str) -> None:
    assert len(by_name()) >= 7
    with override(language):
        for register, order in by_name():
            for asked in (order, f"-{order}"):
                listing = read_listing(register, QueryDict(f"ordering={asked}"), user=AnonymousUser())
                keys = keys_of(listing)
                assert keys == sorted(keys, key=lambda pair: pair[0], reverse=asked[0] == "-"), register.code
                assert read_through(register, asked, max(len(keys) // 5, 1)) == [pk for _key, pk in keys]


def keys_of(listing: Any) -> list[tuple[str, Any]]:
    """Return the first key that orders each row, and its own."""
    rows, columns = keyed(listing.rows, listing.columns)
    return list(rows.order_by(*with_primary_key(columns)).values_list(columns[0].lstrip("-"), "pk"))


def read_through(register: Register, ordering: str, limit: int) -> list[Any]:
    found: list[Any] = []
    cursor = ""
    while True:
        asked = QueryDict(f"ordering={ordering}&limit={min(limit, 1000)}&cursor={cursor}")
        page = read_listing(register, asked, user=AnonymousUser()).page()
        found += [row.pk for row in page.rows]
        if not page.next_cursor:
            return found
        cursor = page.next_cursor


def test_the_countries_stand_where_the_reader_looks_for_them() -> None:
    with override("fr"):
        names = [country.name for country in Country.objects.all()]
        assert names.index("Danemark") < names.index("Égypte") < names.index("Équateur")
        assert names.index("Équateur") < names.index("Finlande")
        french = names
    with override("es"):
        names = [country.name for country in Country.objects.all()]
        assert names.index("Zimbabwe") == len(names) - 1
    assert names != french


def test_a_page_in_another_language_begins_anew(client: Client) -> None:
    def read(address: str, language: str) -> Any:
        return client.get(address, headers={"Accept-Language": language}).json()

    first = read("/api/v1/organisations/?limit=5", "fr")
    following = first["next"].replace("http://testserver", "")
    second = [row["code"] for row in read(following, "fr")["results"]]
    assert len(second) == 5
    assert not set(second) & {row["code"] for row in first["results"]}
    assert read(following, "en")["results"] == read("/api/v1/organisations/?limit=5", "en")["results"]


def test_no_order_is_by_a_name_as_it_is_written() -> None:
    raw = re.compile(
        r"\border_by\([^()]*\"-?(?:\w+__)?(?:name|title)(?:_\w\w)?\"|ordering = \[\"(?:\w+__)?name_en"
    )
    wrong = [
        str(path.relative_to(ROOT))
        for app in ("ilo_dc", "portfolio", "funding", "constituents", "reporting")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and raw.search(path.read_text())
    ]
    wrong += [
        f"{code}: {order}"
        for code, register in all_registers().items()
        for order, columns in {**register.orderings, **register.orderings_then}.items()
        for column in columns
        if re.search(r"(^|__)(name|title)(_(\w\w|then))?$", column)
    ]
    assert wrong == []
