"""Who may say how a country programme is aligned with a UN framework (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.programmes import policies as programmes

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.country_programme import CountryProgramme


def may_set_alignment(user: Viewer, programme: CountryProgramme) -> Verdict:
    """Field officers of the country and regional officers of the region, as for the programme itself."""
    return programmes.may_edit_programme(user, programme)
