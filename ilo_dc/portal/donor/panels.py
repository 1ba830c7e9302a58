"""What a funding partner sees first: rows of the registers and figures, of one organisation of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.agreements.querysets import agreements_of, rows_of_partner
from funding.agreements.tables import report_badge
from funding.agreements.tables import status_badge as agreement_badge
from funding.agreements.vocab import CONCLUDED
from funding.approvals.tables import status_badge as approval_badge
from funding.dues.measures import DONOR_REPORTS_DUE, INSTALMENTS_DUE
from funding.dues.tables import instalment_badge, late_in_words
from funding.dues.vocab import OPEN
from funding.ledger.measures import APPROVALS, CONTRIBUTIONS
from funding.models import Agreement, AgreementPartner, Approval, DonorReport, DueInstalment, Instalment
from ilo_dc.core.measures import Figure, Question, Scope, figures
from ilo_dc.core.text_search import plain
from portfolio.models import Participant, Project
from portfolio.projects.querysets.projects import organisations_of
from portfolio.projects.tables import status_badge as project_badge

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer

FEW = 6  # rows of a list that is continued in its register


@dataclass(frozen=True)
class KeyFigure:
    """A figure with what it is called here and what is said of it."""

    label: str
    figure: Figure
    note: str = ""


@dataclass(frozen=True)
class FewRows:
    """The first rows of a register that is filtered by `url`, and how many there are of them."""

    rows: Sequence[Any]
    number: int
    url: str


def own_organisations(user: Viewer) -> list[Organisation]:
    """Return the organisations that somebody acts for, those first that sign agreements."""
    signed = Agreement.objects.filter(status__in=CONCLUDED, partner=OuterRef("pk"))
    gives = AgreementPartner.objects.filter(organisation=OuterRef("pk"))
    takes_part = Participant.objects.filter(organisation=OuterRef("pk"))
    rows: Any = organisations_of(user).annotate(
        is_partner=Exists(signed) | Exists(gives), takes_part=Exists(takes_part)
    )
    found = sorted(rows, key=lambda one: (plain(one.name), one.pk))
    signs = [one for one in found if one.is_partner]
    others = [one for one in found if one.takes_part and not one.is_partner]
    return [*signs, *others] or found[:1]


def key_figures(user: Viewer, partner: Organisation, as_of: datetime | None) -> list[KeyFigure]:
    """Return what a partner approved and paid, and what is late of its instalments and reports."""

    def asked(measure: Any, **where: tuple[str, ...]) -> Figure:
        narrowed = {"partner": (partner.slug,), **where}
        question = Question(scope=Scope.OWN, where=narrowed, as_of=as_of)
        return figures(measure, user=user, question=question).figure()

    return [
        KeyFigure(_("Approved, US$"), asked(APPROVALS), _("What you signed, at the rate of its day")),
        KeyFigure(_("Received, US$"), asked(CONTRIBUTIONS), _("What you paid, at the rate of its day")),
        KeyFigure(
            _("Instalments that are late"),
            asked(INSTALMENTS_DUE, status=OPEN),
            _("Fell due and are not received in full"),
        ),
        KeyFigure(
            _("Reports that are late"),
            asked(DONOR_REPORTS_DUE, status=("missing",)),
            _("You were due them and they are not sent"),
        ),
    ]


def lists_of(user: Viewer, partner: Organisation) -> dict[str, FewRows]:
    """Return the first rows of each list of a partner, with what the page shows beside each."""
    today = timezone.now().date()
    since = {"partner": partner.slug, "since": today.isoformat()}
    own = {"partner": partner.slug}
    of_partner = rows_of_partner(user, partner.slug)
    reports = DonorReport.objects.visible_to(user).filter(of_partner).for_list()
    late = DueInstalment.objects.visible_to(user).still_open().filter(partner=partner).for_list()
    coming = Instalment.objects.visible_to(user).filter(of_partner, due_on__gte=today)
    return {
        "agreements": _few(
            Agreement.objects.visible_to(user).filter(agreements_of(user, partner.slug)).for_list(),
            ("-signed_on", "-pk"),
            ("funding:agreements", {**own, "ordering": "-signed_on"}),
            status=lambda row: agreement_badge(row.status),
        ),
        "approvals": _few(
            Approval.objects.visible_to(user)
            .filter(agreements_of(user, partner.slug, "agreement__"))
            .for_list(),
            ("-counts_on", "-pk"),
            ("funding:approvals", own),
            status=lambda row: approval_badge(row.status),
        ),
        "late": _few(
            late,
            ("due_on", "pk"),
            ("funding:due-instalments", {**own, "status": ",".join(OPEN), "ordering": "due_on"}),
            status=lambda row: instalment_badge(row.status),
            late=lambda row: late_in_words(row.due_on, None),
        ),
        "coming": _few(coming.for_list(), ("due_on", "pk"), ("funding:instalments", since)),
        "reports": _few(
            reports.filter(sent_on__isnull=True),
            ("due_on", "pk"),
            ("funding:donor-reports", {**own, "state": "due"}),
            status=report_badge,
            late=lambda row: late_in_words(row.due_on, None),
        ),
        "sent": _few(
            reports.filter(sent_on__isnull=False),
            ("-sent_on", "-pk"),
            ("funding:donor-reports", {**own, "state": "sent", "ordering": "-sent_on"}),
            status=report_badge,
            late=lambda row: late_in_words(row.due_on, row.sent_on),
        ),
        "projects": _few(
            Project.objects.visible_to(user).filter(_takes_part(partner)),
            (F("starts_on").desc(nulls_last=True), "-pk"),
            ("portfolio:projects", {"participant": partner.slug}),
            status=lambda row: project_badge(row.status),
        ),
    }


def _takes_part(partner: Organisation) -> Q:
    return Q(pk__in=Participant.objects.filter(organisation=partner).values("project"))


def _few(rows: Any, order: Sequence[Any], register: tuple[str, dict[str, str]], **shown: Any) -> FewRows:
    """Return the first rows with the number of all, in one query; `shown`: what is said of each."""
    found = list(rows.annotate(number_of_all=Window(Count("pk"))).order_by(*order)[:FEW])
    for row in found:
        row.shown = {name: say(row) for name, say in shown.items()}
    page, query = register
    number = found[0].number_of_all if found else 0
    return FewRows(found, number, f"{reverse(page)}?{urlencode(query)}")
