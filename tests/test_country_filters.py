"""One country filter, and codes in any case: every register's filters, on page, API and export."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from html import unescape
from typing import Any

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures import Measure
from ilo_dc.core.measures.dimensions import country_names
from ilo_dc.core.measures.offered import key_called, with_distinct_names
from ilo_dc.core.registers.filtersets import CodeFilter, CountryFilter, DimensionFilter, RegionFilter
from ilo_dc.core.registers.offered import Offered
from ilo_dc.core.registers.register import Register
from ilo_dc.core.registers.shared_rows import SharingFilterSet
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.row_fields import FEW
from reporting.catalogue.catalogue import MEASURES
from tests.people import play, signed_in
from tests.registers import all_registers, page_of, public_registers

pytestmark = pytest.mark.usefixtures("published")

# Codes that no list of names could offer: there are thousands, or they are what one types anyway.
TYPED = {
    ("countries", "iso2"),
    ("countries", "m49"),
    ("organisations", "code"),
    ("results-frameworks", "code"),
    *((code, name) for code in ("results", "policy-outcomes", "sdg-targets") for name in ("code", "parent")),
    ("cross-walks", "code"),
    ("country-programme-outcomes", "code"),
    ("outcome-updates", "code"),
    ("outcome-updates", "reporting_period"),
    ("outcome-update-steps", "reporting_period"),
    *(("milestone-statuses", name) for name in ("code", "year")),
    ("due-reports", "year"),
    *(
        (code, name)
        for code in ("due-instalments", "due-donor-reports")
        for name in ("year", "biennium", "quarter", "month")
    ),
    ("clearance-steps", "year"),
    ("bids", "proposal"),
    *(("proposal-statuses", name) for name in ("year", "biennium")),
    ("revenue-statistics", "year"),
    *((code, name) for code in ("ledger-entries", "published-entries") for name in ("year", "biennium")),
    ("observations", "measure"),
    ("observations", "dimension"),
    ("observations", "key"),
    *(("projects", name) for name in ("outcome", "sdg", "code")),
    *((code, "code") for code in ("cpos", "global-products", "proposals")),
    ("lessons", "theme"),
    ("agreements", "currency"),
    ("partnerships", "code"),
    *((code, "proposal") for code in ("appraisals", "proposal-statuses", "desk-questions")),
    ("proposed-partners", "proposal"),
}
# A code of each filter that looks somewhere else than at a column of its rows.
SAMPLES = {
    ("organisations", "code"): "SE",
    ("cross-walks", "code"): "8.5",
    ("projects", "outcome"): "KEN101",
    ("projects", "sdg"): "8.5",
    ("projects", "code"): "KEN/20/01/NOR",
    **{(code, "biennium"): "2022-23" for code in ("ledger-entries", "published-entries")},
    **{(code, "year"): "2022" for code in ("ledger-entries", "published-entries")},
}


@pytest.fixture
def client(published: None) -> Client:
    """Return a client of an auditor: staff see every list, and are not slowed down as strangers are."""
    return signed_in(play("auditor"))


def with_country() -> dict[str, Register]:
    return {code: one for code, one in public_registers().items() if "country" in one.filterset.base_filters}


def answer(client: Client, code: str, /, **query: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/{code}/", {"limit": "1000", "count": "true", **query})
    assert response.status_code == 200, (code, query, response.content)
    body: dict[str, Any] = response.json()
    return body


def asking(measure: Measure, dimension: str) -> dict[str, str]:
    """Return how staff ask for a measure by a dimension: as published, where it is published by that."""
    scope = {} if measure.is_public((dimension,)) else {"scope": "internal"}
    return {"measure": measure.code, **scope}


def ids(body: dict[str, Any]) -> set[Any]:
    return {row.get("id", row.get("code")) for row in body["results"]}


def country_of(register: Register) -> str:
    """Return a country that rows of a register are of: one that shares some, where rows can be shared."""
    rows = register.rows(AnonymousUser())
    if not issubclass(register.filterset, SharingFilterSet):
        path = register.filterset.base_filters["country"]
        if path.method is not None:  # it looks somewhere else than at a column
            return "KEN"
        key = path.dimension.key if isinstance(path, DimensionFilter) else path.field_name
        return str(rows.exclude(**{f"{key}__isnull": True}).values_list(key, flat=True).first() or "KEN")
    keys = rows.order_by().values_list(register.filterset.set_key, flat=True)
    shared = [key for key in keys if "-" in key]
    return str(shared[0].split("-")[0] if shared else "KIR")


def open_page(client: Client, register: Register) -> str:
    """Return the address of a register's page where a stranger may open it."""
    page = page_of(register)
    return page if page and client.get(page).status_code == 200 else ""


