"""What may be counted of clearances: decisions, and the days of their steps.

Only who sees clearances counts them: how many there are is as confidential as whom they are of.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.clearances.models.step import ClearanceStep
from funding.clearances.querysets import sees_clearances
from funding.clearances.vocab import Decision, Step
from ilo_dc.core.days import read_year
from ilo_dc.core.errors import Refused
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Unit

if TYPE_CHECKING:
    from funding.clearances.querysets import ClearanceStepQuerySet
    from ilo_dc.core.people.grants import Viewer

YEAR = Dimension(
    code="year",
    label=gettext_lazy("Year"),
    key="ended_on__year",
    read=partial(read_year, parameter="year"),
)
STEP = coded("step", gettext_lazy("Step"), key="step", choices=Step)
DECISION = coded("decision", gettext_lazy("Decision"), key="result", choices=Decision)


def steps_known_at(user: Viewer, moment: datetime, _scope: Scope) -> ClearanceStepQuerySet:
    """Return the steps that had ended as known at `moment`.

    Raises:
        Refused: `user` does not see clearances.
    """
    if not sees_clearances(user):
        raise Refused(_("Clearances of partnerships are confidential."))
    return ClearanceStep.objects.counted(moment)


def decisions_known_at(user: Viewer, moment: datetime, scope: Scope) -> ClearanceStepQuerySet:
    """Return the decisions as known at `moment`; refused as above."""
    return steps_known_at(user, moment, scope).decisions()


SOURCE = gettext_lazy("Steps of clearances that ended, as recorded in the portal")
NOTE = gettext_lazy(
    "Of the steps that had ended, as of the moment named, by the year of their last day. A request that "
    "reuses an earlier clearance has no steps; what was done before one was withdrawn counts."
)
DECISIONS = Rows(
    code="clearance-steps",
    known_at=decisions_known_at,
    page="funding:clearance-steps",
    source=SOURCE,
    note=NOTE,
    year="ended_on__year",
    fixed={"step": str(Step.DECISION)},
)
STEPS = Rows(
    code="clearance-steps",
    known_at=steps_known_at,
    page="funding:clearance-steps",
    source=SOURCE,
    note=NOTE,
    year="ended_on__year",
)
CLEARANCES = Measure(
    code="clearances",
    label=gettext_lazy("Decisions on clearances"),
    definition=gettext_lazy(
        "Decisions on partnerships outside governments: cleared, cleared with conditions or refused, in the "
        "year in which each was taken. A request that reuses an earlier clearance is none."
    ),
    formula=gettext_lazy("Number of decisions."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=DECISIONS,
    dimensions=(YEAR, DECISION),
    scopes=(Scope.INTERNAL,),
)
CLEARANCE_DAYS = Measure(
    code="clearance_days",
    label=gettext_lazy("Days of a step of a clearance"),
    definition=gettext_lazy(
        "Calendar days from the day on which a step of a clearance began to wait to the day on which it "
        "ended, on average of the steps that ended in a year."
    ),
    formula=gettext_lazy("Days of all steps / number of steps."),
    unit=Unit.DAYS,
    kind=EvidenceKind.RATIO,
    rows=STEPS,
    dimensions=(YEAR, STEP),
    numerator="days",
    denominator="steps",
    units=(Unit.DAYS, Unit.COUNT),
    scopes=(Scope.INTERNAL,),
)

MEASURES = (CLEARANCES, CLEARANCE_DAYS)
