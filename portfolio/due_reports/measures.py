"""What may be counted of what fell due: how much of it was handed in, and in time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.days import read_year
from ilo_dc.core.errors import Refused
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Term, Unit
from ilo_dc.core.people.grants import grants_of
from portfolio.due_reports.models import DueReport
from portfolio.due_reports.vocab import DueKind, DueState

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.due_reports.querysets import DueReportQuerySet

NO_COUNTRY = "none"
KIND = coded("kind", gettext_lazy("Kind"), key="kind", choices=DueKind)
STATE = coded("state", gettext_lazy("What became of it"), key="state", choices=DueState)
YEAR = Dimension(
    code="year",
    label=gettext_lazy("Year in which it was due"),
    key="due_on__year",
    read=partial(read_year, parameter="year"),
)
REGION = dimensions.region(key="region")
COUNTRY = dimensions.country(key="country", empty=(NO_COUNTRY, gettext_lazy("Of no single country")))


def known_at(user: Viewer, moment: datetime, _scope: Scope) -> DueReportQuerySet:
    """Return what had fallen due at `moment`, as was known then.

    Raises:
        Refused: `user` is not of the staff, which alone sees what is missing.
    """
    if not grants_of(user).is_staff:
        raise Refused(_("Only staff of the Office count what fell due."))
    rows: DueReportQuerySet = DueReport.objects.as_known_at(moment)
    return rows.counted()


DUE = Rows(
    code="due-reports",
    known_at=known_at,
    page="portfolio:due-reports",
    year="due_on__year",
    source=gettext_lazy("The schedule of outcome updates and progress reports, as reminders go by"),
    note=gettext_lazy(
        "As of the moment named. Each is recorded in the night after its due day, and again in the night "
        "after that changes; where it belongs is kept as it was. What had fallen due before the first of "
        "these nights was made then from the recorded statuses of programmes and projects and from the "
        "updates and reports themselves, and says so; of the time before a programme, a project or an "
        "outcome was recorded here, and before the first period that anybody reported on, nothing is "
        "known. What was skipped with a reason is not counted."
    ),
    fixed={"counted": "true"},
)
DIMENSIONS = (KIND, YEAR, REGION, COUNTRY)
REPORTS_DUE = Measure(
    code="reports_due",
    label=gettext_lazy("Reports that fell due"),
    definition=gettext_lazy(
        "Outcome updates of programmes that ran, and progress reports of projects at work, whose due day by "
        "their schedule was over at the moment, and that could be handed in by then. The period asks for the "
        "year of the due day."
    ),
    formula=gettext_lazy("Number of updates and reports whose due day was over."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=DUE,
    dimensions=(*DIMENSIONS, STATE),
    scopes=(Scope.INTERNAL,),
)


REPORTING_RATE = Measure(
    code="reporting_rate",
    label=gettext_lazy("Reports handed in in time, of those due"),
    definition=gettext_lazy(
        "The part of the outcome updates and progress reports that fell due whose last submission came by "
        "the due day. What was returned counts again once it is handed in anew."
    ),
    formula=gettext_lazy("Reports handed in by their due day ÷ all reports that fell due."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=DUE,
    dimensions=DIMENSIONS,
    scopes=REPORTS_DUE.scopes,
    terms=(Term(REPORTS_DUE, {STATE.code: (DueState.IN_TIME.value,)}), Term(REPORTS_DUE)),
)
SUBMISSION_RATE = Measure(
    code="submission_rate",
    label=gettext_lazy("Reports handed in, of those due"),
    definition=gettext_lazy(
        "The part of the outcome updates and progress reports that fell due that was handed in by the "
        "moment, in time or late."
    ),
    formula=gettext_lazy("Reports handed in ÷ all reports that fell due."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=DUE,
    dimensions=DIMENSIONS,
    scopes=REPORTS_DUE.scopes,
    terms=(
        Term(REPORTS_DUE, {STATE.code: (DueState.IN_TIME.value, DueState.LATE.value)}),
        Term(REPORTS_DUE),
    ),
)
OF_STAFF = (REPORTS_DUE, REPORTING_RATE, SUBMISSION_RATE)
