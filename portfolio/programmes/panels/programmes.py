"""The country programmes of a country, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from portfolio.programmes import policies
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.tables import status_badge

if TYPE_CHECKING:
    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer

NEVER = date(1, 1, 1)


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
    states = (
        ProgrammeState.objects.visible_to(user)
        .with_present_sight(user)
        .as_known_at(as_of)
        .filter(programme__country=country)
        .for_list()
        .as_shown_at(as_of)
    )
    latest_first = sorted(states, key=lambda one: (one.programme.starts_on or NEVER, one.pk), reverse=True)
    return ProgrammesPanel(
        lines=[ProgrammeLine(state, status_badge(state.status)) for state in latest_first],
        may_start=bool(policies.may_create_programme(user, country=country, region=None)),
    )
