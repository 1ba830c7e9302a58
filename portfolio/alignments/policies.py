"""Who may say how a country programme is aligned with a UN framework (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.models import Country
from portfolio.outcomes.policies import may_write_in
from portfolio.programmes import policies as programmes

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from portfolio.alignments.querysets import Subject


def may_set_alignment(user: Viewer, programme: Subject) -> Verdict:
    """Field officers of the country and regional officers of the region, as for the programme itself.

    So they do in a country without a programme: then the country stands for the programme.
    """
    if isinstance(programme, Country):
        return may_write_in(user, country=programme, region=None)
    return programmes.may_edit_programme(user, programme)
