"""What may be counted of outcome updates: those that were accepted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Term, Unit
from ilo_dc.core.people.grants import grants_of
from ilo_dc.formats.text import half_year
from portfolio.programmes.measures import programme_places as places
from portfolio.programmes.vocab import NO_PROGRAMME, Progress
from portfolio.updates.models import OutcomeUpdate, UpdateStep
from portfolio.updates.rules import Period, period_of
from portfolio.updates.vocab import Timeliness, UpdateState

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.updates.querysets import OutcomeUpdateQuerySet, UpdateStepQuerySet


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
    names=lambda keys: {key: half_year(key) for key in keys},
    read=lambda text: read_period(text).code,
)
IN_TIME = coded("in_time", gettext_lazy("Handed in by its due day"), key="in_time", choices=Timeliness)
PROGRESS = coded("progress", gettext_lazy("Progress"), key="progress", choices=Progress)
COUNTRY = places.country("outcome__cpo__")
WITHOUT_PROGRAMME = gettext_lazy("Without a programme")
REGION = places.REGION
PROGRAMME = places.programme("outcome__programme__slug", empty=(NO_PROGRAMME, WITHOUT_PROGRAMME))


def known_at(user: Viewer, moment: datetime, scope: Scope) -> OutcomeUpdateQuerySet:
    """Return the updates that were accepted at `moment`: those that everyone saw, the same whoever asks.

    Of the scope `internal` all of them, of `own` those of the country that the question names; of global
    products none.

    Raises:
        Refused: `internal`, to somebody who is not of the staff.
    """
    if scope is Scope.INTERNAL and not grants_of(user).is_staff:
        raise Refused(_("Only staff of the Office count what is not published."))
    rows = OutcomeUpdate.objects.of_countries()
    counted = rows.published_at(moment) if scope is Scope.PUBLISHED else rows.accepted_by(moment)
    return counted.with_region().with_period().with_timeliness()


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
    beyond={"state": "accepted", "counted": "true"},
)
OUTCOME_UPDATES = Measure(
    code="outcome_updates",
    label=gettext_lazy("Accepted outcome updates"),
    definition=gettext_lazy(
        "What field offices reported on country programme outcomes for a reporting period and regional "
        "offices accepted. It counts at the moment of its acceptance, which is final: text, rating and "
        "values do not change afterwards. Submissions and returns are steps on the way, which the staff of "
        "the Office counts (`update_submissions`); drafts are counted for nobody. The rating is the one of "
        "the period, not the outcome’s present one. Demonstration rows carry an invented moment of "
        "acceptance, and say so."
    ),
    formula=gettext_lazy("Number of updates accepted by the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=UPDATES,
    dimensions=(REPORTING_PERIOD, PROGRESS, REGION, COUNTRY, PROGRAMME, IN_TIME),
    scopes=(Scope.PUBLISHED, Scope.INTERNAL, Scope.OWN),
)


UPDATES_IN_TIME = Measure(
    code="updates_in_time",
    label=gettext_lazy("Updates handed in by their due day"),
    definition=gettext_lazy(
        "The part of the accepted outcome updates that were handed in by their due day, a month after the "
        "period. Of an update that was returned and corrected the last submission counts. Updates that "
        "nobody handed in are in neither term."
    ),
    formula=gettext_lazy("Accepted updates handed in by their due day ÷ all accepted updates."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=UPDATES,
    dimensions=(REPORTING_PERIOD, PROGRESS, REGION, COUNTRY, PROGRAMME),
    scopes=OUTCOME_UPDATES.scopes,
    terms=(Term(OUTCOME_UPDATES, {IN_TIME.code: (Timeliness.IN_TIME.value,)}), Term(OUTCOME_UPDATES)),
)


def steps_known_at(user: Viewer, moment: datetime, _scope: Scope) -> UpdateStepQuerySet:
    """Return the steps that say which updates were handed in at `moment`.

    Raises:
        Refused: `user` is not of the staff, which alone sees what is not accepted.
    """
    if not grants_of(user).is_staff:
        raise Refused(_("Only staff of the Office count what was handed in."))
    steps: UpdateStepQuerySet = UpdateStep.objects.as_known_at(moment)
    return steps.handed_in().of_countries().with_keys()


STATE = coded("state", gettext_lazy("State"), key="state", choices=UpdateState)
STEPS = Rows(
    code="outcome-update-steps",
    known_at=steps_known_at,
    page="portfolio:update-steps",
    source=gettext_lazy("Steps of outcome updates, as recorded when they were taken"),
    note=gettext_lazy(
        "As of the moment named: what was handed in by then and neither returned nor taken back by then. A "
        "later return changes no figure of an earlier moment. Steps before 27 November 2026 were made from "
        "the histories of the updates."
    ),
    fixed={"counted": "true"},
)
UPDATE_SUBMISSIONS = Measure(
    code="update_submissions",
    label=gettext_lazy("Outcome updates that are handed in"),
    definition=gettext_lazy(
        "Outcome updates that field offices had handed in at the moment: those that await a decision and "
        "those that are accepted, of programmes published or not. What was returned or taken back counts "
        "again once it is handed in anew."
    ),
    formula=gettext_lazy("Number of updates whose last step by the moment hands them in or accepts them."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=STEPS,
    dimensions=(
        REPORTING_PERIOD,
        STATE,
        REGION,
        places.country("update__outcome__cpo__"),
        places.programme("update__outcome__programme__slug", empty=(NO_PROGRAMME, WITHOUT_PROGRAMME)),
        IN_TIME,
    ),
    scopes=(Scope.INTERNAL,),
)
SUBMISSIONS_IN_TIME = Measure(
    code="submissions_in_time",
    label=gettext_lazy("Updates handed in that came by their due day"),
    definition=gettext_lazy(
        "The part of the outcome updates that are handed in whose last submission by the moment came by the "
        "due day, a month after the period. What nobody handed in is in neither term."
    ),
    formula=gettext_lazy("Updates handed in by their due day ÷ all updates handed in."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=STEPS,
    dimensions=tuple(one for one in UPDATE_SUBMISSIONS.dimensions if one is not IN_TIME),
    scopes=(Scope.INTERNAL,),
    terms=(
        Term(UPDATE_SUBMISSIONS, {IN_TIME.code: (Timeliness.IN_TIME.value,)}),
        Term(UPDATE_SUBMISSIONS),
    ),
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
OF_STAFF = (UPDATE_SUBMISSIONS, SUBMISSIONS_IN_TIME)