def typed(page: str, name: str) -> str:
    """Return what stands in the box of a filter."""
    box = re.search(rf'<input type="text" name="{name}"[^>]*>', page)
    assert box is not None, name
    found = re.search(r' value="([^"]*)"', box[0])
    return unescape(found[1]) if found else ""


def test_the_country_filter_of_every_register_takes_codes_in_any_case(client: Client) -> None:
    registers = with_country()
    assert len(registers) >= 12
    for code, register in registers.items():
        country = country_of(register)
        upper = answer(client, code, country=country)
        assert ids(answer(client, code, country=country.lower())) == ids(upper), code
        assert client.get(f"/api/v1/{code}/", {"country": "XXX"}).status_code == 400, code
        if page := open_page(client, register):
            shown = client.get(page, {"country": country.lower()}).content.decode()
            assert typed(shown, "country") == country_names([country])[country], code
            assert client.get(page, {"country": "XXX"}).status_code == 400


def test_the_country_filter_of_every_register_and_figure_takes_a_name_of_one_country(client: Client) -> None:
    names = {"KEN": "kenya", "CIV": "Ivory  Coast", "BGD": "Bangladés", "DZA": "ALGERIE"}
    for code, register in with_country().items():
        for country, name in names.items():
            named = answer(client, code, country=name)
            assert ids(named) == ids(answer(client, code, country=country)), (code, name)
        refused = client.get(f"/api/v1/{code}/", {"country": "guin"})
        assert refused.status_code == 400
        assert "(GIN)" in refused.content.decode(), code
        if page := open_page(client, register):
            kept = client.get(page, {"country": "Ivory Coast", "ordering": ""}, follow=True)
            assert kept.redirect_chain[-1][0] == f"{page}?country=CIV", code
            assert typed(kept.content.decode(), "country") == "Côte d’Ivoire", code
    figures = [one for one in MEASURES.values() if any(d.code == "country" for d in one.dimensions)]
    assert len(figures) > 5
    for measure in figures:
        asked = asking(measure, "country")
        by_name = client.get("/api/v1/figures/", {**asked, "country": "Kenya"}).json()
        assert by_name["total"] == client.get("/api/v1/figures/", {**asked, "country": "KEN"}).json()["total"]
    kept = client.get("/gaps/?country=Kenya", follow=True)
    assert (kept.status_code, kept.redirect_chain[-1][0]) == (200, "/gaps/?country=KEN")


def test_every_dimension_of_a_figure_that_offers_names_takes_a_whole_name(client: Client) -> None:
    walked = set()
    for measure in MEASURES.values():
        for dimension in measure.dimensions:
            if dimension.offered is None or (dimension.code, dimension.offered) in walked:
                continue
            walked.add((dimension.code, dimension.offered))
            key, label = with_distinct_names(dimension.offered())[-1]
            asked = asking(measure, dimension.code)
            by_name, by_key = (
                client.get("/api/v1/figures/", {**asked, dimension.code: text})
                for text in (label.upper(), key)
            )
            assert by_name.status_code == 200, (measure.code, dimension.code, label, by_name.content)
            assert by_name.json()["total"] == by_key.json()["total"]
            assert by_name.json()["where"] == by_key.json()["where"]  # the address says the key
            refused = client.get("/api/v1/figures/", {**asked, dimension.code: "no such name"})
            assert refused.status_code == 400, (measure.code, dimension.code)
    assert len({code for code, _offered in walked}) > 10


def test_a_search_for_a_country_code_means_the_country_on_every_list(client: Client) -> None:
    walked = 0
    for code, register in with_country().items():
        if "search" not in register.filterset.base_filters:
            continue
        for country in ("KEN", country_of(register)):
            of_it = ids(answer(client, code, country=country, shared="true"))
            assert ids(answer(client, code, search=country)) == of_it, (code, country)
            assert ids(answer(client, code, search=f" {country} ", shared="true")) == of_it, (code, country)
            walked += bool(of_it)
        assert client.get(f"/api/v1/{code}/", {"search": "XXX"}).status_code == 200
        assert ids(answer(client, code, search="zzzz")) == set()
    assert walked > 8


