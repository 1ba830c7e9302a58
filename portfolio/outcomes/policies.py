"""Who may write country programme outcomes and global products (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Region
    from ilo_dc.core.people.grants import Viewer

WRITERS = (Role.FIELD, Role.REGIONAL)
SUB_REGIONAL_WRITERS = (Role.REGIONAL,)


def writes(user: Viewer, country: Country | None, region: Region | None) -> bool:
    """Return whether `user` writes what belongs to a country, or to a sub-region: then `country` is None."""
    roles = WRITERS if country else SUB_REGIONAL_WRITERS
    return grants_of(user).places(*roles).cover(*place_codes(country, region))


def place_codes(country: Country | None, region: Region | None) -> tuple[str | None, str | None]:
    """Return the codes of a country and its region, or of a sub-region alone."""
    return (country.pk, country.region_id) if country else (None, region.pk if region else None)
