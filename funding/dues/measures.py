"""What may be counted of what fell due by agreements: instalments of partners, and reports to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, TextChoices, Value
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractQuarter, ExtractYear, LPad
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from funding.agreements.vocab import ReportKind
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.dues.rules import read_month, read_quarter
from funding.dues.vocab import InstalmentStatus, ReportStatus
from ilo_dc.core.days import read_year
from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.measures.dimensions import Addresses, addressed, biennium_of, coded
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Unit
from ilo_dc.core.models import Organisation
from ilo_dc.core.people.grants import grants_of
from portfolio.projects.querysets.projects import organisations_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.expressions import Combinable

    from funding.dues.querysets import DueQuerySet
    from ilo_dc.core.people.grants import Viewer


# --- Dimensions -------------------------------------------------------------------------------------------


def _names(keys: list[str]) -> dict[str, str]:
    """Return the names of organisations by address, in the reader's language, in one query."""
    return {row.slug: row.name for row in Organisation.objects.filter(slug__in=keys)}


def _partners() -> list[tuple[str, str]]:
    """Return the addresses and names of the partners of the table, whom everybody knows."""
    rows = Organisation.objects.filter(funding_profile__isnull=False)
    return [(row.slug, row.name) for row in rows]


def _part_of_year(part: type[Any], form: tuple[str, int]) -> Combinable:
    """Return the expression of a year with a part of it, written as `2026-03` or `2026-Q1`."""
    before, digits = form
    number = LPad(Cast(part("due_on"), CharField()), digits, Value("0"))
    year = Cast(ExtractYear("due_on"), CharField())
    return Concat(year, Value(before), number, output_field=CharField())


def _readable(text: str, code: str, read: Callable[[str], str | None], example: str) -> str:
    found = read(text)
    if found is None:
        message = _("“%(text)s” cannot be read here.") % {"text": text[:40]}
        raise UnableToRead(message, {code: [_("Write it as %(example)s.") % {"example": example}]})
    return found


PARTNER = addressed(
    "partner",
    gettext_lazy("Funding partner"),
    key="partner__slug",
    rows=Addresses(
        names=_names,
        named=_names,
        offered=_partners,
        unknown=gettext_lazy("There is no partner “%(text)s”."),
        advice=gettext_lazy("Write a partner's address, such as norway."),
    ),
)
YEAR = Dimension(
    code="year",
    label=gettext_lazy("Year in which it was due"),
    key="due_on__year",
    read=partial(read_year, parameter="year"),
)
BIENNIUM = biennium_of("due_on__year")
QUARTER = Dimension(
    code="quarter",
    label=gettext_lazy("Quarter in which it was due"),
    key="quarter",
    expression=partial(_part_of_year, ExtractQuarter, ("-Q", 1)),
    read=partial(_readable, code="quarter", read=read_quarter, example="2026-Q1"),
)
MONTH = Dimension(
    code="month",
    label=gettext_lazy("Month in which it was due"),
    key="month",
    expression=partial(_part_of_year, ExtractMonth, ("-", 2)),
    read=partial(_readable, code="month", read=read_month, example="2026-03"),
)


def _status(choices: type[TextChoices]) -> Dimension:
    return coded("status", pgettext_lazy("due", "What became of it"), key="status", choices=choices)


INSTALMENT_STATUS, REPORT_STATUS = _status(InstalmentStatus), _status(ReportStatus)
KIND = coded("kind", gettext_lazy("Kind"), key="kind", choices=ReportKind)

# --- Rows -------------------------------------------------------------------------------------------------


def known_at(user: Viewer, moment: datetime, scope: Scope, *, model: Any) -> DueQuerySet:
    """Return what had fallen due at `moment`, as was known then: all of it, or one's own.

    Raises:
        Refused: `internal`, to somebody who is not of the staff; `own`, to somebody without an organisation.
    """
    grants = grants_of(user)
    if not grants.is_staff and (scope is not Scope.OWN or not grants.organisations):
        raise Refused(_("Only staff of the Office count what fell due, and partners what is their own."))
    rows: DueQuerySet = model.objects.visible_to(user)
    return rows.as_known_at(moment)


def require_own(user: Viewer, keys: Mapping[str, tuple[Any, ...]]) -> None:
    """Let pass who asks for partners that are their own.

    Raises:
        UnableToRead: none is named: whose rows are counted is always said.
        Refused: one of them is not their own.
    """
    partners = keys.get(PARTNER.code, ())
    if not partners:
        raise UnableToRead(
            _("A figure of your own says of whom: partner=norway."),
            {PARTNER.code: [_("Name your organization.")]},
        )
    own = organisations_of(user).filter(slug__in=partners).values_list("slug", flat=True)
    if set(own) != set(partners):
        raise Refused(_("These are not your own."))


SOURCE = gettext_lazy("Agreements with funding partners, and the receipts of the ledger")
NOTE = gettext_lazy(
    "As of the moment named. Each is recorded in the night after its due day, and again in the night after "
    "that changes. Amounts are in the currency of each agreement and are not added up. What is moved to a "
    "later day was not due before that day, and is no longer counted before it."
)


def _rows(code: str, model: Any) -> Rows:
    return Rows(
        code=code,
        known_at=partial(known_at, model=model),
        page=f"funding:{code}",
        year="due_on__year",
        source=SOURCE,
        note=NOTE,
        require_own=require_own,
    )


DIMENSIONS = (PARTNER, YEAR, BIENNIUM, QUARTER, MONTH)
SCOPES = (Scope.INTERNAL, Scope.OWN)
INSTALMENTS_DUE = Measure(
    code="instalments_due",
    label=gettext_lazy("Instalments that fell due"),
    definition=gettext_lazy(
        "Instalments of signed agreements whose due day was over at the moment, unless the agreement had "
        "ended by that day and they were not paid. Receipts of an agreement, by their day, pay its "
        "instalments in the order of their due days; of several partners each pays its own. The period asks "
        "for the year of the due day."
    ),
    formula=gettext_lazy("Number of instalments whose due day was over."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=_rows("due-instalments", DueInstalment),
    dimensions=(*DIMENSIONS, INSTALMENT_STATUS),
    scopes=SCOPES,
)
DONOR_REPORTS_DUE = Measure(
    code="donor_reports_due",
    label=gettext_lazy("Reports to funding partners that fell due"),
    definition=gettext_lazy(
        "Reports that funding partners are due by signed agreements, and whose due day was over at the "
        "moment. A report for all partners of an agreement is due to each, and counts once for each. It is "
        "sent in time up to its due day. The period asks for the year of the due day."
    ),
    formula=gettext_lazy("Number of reports whose due day was over, by partner."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=_rows("due-donor-reports", DueDonorReport),
    dimensions=(*DIMENSIONS, KIND, REPORT_STATUS),
    scopes=SCOPES,
)
MEASURES = (INSTALMENTS_DUE, DONOR_REPORTS_DUE)
