"""What a project is tied to, as cells of a sheet say it: the same in exports and on the way back in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.results.models.results_node import ResultsNode


def budget_code(node: ResultsNode) -> str:
    """Return the code of a result of a Programme and Budget with its framework: `PB-2022-23 1.2`."""
    return f"{node.framework.code} {node.code}"


def outcome_code(one: CountryProgrammeOutcome | GlobalProduct) -> str:
    """Return the code of a country programme outcome or a global product."""
    return str(one.code)


# How a cell names what a project is tied to, by the field of `Links`; shares stand behind an equals sign.
NAMED_WITH_SHARE: dict[str, Callable[[Any], str]] = {
    "countries": lambda country: str(country.pk),
    "outcomes": outcome_code,
    "budget": budget_code,
    "sectors": str,
}
NAMED: dict[str, Callable[[Any], str]] = {
    "targets": lambda node: str(node.code),
    "markers": str,
    "initiatives": lambda one: str(one.code),
    "sstc_countries": lambda country: str(country.pk),
}
# Countries come by name, in an order of each language’s own: a cell has them by code, in all the same.
BY_CODE = {"countries", "sstc_countries"}


def share_cell(field: str, shares: tuple[tuple[Any, Decimal], ...]) -> str:
    """Return `KEN=60.00; UGA=40.00`: what has a share, the share in per cent."""
    name = NAMED_WITH_SHARE[field]
    return _joined(field, [f"{name(one)}={share:.2f}" for one, share in shares])


def list_cell(field: str, rows: tuple[Any, ...]) -> str:
    """Return `8.5; 8.8`: what is named."""
    return _joined(field, [NAMED[field](one) for one in rows])


def _joined(field: str, parts: list[str]) -> str:
    return "; ".join(sorted(parts) if field in BY_CODE else parts)


def cell_of(field: str, rows: tuple[Any, ...]) -> str:
    """Return the cell of a field of `Links`."""
    return share_cell(field, rows) if field in NAMED_WITH_SHARE else list_cell(field, rows)
