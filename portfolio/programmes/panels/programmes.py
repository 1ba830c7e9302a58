"""The country programmes of a country, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portfolio.programmes import policies
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.tables import status_badge

if TYPE_CHECKING:
    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme with its status as known at the page's moment."""

    state: ProgrammeState
    badge: str


@dataclass(frozen=True)
class ProgrammesPanel:
    """The programmes of one country that somebody sees, the latest first."""

    lines: list[ProgrammeLine]
    may_start: bool
    template: str = "portfolio/programmes/panels/programmes.html"


def programmes_of(user: Viewer, country: Country, *, as_of: datetime) -> ProgrammesPanel:
    """Return the country programmes of `country` as known at `as_of`."""
    statuses = (
        ProgrammeState.objects.visible_to(user)
        .as_known_at(as_of)
        .filter(programme__country=country)
        .for_list()
        .order_by("-programme__starts_on", "-pk")
    )
    return ProgrammesPanel(
        lines=[ProgrammeLine(state, status_badge(state.status)) for state in statuses],
        may_start=bool(policies.may_create_programme(user, country=country, region=None)),
    )
