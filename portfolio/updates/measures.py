"""What may be counted of outcome updates: those that were accepted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Term, Unit
from portfolio.programmes.measures import programme_places as places
from portfolio.programmes.vocab import NO_PROGRAMME, Progress
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.rules import Period, period_of
from portfolio.updates.vocab import Timeliness

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.updates.querysets import OutcomeUpdateQuerySet


def read_period(text: str) -> Period:
    """Return the reporting period that a code names.

    Raises:
        UnableToRead: it names none.
    """
    period = period_of(text.upper())
    if period is None:
        raise UnableToRead(
            _("“%(text)s” is not a reporting period: write 2026-H1 or 2026.") % {"text": text[:40]},
            {"reporting_period": [_("Write 2026-H1 or 2026.")]},
        )
    return period


# A period of its own name: `period` asks for calendar years in every figure.
REPORTING_PERIOD = Dimension(
    code="reporting_period",
    label=gettext_lazy("Reporting period"),
    key="period_key",
    read=lambda text: read_period(text).code,
)
IN_TIME = coded("in_time", gettext_lazy("Handed in by its due day"), key="in_time", choices=Timeliness)
PROGRESS = coded("progress", gettext_lazy("Progress"), key="progress", choices=Progress)
COUNTRY = places.country("outcome__cpo__")
REGION = places.REGION
PROGRAMME = places.programme(
    "outcome__programme__slug", empty=(NO_PROGRAMME, gettext_lazy("Without a programme"))
)


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> OutcomeUpdateQuerySet:
    """Return the updates that everyone saw at `moment`: the same for everyone who asks."""
    return OutcomeUpdate.objects.published_at(moment).with_region().with_period().with_timeliness()


UPDATES = Rows(
    code="outcome-updates",
    known_at=known_at,
    page="portfolio:updates",
    source=gettext_lazy("Outcome updates of field offices, as accepted by the regional offices"),
    note=gettext_lazy(
        "As of the moment named: accepted by then, of programmes that were signed by then, and without a "
        "programme of outcomes that their region had published by then. What is "
        "still a draft, submitted or returned is not counted."
    ),
    fixed={"published": "true"},
)
OUTCOME_UPDATES = Measure(
    code="outcome_updates",
    label=gettext_lazy("Accepted outcome updates"),
    definition=gettext_lazy(
        "What field offices reported on country programme outcomes for a reporting period and regional "
        "offices accepted. It counts at the moment of its acceptance, which is final: text, rating and "
        "values do not change afterwards. Drafts, submissions and returns are steps on the way without a "
        "dated fact of their own; they are counted for nobody. The rating is the one of the period, not the "
        "outcome’s present one. Demonstration rows carry an invented moment of acceptance, and say so."
    ),
    formula=gettext_lazy("Number of updates accepted by the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=UPDATES,
    dimensions=(REPORTING_PERIOD, PROGRESS, REGION, COUNTRY, PROGRAMME, IN_TIME),
)


UPDATES_IN_TIME = Measure(
    code="updates_in_time",
    label=gettext_lazy("Updates handed in by their due day"),
    definition=gettext_lazy(
        "The part of the accepted outcome updates that were handed in by their due day, a month after the "
        "period. Of an update that was returned and mended the last submission counts. Updates that nobody "
        "handed in are in neither term."
    ),
    formula=gettext_lazy("Accepted updates handed in by their due day ÷ all accepted updates."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=UPDATES,
    dimensions=(REPORTING_PERIOD, PROGRESS, REGION, COUNTRY, PROGRAMME),
    terms=(Term(OUTCOME_UPDATES, {IN_TIME.code: (Timeliness.IN_TIME.value,)}), Term(OUTCOME_UPDATES)),
)


def of_programme(programme: str, period: Period | None) -> dict[str, tuple[str, ...]]:
    """Return what narrows a question to a programme (its address) and to all updates within a period."""
    where: dict[str, tuple[str, ...]] = {"programme": (programme,)}
    if period is not None:
        where["reporting_period"] = period.within
    return where


BY_PERIOD_AND_RATING = ("reporting_period", "progress")
MEASURES = (OUTCOME_UPDATES,)
RATIOS = (UPDATES_IN_TIME,)
