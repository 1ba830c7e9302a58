"""What may be counted of milestones: how they stood, as was known at a moment and on a day."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from ilo_dc.core.days import read_year
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Unit
from portfolio.programmes.measures import programme_places as places
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.querysets.milestones import PLACE
from portfolio.programmes.vocab import NO_PROGRAMME, MilestoneStatus
from portfolio.results.measures import policy_outcome

if TYPE_CHECKING:
    from ilo_dc.core.measures.types import Scope
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.querysets.milestones import MilestoneStateQuerySet

STATUS = coded("status", gettext_lazy("Status"), key="status", choices=MilestoneStatus)
YEAR = Dimension(
    code="year",
    label=gettext_lazy("Year in which it is due"),
    key="due_on__year",
    read=partial(read_year, parameter="year"),
)
REGION = places.REGION
COUNTRY = places.country(f"{PLACE}__cpo__")
PROGRAMME = places.programme(
    f"{PLACE}__programme__slug", empty=(NO_PROGRAMME, gettext_lazy("Without a programme"))
)
POLICY_OUTCOME = policy_outcome(f"{PLACE}__budgetlink_set__")


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> MilestoneStateQuerySet:
    """Return the statuses that everyone saw at `moment`: the same whoever asks."""
    rows: MilestoneStateQuerySet = MilestoneState.objects.as_known_at(moment)
    return rows.published_at(moment).with_region()


def on_day(_user: Viewer, moment: datetime, _scope: Scope, day: date) -> MilestoneStateQuerySet:
    """Return how milestones stood on `day` by what was known at `moment`, of programmes signed that day."""
    rows: MilestoneStateQuerySet = MilestoneState.objects.on_day(day, known_at=moment)
    return rows.published_at(moment, on=day).with_region()


MILESTONE_ROWS = Rows(
    code="milestone-statuses",
    known_at=known_at,
    on_day=on_day,
    page="portfolio:milestones",
    year="due_on__year",
    source=gettext_lazy("Milestones of outcomes, as field offices rated them in the portal"),
    note=gettext_lazy(
        "As of the moment named: the rating and the due day that were recorded by then, of programmes that "
        "were signed by then, and without a programme of outcomes that their region had published by then. "
        "Ratings from before 27 November 2026 were made once from the histories of the milestones; of the "
        "time before a milestone was written, or its programme was signed, nothing is known, and nothing is "
        "counted. The policy outcomes are those that the outcome contributes to today."
    ),
    fixed={"published": "true"},
)
OUTCOME_MILESTONES = Measure(
    code="outcome_milestones",
    label=gettext_lazy("Milestones of outcomes"),
    definition=gettext_lazy(
        "Milestones of country programme outcomes by how they stand: results achieved, on track, no "
        "progress, or not yet rated. Those of programmes from signature on; without a programme those of "
        "outcomes that their region published, from publication on. Global products are not counted. A later "
        "rating never alters the figure of an earlier moment. The period asks for the year in which a "
        "milestone is due."
    ),
    formula=gettext_lazy("Number of milestones with a status that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=MILESTONE_ROWS,
    dimensions=(STATUS, YEAR, REGION, COUNTRY, PROGRAMME, POLICY_OUTCOME),
)

MEASURES = (OUTCOME_MILESTONES,)
