"""Pure rules of partnerships: how a cell names who takes part, and which year a day belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

BETWEEN, OF = ";", ":"
Members = tuple[tuple[str, str], ...]


def read_members(text: str, *, usual: str) -> Members:
    """Return (address, role) of each organisation that a cell names: `undp:partner; ilo:co_lead`.

    One without a role has the `usual` one. Case and blanks around make no difference.
    """
    found = []
    for part in filter(None, (one.strip() for one in text.split(BETWEEN))):
        slug, _colon, role = part.partition(OF)
        found.append((slug.strip().casefold(), role.strip().casefold() or usual))
    return tuple(found)


def written_members(members: Iterable[tuple[str, str]]) -> str:
    """Return what `read_members` reads."""
    return f"{BETWEEN} ".join(f"{slug}{OF}{role}" for slug, role in members)


def year_of(year: int | None, agreed_on: date | None) -> int | None:
    """Return the year in which it was agreed: that of the day, where the source gives one."""
    return agreed_on.year if agreed_on is not None else year
