"""What may be counted of country programmes: their statuses, as they were known at a moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from portfolio.programmes.measures import programme_places as places
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.querysets.programmes import ProgrammeStateQuerySet


STATUS = coded("status", gettext_lazy("Status"), key="status", choices=ProgrammeStatus)
REGION = places.REGION
COUNTRY = places.country("programme__")


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> ProgrammeStateQuerySet:
    """Return the published statuses that were current at `moment`: the same for everyone who asks."""
    return ProgrammeState.objects.published().as_known_at(moment).with_region()


def on_day(_user: Viewer, moment: datetime, _scope: Scope, day: date) -> ProgrammeStateQuerySet:
    """Return the published statuses of programmes on `day`, by what was known at `moment`."""
    return ProgrammeState.objects.published().on_day(day, known_at=moment).with_region()


PROGRAMMES = Rows(
    code="country-programmes",
    known_at=known_at,
    on_day=on_day,
    page="portfolio:programmes",
    source=gettext_lazy("Country programmes as recorded in the portal by field and regional offices"),
    note=gettext_lazy(
        "As of the moment named: what was recorded by then, not what took effect by then. Which programmes "
        "were in force on a day, by what is known today, is the register’s filter “In force on”. Country and "
        "region of a programme never change; titles, periods and offices are shown as they were."
    ),
    fixed={"published": "true"},
)
COUNTRY_PROGRAMMES = Measure(
    code="country_programmes",
    label=gettext_lazy("Country programmes"),
    definition=gettext_lazy(
        "Decent Work Country Programmes by their status as of the moment named: signed, "
        "running, extended, closed or evaluated. Drafts and programmes in consultation are not counted. A "
        "sub-regional programme counts once, for its region. Each status has two dates: when it was "
        "recorded, which decides what a figure “as of” a moment counts, and from when it has effect. "
        "A later change never alters the figure of an earlier moment. Only demonstration rows carry a "
        "recording date of the past, and say so."
    ),
    formula=gettext_lazy("Number of programmes with a published status that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=PROGRAMMES,
    dimensions=(STATUS, REGION, COUNTRY),
)

MEASURES = (COUNTRY_PROGRAMMES,)