def test_what_a_country_shares_is_counted_apart_and_included_on_request(client: Client) -> None:
    walked = 0
    for code, register in with_country().items():
        country = country_of(register)
        body = answer(client, code, country=country)
        own, both = (ids(answer(client, code, country=country, shared=one)) for one in ("false", "true"))
        only = ids(answer(client, code, country=country, shared="only"))
        # The API's country is exact on every list, and every list says what the country shares.
        assert ids(body) == own, code
        assert both == own | only, code
        assert not own & only
        assert body["shared"]["count"] == len(only)
        assert ids(client.get(body["shared"]["url"]).json()) == both
        assert not only or issubclass(register.filterset, SharingFilterSet), code
        # Without a country `shared=true` leaves nothing out, on every list.
        whole, included, several, alone = (
            answer(client, code, **({"shared": one} if one else {}))["count"]
            for one in ("", "true", "only", "false")
        )
        assert whole == included == several + alone, code
        # A page and its exports show both, and mark those that are shared.
        if page := open_page(client, register):
            shown = unescape(client.get(page, {"country": country}).content.decode())
            assert bool(only) is (">Shared</span>" in shown), code
            address = re.search(r'href="([^"]*format=csv[^"]*)"', shown)
            assert address is not None
            sheet = b"".join(client.get(address[1]).streaming_content).decode().lstrip("\ufeff")
            assert len(list(csv.DictReader(io.StringIO(sheet)))) == len(both), code
            own_rows = unescape(client.get(page, {"country": country, "shared": "false"}).content.decode())
            assert ">Shared</span>" not in own_rows, code
        walked += bool(only)
    assert walked >= 3


def test_kiribati_has_nothing_of_its_own_and_shares_33_sub_outputs(client: Client) -> None:
    body = answer(client, "framework-suboutputs", country="kir")
    assert (body["count"], body["shared"]["count"]) == (0, 33)
    assert len(client.get(body["shared"]["url"]).json()["results"]) == 33
    assert "33 rows" in client.get("/frameworks/sub-outputs/?country=KIR").content.decode()
    figure = client.get("/api/v1/figures/?measure=framework_suboutputs&country=KIR")
    assert figure.json()["total"] == 0
    assert "33 rows" not in client.get(figure.json()["total_row"]["page"]).content.decode()


@pytest.mark.parametrize(
    ("address", "name", "code"),
    [
        ("/partners/?format=csv&year=2019", "source", "EC"),
        ("/countries/?format=csv", "region", "africa"),
        ("/api/v1/figures/?measure=framework_gap&by=country&format=csv", "region", "africa"),
    ],
)
def test_a_page_of_figures_takes_codes_in_any_case(
    client: Client, address: str, name: str, code: str
) -> None:
    sheets = []
    for written in (code, code.upper(), code.lower()):
        text = b"".join(client.get(f"{address}&{name}={written}").streaming_content).decode()
        sheets.append([row[:3] for row in csv.reader(io.StringIO(text))])
    assert len(sheets[0]) > 1
    assert sheets[0] == sheets[1] == sheets[2]


@pytest.mark.usefixtures("published")
def test_the_link_of_a_region_keeps_the_rest_of_the_filter(client: Client) -> None:
    page = client.get("/countries/?data=yes").content.decode()
    ways = re.findall(r'<a href="(\?[^"]*region=[^"]*)"', page)
    assert ways
    assert [way for way in ways if "data=yes" not in way] == []
    assert client.get(f"/countries/{unescape(ways[0]).partition('#')[0]}").status_code == 200


def code_of(register: Register, name: str, one: Any) -> str:
    """Return a code that a filter takes, one with letters where there is one; empty: there is none."""
    if (register.code, name) in SAMPLES:
        return SAMPLES[register.code, name]
    if isinstance(one, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter):
        choices = [getattr(value, "value", value) for value, _label in one.field.choices]
    elif offered := getattr(one.field.widget, "offered", None):
        choices = [value for value, _label in offered()]
    else:
        key = one.dimension.key if isinstance(one, DimensionFilter) else one.field_name
        choices = list(register.rows(AnonymousUser()).values_list(key, flat=True)[:200])
    codes = [str(value) for value in choices if value not in ("", None)]
    return next((value for value in codes if value != value.swapcase()), codes[0] if codes else "")


