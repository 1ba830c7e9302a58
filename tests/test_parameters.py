"""Every page answers alike to an address with what it does not know: 400, as lists and the API do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import get_resolver

from ilo_dc.core.parameters import OURS
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.registers import page_of, public_registers

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
