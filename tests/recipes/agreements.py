"""Agreements for tests, made through the actions as people would make them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from funding.agreements.actions import agreement_parts as parts
from funding.agreements.actions import agreements as actions
from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from funding.agreements.policies import may_document_agreement, may_send_report
from funding.ledger.actions.pools import open_pool_of_agreement
from funding.ledger.actions.postings import Posting, Share, post_entry
from funding.ledger.vocab import EntryKind
from funding.models import Agreement, DueDonorReport, DueInstalment, LedgerEntry
from funding.voluntary.actions.publication import publish_agreement
from ilo_dc.core.documents.actions import attach_document
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Country, Currency, Organisation, User

SIGNED_ON = date(2024, 3, 1)
TOTAL = Decimal("1130000.00")


def euro() -> Currency:
    """Return the euro."""
    return Currency.objects.get_or_create(code="EUR", defaults={"name": "Euro"})[0]


def terms(partner: Any, **values: Any) -> actions.AgreementTerms:
    """Return what an agreement says that may be signed, with `values` in place."""
    complete = {
        "title": "Decent work in supply chains",
        "partner": partner,
        "currency": euro(),
        "reference": "DEMO-1",
        "signed_on": SIGNED_ON,
        "starts_on": date(2024, 4, 1),
        "ends_on": date(2028, 1, 1),
        "signed_total": TOTAL,
        "levy": "applicable",
        "earmarking": "tight",
    }
    return actions.AgreementTerms(**{**complete, **values})


def draft(by: User, partner: Any, **values: Any) -> Agreement:
    """Return a draft with all that the signature needs."""
    return actions.register_agreement(by=by, terms=terms(partner, **values))


def moved(by: User, agreement: Agreement, to: str, **step: Any) -> Agreement:
    """Return the agreement after one step."""
    now = Agreement.objects.get(pk=agreement.pk)
    whole = {"status": to, "effective_on": SIGNED_ON, "reason": f"Agreed: {to}", **step}
    return AGREEMENT_LIFE.record(by=by, noun=now, lock_version=now.version, step=Step(**whole))


def signed(by: User, partner: Any, **values: Any) -> Agreement:
    """Return a signed agreement."""
    return moved(by, draft(by, partner, **values), "signed")


def shared(by: User, gives: dict[Any, Decimal], **values: Any) -> Agreement:
    """Return a signed multi-donor agreement of partners, each with what it gives."""
    total = sum(gives.values(), Decimal(0))
    made = draft(by, next(iter(gives)), **{"kind": "multi_donor", "signed_total": total, **values})
    for partner, amount in gives.items():
        parts.AGREEMENT_PARTNERS.add(by=by, owner=made, data=parts.AgreementPartnerData(partner, amount))
    return moved(by, made, "signed")


def published(by: User, agreement: Agreement) -> Agreement:
    """Return an agreement after its publication."""
    now = Agreement.objects.get(pk=agreement.pk)
    return publish_agreement(by=by, agreement=now, lock_version=now.version)


def instalment(by: User, agreement: Agreement, **values: Any) -> Any:
    """Return an instalment."""
    whole = {"due_on": date(2025, 2, 1), "amount": Decimal("500000.00"), **values}
    return parts.INSTALMENTS.add(by=by, owner=agreement, data=parts.InstalmentData(**whole))


def report(by: User, agreement: Agreement, **values: Any) -> Any:
    """Return a report that is due."""
    whole = {"kind": "narrative", "due_on": date(2025, 3, 31), **values}
    return parts.DONOR_REPORTS.add(by=by, owner=agreement, data=parts.DonorReportData(**whole))


def amendment(by: User, agreement: Agreement, number: int = 1, **values: Any) -> Any:
    """Return an amendment."""
    whole = {"signed_on": date(2024, 9, 1), "amount": Decimal("70000.00"), **values}
    return parts.AMENDMENTS.add(by=by, owner=agreement, data=parts.AmendmentData(number, **whole))


def funded(by: User, agreement: Agreement, project: Any, share: str = "100") -> Any:
    """Return a project that is funded."""
    data = parts.FundedProjectData(project, Decimal(share))
    return parts.FUNDED_PROJECTS.add(by=by, owner=agreement, data=data)


def approval(by: User, agreement: Agreement, country: str = "ZWE") -> LedgerEntry:
    """Return the line of an approval in US dollars for a country, in the new pool of an agreement."""
    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"name": "US dollar"})
    pool = open_pool_of_agreement(by=by, agreement=agreement)
    shares = (Share(country=Country.objects.get(pk=country)),)
    posting = Posting(EntryKind.APPROVAL, pool, TOTAL, dollar, SIGNED_ON, "Signed", shares)
    return post_entry(by=by, posting=posting)[0]


def _fell_due(by: Any, agreement: Any) -> dict[str, Any]:
    """Return an instalment and a report of an agreement that fell due, as a night would record them."""
    paid = instalment(by, agreement, due_on=date(2024, 6, 1), amount=Decimal("1000.00"))
    sent = report(by, agreement, due_on=date(2024, 6, 1), kind="financial")
    shared = {"agreement": agreement, "partner": agreement.partner, "due_on": date(2024, 6, 1)}
    with recording(by=None, reason="What fell due"):
        late = DueInstalment.objects.create(
            instalment=paid,
            amount=paid.amount,
            received=Decimal(0),
            currency=agreement.currency,
            status="missing",
            **shared,
        )
        unsent = DueDonorReport.objects.create(donor_report=sent, kind=sent.kind, status="missing", **shared)
    return {"due instalment": late, "due report": unsent}


def make_agreements(by: User, project: Any, mark: str, file: bytes) -> dict[str, Any]:
    """Return a draft with Germany, a signed one of its own, one shared with Sweden, and a published one."""
    germany, sweden = (Organisation.objects.get(slug=slug) for slug in ("germany", "sweden"))
    Organisation.objects.get_or_create(slug="norway", defaults={"kind": "government", "name_en": "Norway"})
    waiting = draft(by, germany, title=f"{mark} to be signed", reference="DEMO-DRAFT")
    own = signed(by, germany, title="Skills for youth", reference="DEMO-OWN")
    made = {
        "instalment": instalment(by, own, condition=mark),
        "report": report(by, own),
        "amendment": amendment(by, own),
        "project": funded(by, own, project),
        "line": approval(by, own),
    }
    parts_of_two = {germany: Decimal("400000.00"), sweden: Decimal("730000.00")}
    made |= _fell_due(by, own)
    made["report document"] = attach_document(
        by=by,
        owner=made["due report"].donor_report,
        file=SimpleUploadedFile("report.pdf", file + b"report"),
        policy=may_send_report,
    )
    both = shared(by, parts_of_two, title="Safety and health for all", reference="DEMO-BOTH")
    public = signed(by, sweden, title="Social protection floors", reference="DEMO-PUBLIC")
    documents = {
        f"{name} document": attach_document(
            by=by,
            owner=row,
            file=SimpleUploadedFile("signed.pdf", file + name.encode()),
            policy=may_document_agreement,
        )
        for name, row in (("own", own), ("shared", both))
    }
    rows = {"draft": waiting, "own": own, "shared": both, "published": published(by, public)}
    made["published line"] = approval(by, rows["published"], "NAM")
    rows = {name: Agreement.objects.get(pk=row.pk) for name, row in rows.items()}
    return {**rows, **made, **documents, "german part": both.agreement_partners.get(organisation=germany)}
