"""Country programme outcomes: what a place in a programme needs of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.versions.actions import save_valid
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Region


def outcome_with_code(
    *,
    country: Country | None,
    region: Region | None,
    code: str,
    title: str,
    language: str,
    demonstration: bool,
) -> CountryProgrammeOutcome:
    """Return the outcome of a country or sub-region with a code; added with its title if there is none.

    Part of an action: the caller has asked the policy, and says in the history why.

    Raises:
        UnableToAct: a field is wrong.
    """
    known = CountryProgrammeOutcome.objects.filter(country=country, region=region, code=code)
    if (found := known.first()) is not None:
        return found
    new = CountryProgrammeOutcome(
        country=country,
        region=region,
        code=code,
        title=title,
        language=language,
        demonstration=demonstration,
    )
    return save_valid(new)
