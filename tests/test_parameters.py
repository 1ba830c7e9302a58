"""Every page answers alike to an address with what it does not know: 400, as lists and the API do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import get_resolver

from ilo_dc.core.parameters import OURS
from ilo_dc.core.registers.filtersets import PRESENTATION
from reporting.catalogue.catalogue import MEASURES
from tests.people import play, signed_in
from tests.portfolio import permissions as table
from tests.registers import all_registers, page_of, public_registers

INVALID = ("as_of=9999", "as_of=2026-13-01", "as_of=2026-01-01T00:00:00")


def pages(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the routes of the portal's own pages with their views."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from pages(pattern.url_patterns, route)
        elif not route.startswith(("api/", "account/", "health/", "i18n/")):
            yield route, pattern.callback


def with_world(route: str, world: Any) -> str:
    """Return the address of a route with the objects of the world in it; empty: it is of another object."""
    words = {
        "dwcps/<slug:slug>": f"dwcps/{world.programme.slug}",
        "frameworks/<slug:slug>": f"frameworks/{world.framework.slug}",
        "dwcps/outcomes/<int:pk>": f"dwcps/outcomes/{world.outcome.pk}",
        "dwcps/priorities/<int:pk>": f"dwcps/priorities/{world.priority.pk}",
        "countries/<slug:iso3>": "countries/KHM",
        "data/measures/<slug:code>": "data/measures/framework_gap",
        "reports/<slug:kind>": "reports/review",
        "move/<slug:status>": "move/signed",
    }
    for pattern, address in words.items():
        route = route.replace(pattern, address)
    return "" if "<" in route else f"/{route}"


def test_every_page_refuses_a_parameter_that_it_does_not_know(world, everybody):
    clients = [signed_in(everybody[who]) for who in (table.ADMIN, table.FIELD)]
    clients.append(Client())
    wrong, walked = [], set()
    for route, view in pages(get_resolver().url_patterns):
        address = with_world(route, world)
        if not address or view.__module__.partition(".")[0] not in OURS:
            continue
        for client in clients:
            if client.get(address).status_code == 200:
                walked.add(route)
                answer = client.get(address, {"nonsense": "1"})
                if answer.status_code != 400 and "styleguide" not in route:
                    wrong.append((address, answer.status_code))
                names = getattr(getattr(view, "view_class", view), "parameters", ()) or ()
                twice = {name: client.get(address, {name: ["1", "2"]}).status_code for name in names}
                wrong += [(address, name) for name, status in twice.items() if status != 400]
                break
    assert wrong == []
    assert len(walked) > 55


def test_every_public_page_refuses_a_moment_that_cannot_be_read(world, client):
    """A page that knows no moment refuses every one; the others those that are none."""
    addresses = ["/", "/data/", "/search/", "/gaps/", "/countries/", "/countries/KHM/", "/partners/"]
    addresses += ["/data/measures/framework_gap/"]
    addresses += [page for one in public_registers().values() if (page := page_of(one))]
    for address in addresses:
        assert client.get(address).status_code == 200, address
        for query in INVALID:
            assert client.get(f"{address}?{query}").status_code == 400, (address, query)


def test_a_page_refuses_what_it_cannot_be_narrowed_by_and_says_what_it_takes(client, world):
    for address, said in {
        "/?as_of=2026-01-01": "Unknown parameters: as_of.",
        "/?utm_source=x": "Unknown parameters: utm_source.",
        "/partners/?country=KHM": "cannot be split or filtered by “country”.",
        "/countries/?country=KHM": "This page cannot be narrowed by “country”.",
        "/countries/?data=no": "is not in the list",
        "/countries/KHM/?format=csv": "format",
    }.items():
        answer = client.get(address)
        assert answer.status_code == 400, address
        assert said in answer.content.decode(), address


def test_a_page_keeps_its_form_where_its_address_cannot_be_read_and_a_file_is_refused(client, world):
    for address, said in {
        "/partners/?year=abc": "is not a year",
        "/countries/?region=nowhere": "is not a region",
        "/gaps/?order=beauty": "cannot be ordered",
    }.items():
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 400, address
        assert said in page[page.index("error-summary") : page.index("<h1")], address
        assert 'class="filter"' in page or "By size of the gap" in page, address
        assert "This cannot be done" not in page
    assert "This cannot be done" in client.get("/partners/?year=abc&format=csv").content.decode()


def same_rows(answer: Any) -> Any:
    """Return what an answer holds, without the addresses that repeat what was asked."""
    body = answer.json()
    return answer.status_code, body.get("results"), body.get("rows"), body.get("total"), body.get("errors")


def test_a_filter_given_twice_takes_both_values_or_is_refused_on_every_list(published, client):
    signed_in(play("auditor"), client)  # strangers are slowed down
    walked = {True: 0, False: 0}
    for code, register in public_registers().items():
        doors = [f"/api/v1/{code}/", *([page] if (page := page_of(register)) else [])]
        filters = register.filterset({}, queryset=register.rows(AnonymousUser())).filters
        for name in (*filters, *PRESENTATION):
            several = getattr(filters.get(name), "takes_several", False)
            if several:
                offered = getattr(filters[name].field.widget, "offered", None)
                values = [key for key, _label in offered()][-2:] if offered else []
                for door in doors if len(values) == 2 else ():
                    both = client.get(door, {name: values})
                    one = client.get(door, {name: ",".join(values)})
                    assert both.status_code == one.status_code, (door, name)
                    if door == doors[0]:
                        assert same_rows(both) == same_rows(one), (door, name)
                    walked[True] += 1
            elif name != "fields":
                for door in doors:
                    answer = client.get(door, {name: ["1", "2"]})
                    assert answer.status_code == 400, (door, name)
                    assert "Given twice" in answer.content.decode(), (door, name)
                    walked[False] += 1
    assert walked[True] > 30
    assert walked[False] > 300


def test_a_dimension_given_twice_takes_both_values_or_is_refused_by_every_figure(published, client):
    walked = 0
    for code, measure in MEASURES.items():
        for dimension in measure.dimensions:
            values = [key for key, _label in dimension.offered()][-2:] if dimension.offered else []
            if len(values) == 2:
                for door in ("/api/v1/figures/", f"/data/measures/{code}/"):
                    asked = {"measure": code} if door.startswith("/api") else {}
                    both = client.get(door, {**asked, dimension.code: values})
                    one = client.get(door, {**asked, dimension.code: ",".join(values)})
                    assert both.status_code == one.status_code, (code, dimension.code)
                    if asked:
                        assert same_rows(both)[1:] == same_rows(one)[1:], (code, dimension.code)
                    walked += 1
        for name in ("measure", "period", "biennium", "as_of", "scope", "demonstration", "format"):
            answer = client.get("/api/v1/figures/", {"measure": code} | {name: [code, "2"]})
            assert answer.status_code == 400, (code, name)
    assert walked > 20


def test_the_gaps_of_two_countries_are_those_of_both_however_they_are_written(published, client):
    for door in ("/gaps/", "/api/v1/resource-gaps/?by=country"):
        joint = "&" if "?" in door else "?"
        for query in ("country=KEN&country=CIV", "country=KEN,CIV", "country=Kenya&country=CIV"):
            shown = client.get(f"{door}{joint}{query}").content.decode()
            assert "Kenya" in shown, (door, query)
            assert "Ivoire" in shown, (door, query)
        assert client.get(f"{door}{joint}level=framework&level=country").status_code == 400


def test_every_list_and_figure_refuses_an_unknown_format_and_names_those_it_has(published, client):
    doors = [f"/api/v1/{code}/" for code in all_registers()]
    doors += [f"/api/v1/figures/?measure={code}" for code in MEASURES]
    doors += ["/api/v1/measures/", "/api/v1/resource-gaps/?by=country", "/api/v1/resource-gaps/"]
    for door in doors:
        answer = client.get(f"{door}{'&' if '?' in door else '?'}format=pdf")
        assert answer.status_code == 400, door
        assert answer["Content-Type"] == "application/problem+json", door
        assert answer.json()["errors"] == {"format": ["Formats: json, csv, xlsx."]}, door


def test_every_list_and_figure_refuses_an_authorization_that_it_does_not_know(published):
    doors = [f"/api/v1/{code}/" for code in all_registers()]
    doors += [f"/api/v1/figures/?measure={code}" for code in MEASURES]
    doors += ["/api/v1/measures/", "/api/v1/resource-gaps/", "/api/v1/changes/", "/api/v1/schema/"]
    for written, said in {
        "Token ilo_x": "“Token”",
        "Basic eDp5": "“Basic”",
        "ilo_x": "Bearer KEY",
        "Bearer": "Bearer KEY",
    }.items():
        for door in doors:
            answer = Client(headers={"Authorization": written}).get(door)
            assert answer.status_code == 401, (door, written)
            assert said in answer.json()["detail"], (door, written)
            assert "ilo_x" not in answer.content.decode(), door
            assert answer["WWW-Authenticate"].startswith("Bearer"), door