CODED = (CodeFilter, DimensionFilter, RegionFilter, CountryFilter)
CHOSEN = (django_filters.ChoiceFilter, django_filters.ModelChoiceFilter)


def test_every_filter_that_takes_a_code_takes_it_in_any_case(client: Client) -> None:
    walked = 0
    for code, register in public_registers().items():
        filterset = register.filterset({}, queryset=register.rows(AnonymousUser()))
        for name, one in filterset.filters.items():
            if not isinstance(one, (*CODED, *CHOSEN)) or not (sample := code_of(register, name, one)):
                continue
            found = [
                answer(client, code, **{name: written, "limit": "50"})["count"]
                for written in (sample, sample.upper(), sample.lower())
            ]
            assert len(set(found)) == 1, (code, name, sample)
            walked += sample != sample.swapcase()
    assert walked > 60


def test_every_filter_that_offers_names_takes_a_whole_name_and_many_are_typed(client: Client) -> None:
    """On page and API the name means its key, in any case; the page's address then says the key."""
    walked = many = 0
    for code, register in public_registers().items():
        filterset = register.filterset({}, queryset=register.rows(AnonymousUser()))
        page = open_page(client, register)
        shown = client.get(page).content.decode() if page else ""
        for name, one in filterset.filters.items():
            widget = one.field.widget
            if not isinstance(widget, Offered):
                continue
            offered = [(str(key), str(label)) for key, label in with_distinct_names(widget.offered())]
            assert len({plain(label) for _key, label in offered}) == len(offered), (code, name)
            names = Counter(plain(str(label)) for _key, label in widget.offered())
            twins = [(str(key), label) for key, label in widget.offered() if names[plain(str(label))] > 1]
            key, label = offered[-1]
            for key_of_one, label_of_one in [(key, label), *twins[:2]]:
                shown_as = dict(offered)[key_of_one]
                assert shown_as in {label_of_one, f"{label_of_one} ({key_of_one})"}
                asked = answer(client, code, **{name: shown_as.upper(), "limit": "50"})
                by_key = answer(client, code, **{name: key_of_one, "limit": "50"})
                assert asked["count"] == by_key["count"], (code, name)
            walked += 1
            refused = client.get(f"/api/v1/{code}/", {name: "no such name"})
            assert refused.status_code == 400, (code, name)
            assert name in refused.json()["errors"], (code, name)
            if page and name in filterset.form.fields:
                assert client.get(page, {name: "no such name"}).status_code == 400, (code, name)
                is_typed = re.search(rf'<input type="text" name="{name}"', shown) is not None
                assert is_typed is (len(offered) > FEW), (code, name)
                kept = client.get(page, {name: label})
                assert kept.status_code == (200 if label.casefold() == key.casefold() else 302), (code, name)
                many += is_typed
    assert walked > 20
    assert many > 12


def test_a_name_that_several_bear_is_offered_with_its_code_and_can_be_sent_again() -> None:
    rows = [("a-1", "Fund"), ("a-2", "Fund"), ("b", "Bank")]
    offered = with_distinct_names(rows)
    assert offered == [("a-1", "Fund (a-1)"), ("a-2", "Fund (a-2)"), ("b", "Bank")]
    assert [key_called(label, rows) for _key, label in offered] == ["a-1", "a-2", "b"]
    with pytest.raises(UnableToRead, match="can be more than one"):
        key_called("fund", rows)
    many = [*rows, *((f"c-{number}", f"Other {number}") for number in range(FEW))]
    box = Offered(lambda: many).render("partner", "a-2", {"id": "id_partner"})
    assert 'value="Fund (a-2)"' in box
    assert all(box.count(f'<option value="{label}"') == 1 for _key, label in offered)


def test_every_filter_that_takes_a_code_offers_names(client: Client) -> None:
    for code, register in all_registers().items():
        for name, one in register.filterset.base_filters.items():
            plain = type(one) is django_filters.CharFilter
            assert not plain or name == "search", f"{code}: {name} takes a text: is it a code?"
            if isinstance(one, CODED):
                offers = hasattr(one.field.widget, "offered") or bool(
                    getattr(one.field.widget, "choices", ())
                )
                assert offers is ((code, name) not in TYPED), (code, name)
        if page := open_page(client, register):
            assert client.get(page).status_code == 200
