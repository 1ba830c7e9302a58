"""Approvals for tests, recorded through the actions as people would record them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from funding.approvals.actions.approvals import ApprovalData, record_approval
from funding.approvals.actions.issue import finish_approval, issue_approval
from funding.models import Approval
from ilo_dc.core.models import Currency, Organisation, User
from tests.recipes import agreements
from tests.recipes.ledger import DAY

SMALL = Decimal("113000.00")  # in euros: below what needs a second signature
LARGE = Decimal("2500000.00")
TERMS = {"signed_on": DAY, "starts_on": DAY, "signed_total": SMALL}


def draft(by: User, partner: Any, *, shares: Any = (), data: Any = None, **terms: Any) -> Approval:
    """Return a draft: an agreement in euros of July 2022, below the limit, for nothing in particular."""
    said = agreements.terms(partner, **{**TERMS, **terms})
    return record_approval(by=by, terms=said, data=data or ApprovalData(shares=shares))


def fresh(approval: Approval) -> Approval:
    """Return an approval as it is saved now."""
    return Approval.objects.for_list().get(pk=approval.pk)


def issued(by: User, partner: Any, **more: Any) -> Approval:
    """Return an approval that was issued at once."""
    made = draft(by, partner, **more)
    return fresh(finish_approval(by=by, approval=made, lock_version=made.version))


def handed_in(by: User, partner: Any, **more: Any) -> Approval:
    """Return an approval that awaits the second signature."""
    made = draft(by, partner, **{"signed_total": LARGE, **more})
    return fresh(finish_approval(by=by, approval=made, lock_version=made.version))


def signed_by(second: User, approval: Approval) -> Approval:
    """Return an approval that a second person signed."""
    return fresh(issue_approval(by=second, approval=approval, lock_version=approval.version))


def make_approvals(people: dict[str, User], mark: str) -> dict[str, Any]:
    """Return with Germany a draft, one that awaits its second signature, and one issued with an amendment.

    `signed` is an agreement that nobody approved yet. All are in US dollars.
    """
    manager, officer = people["manager"], people["PARDEV officer"]
    germany = Organisation.objects.get(slug="germany")
    dollar, _made = Currency.objects.get_or_create(code="USD", defaults={"name": "US dollar"})
    own = {"currency": dollar}
    found = issued(manager, germany, **own, title="Fair recruitment", reference="DEMO-ISSUED")
    return {
        "draft": draft(manager, germany, **own, title=f"{mark} approval", reference="DEMO-APPROVAL"),
        "awaiting": handed_in(officer, germany, **own, title=f"{mark} large", reference="DEMO-LARGE"),
        "issued": found,
        "amendment": agreements.amendment(manager, found.agreement),
        "signed": agreements.signed(manager, germany, **own, title="Green jobs", reference="DEMO-SIGNED"),
    }
