"""How the API's description says what an address and a body may hold, the same in all nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# What names rows of the portal: no description can list them, so one that is not there is refused.
REFERS = {"x-refers-to-rows": True}
REFERENCE = {"type": "string", **REFERS}
# A cursor is signed: only those that were answered are read.
CURSOR = {"type": "string", **REFERS}
MOMENT = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
FLAG = {"type": "boolean"}
YEARS = {
    "type": "string",
    "pattern": r"^\d{4}\.\.\d{4}$|^\d{4}-01-01\.\.\d{4}-12-31$",
    **REFERS,  # to years that come in their order
}
DAY_PATTERN = r"^(19|2[01])\d\d-\d\d-\d\d$"
DAY_AFTER_PATTERN = rf"{DAY_PATTERN}|^2200-01-01$"
KEY = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}


def some_of(names: Iterable[str]) -> dict[str, Any]:
    """Return the shape of some of these names, separated by commas."""
    one = f"({'|'.join(sorted(names))})"
    return {"type": "string", "pattern": rf"^{one}(,{one})*$"}


def order_of(names: Iterable[str]) -> dict[str, Any]:
    """Return the shape of the name of an order, or of one that is turned round."""
    return {"type": "string", "enum": [turned + name for name in names for turned in ("", "-")]}
