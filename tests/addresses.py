"""Every address of the portal, with something real behind it where the world has something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver, reverse

from tests.portfolio.knocks import api_knocks, page_knocks
from tests.recipes.worlds import World

MADE_UP = {"slug": "x", "str": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def _values(route: Any, number: int) -> dict[str, Any]:
    """Return something for each part of an address that varies; `number` where a number is meant."""
    if hasattr(route, "converters") and route.converters:
        kinds = {
            key: type(one).__name__.removesuffix("Converter").lower() for key, one in route.converters.items()
        }
        return {key: MADE_UP.get(kind, number) for key, kind in kinds.items()}
    return dict.fromkeys(route.regex.groupindex, "x")


def made_up_addresses(
    number: int, found: Any = None, space: str = "", before: dict[str, Any] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield each name of an address with an address, which need not lead to anything."""
    for one in get_resolver().url_patterns if found is None else found:
        values = (before or {}) | _values(one.pattern, number)
        if hasattr(one, "url_patterns"):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from made_up_addresses(number, one.url_patterns, inner, values)
        elif one.name:
            yield f"{space}{one.name}", reverse(f"{space}{one.name}", kwargs=values)


def every_address(world: World, number: int) -> dict[str, str]:
    """Return an address for every name; where the world has nothing, `number` stands for what it is about."""
    found = dict(made_up_addresses(number))
    found |= {name.split(" ")[0]: knock.address(name) for name, knock in page_knocks(world).items()}
    for (name, method), knock in api_knocks(world).items():
        if method == "GET":
            found[f"api:{name.split(' ')[0]}"] = knock.address(f"api:{name}")
    return found
