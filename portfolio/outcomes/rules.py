"""Pure rules of country programme outcomes."""

from __future__ import annotations


def code_fits(code: str, iso3: str | None) -> bool:
    """Return whether an outcome's code begins with its country; a sub-region's takes any letters."""
    return iso3 is None or code[:3] == iso3
