"""What belongs to an agreement, declared: partners, amendments, instalments, reports, projects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements import policies
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.agreements.rules import WITHOUT_PROJECTS
from funding.agreements.vocab import AgreementKind
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.writing.part import Part, Words

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import Organisation
    from portfolio.projects.models.project import Project


class UnableToChangeAgreement(UnableToAct):
    """What belongs to an agreement cannot be changed like this."""

    title = "Unable to change this agreement"


@dataclass(frozen=True)
class AgreementPartnerData:
    """What one of several partners gives, in the agreement's currency."""

    organisation: Organisation
    amount: Decimal


@dataclass(frozen=True)
class AmendmentData:
    """A signed change: plus or minus in the agreement's currency, and the day after a new last day."""

    number: int
    signed_on: date
    amount: Decimal = Decimal(0)
    ends_on: date | None = None
    partner: Organisation | None = None
    note: str = ""


@dataclass(frozen=True)
class InstalmentData:
    """What is to be paid, in the agreement's currency, when, and on which condition."""

    due_on: date
    amount: Decimal
    partner: Organisation | None = None
    condition: str = ""


@dataclass(frozen=True)
class DonorReportData:
    """A report that a partner is due: its kind, its period (half-open), when it was sent, and how."""

    kind: str
    due_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    partner: Organisation | None = None
    sent_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class FundedProjectData:
    """A project and its share of the agreement, in per cent."""

    project: Project
    share: Decimal


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        found = {name: [text] for name, text in problems.items()}
        raise UnableToChangeAgreement(_("Some entries need your attention."), found)


def _of_partner(
    agreement: Agreement,
    partner: Organisation | None,
    *,
    needed: bool,
    partners: Collection[Organisation] | None = None,
) -> dict[str, str]:
    """Return what is wrong with the partner that a part names: one of several, and only of several.

    `partners` are those of an agreement that is not saved yet; None: ask the database.
    """
    if agreement.kind != AgreementKind.MULTI_DONOR:
        return {"partner": _("The agreement has one partner: name none here.")} if partner else {}
    if partner is None:
        return {"partner": _("Say which of the partners.")} if needed else {}
    found = agreement.agreement_partners.filter(organisation=partner) if partners is None else None
    if found.exists() if found is not None else partner in (partners or ()):
        return {}
    return {"partner": _("Choose one of the partners of the agreement.")}


def check_amendment(
    agreement: Agreement, data: AmendmentData, partners: Collection[Organisation] | None = None
) -> None:
    """Check an amendment; `partners` are those of an agreement that is not saved yet.

    Raises:
        UnableToChangeAgreement: what stands against it, by field.
    """
    problems = _of_partner(agreement, data.partner, needed=bool(data.amount), partners=partners)
    if agreement.signed_on and data.signed_on < agreement.signed_on:
        problems["signed_on"] = _("An amendment is signed after the agreement.")
    if data.ends_on and agreement.starts_on and data.ends_on <= agreement.starts_on:
        problems["ends_on"] = _("The end must be after the start.")
    if agreement.signed_total is not None and agreement.signed_total + data.amount < 0:
        problems["amount"] = _("No more can be taken back than was signed.")
    _refuse(problems)


def _check_instalment(agreement: Agreement, data: InstalmentData) -> None:
    _refuse(_of_partner(agreement, data.partner, needed=True))


def _check_report(agreement: Agreement, data: DonorReportData) -> None:
    _refuse(_of_partner(agreement, data.partner, needed=False))


def _check_project(agreement: Agreement, _data: FundedProjectData) -> None:
    if agreement.kind in WITHOUT_PROJECTS:
        _refuse({"project": _("An agreement of this kind funds no project of its own.")})


AGREEMENT_PARTNERS = Part(
    model=AgreementPartner,
    data=AgreementPartnerData,
    owner="agreement",
    policy=policies.may_name_partners,
    unable=UnableToChangeAgreement,
    history=Words(
        added=gettext_noop("Partner of the agreement added"),
        changed=gettext_noop("Partner of the agreement changed"),
        removed=gettext_noop("Partner of the agreement removed"),
    ),
)
AMENDMENTS = Part(
    model=Amendment,
    data=AmendmentData,
    owner="agreement",
    policy=policies.may_amend_agreement,
    check=check_amendment,
    unable=UnableToChangeAgreement,
    history=Words(
        added=gettext_noop("Amendment recorded"),
        changed=gettext_noop("Amendment changed"),
        removed=gettext_noop("Amendment removed"),
    ),
)
INSTALMENTS = Part(
    model=Instalment,
    data=InstalmentData,
    owner="agreement",
    policy=policies.may_edit_agreement,
    check=_check_instalment,
    unable=UnableToChangeAgreement,
    history=Words(
        added=gettext_noop("Instalment added"),
        changed=gettext_noop("Instalment changed"),
        removed=gettext_noop("Instalment removed"),
    ),
)
DONOR_REPORTS = Part(
    model=DonorReport,
    data=DonorReportData,
    owner="agreement",
    policy=policies.may_edit_agreement,
    check=_check_report,
    unable=UnableToChangeAgreement,
    history=Words(
        added=gettext_noop("Report to a funding partner added"),
        changed=gettext_noop("Report to a funding partner changed"),
        removed=gettext_noop("Report to a funding partner removed"),
    ),
)
FUNDED_PROJECTS = Part(
    model=FundedProject,
    data=FundedProjectData,
    owner="agreement",
    policy=policies.may_edit_agreement,
    check=_check_project,
    unable=UnableToChangeAgreement,
    history=Words(
        added=gettext_noop("Funded project added"),
        changed=gettext_noop("Funded project changed"),
        removed=gettext_noop("Funded project removed"),
    ),
)
