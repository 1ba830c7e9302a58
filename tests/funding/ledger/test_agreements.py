"""Money of agreements in the ledger: whose pool it is, and what is posted without being said."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.pools import UnableToOpenPool, open_pool_of_agreement
from funding.ledger.actions.postings import UnableToPost, copied
from funding.ledger.actions.transfers import Destination, transfer
from funding.models import Agreement, LedgerEntry, Pool
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from tests.people import signed_in
from tests.recipes import agreements as cast
from tests.recipes.ledger import DAY, balance, money, pool_of, posted

OWN_TERMS = {"psc_rate": None}


@pytest.fixture(autouse=True)
def currencies(installation):
    return money()


def signed(manager, partner, **values) -> Agreement:
    return Agreement.objects.get(pk=cast.signed(manager, partner, **values).pk)


def problems_of(act) -> dict[str, list[str]]:
    with pytest.raises(UnableToAct) as refused:
        act()
    return refused.value.problems


def test_a_signed_agreement_has_one_pool_opened_by_those_who_keep_the_ledger(
    manager, finance_officer, pardev_officer, germany
):
    agreement = signed(manager, germany)
    with pytest.raises(Refused):
        open_pool_of_agreement(by=pardev_officer, agreement=agreement)
    pool = open_pool_of_agreement(by=finance_officer, agreement=agreement)
    assert (pool.kind, pool.basis, pool.resource_type) == ("agreement", "approved", "XBDC")
    assert str(pool) == "XBDC DEMO-1"
    assert problems_of(lambda: open_pool_of_agreement(by=finance_officer, agreement=agreement)) == {
        "agreement": ["There is a pool of this agreement already."]
    }


def test_neither_a_draft_nor_an_agreement_of_rbsa_has_a_pool_whoever_writes(manager, germany):
    draft = cast.draft(manager, germany)
    rbsa = signed(manager, germany, kind="rbsa", reference="DEMO-2", earmarking="unearmarked")
    for agreement in (draft, rbsa):
        with pytest.raises(UnableToOpenPool):
            open_pool_of_agreement(by=manager, agreement=agreement)
        row = Pool(
            kind="agreement",
            basis="approved",
            resource_type="XBDC",
            agreement=agreement,
            demonstration=is_demonstration(),
        )
        with pytest.raises(DatabaseError, match="of a signed agreement"), transaction.atomic():
            row.save(force_insert=True)


def test_a_posting_says_what_its_agreement_says(manager, germany, sweden):
    agreement = signed(manager, germany, psc_rate=Decimal(7), kind="ppp", reporting_partner=sweden)
    pool = open_pool_of_agreement(by=manager, agreement=agreement)
    [approval] = posted(pool, "approval", "107", "EUR", **OWN_TERMS)
    assert (approval.agreement, approval.legal_partner) == (agreement, germany)
    assert (approval.reporting_partner, approval.source_category) == (sweden, "PPP")
    [spent] = posted(pool, "allocation", "107", **OWN_TERMS)
    assert (spent.direct, spent.psc) == (Decimal(100), Decimal(7))
    assert balance(pool) == (approval.amount_usd, Decimal(107), 0)
    check_ledger()


def test_the_rate_of_support_costs_is_the_usual_one_of_rbsa_and_none_of_an_appropriation(settings):
    settings.PORTAL_PSC_RATE = Decimal(12)
    for resource_type, made, psc in (("RBSA", "receipt", 12), ("RB", "approval", 0)):
        pool = pool_of(resource_type)
        posted(pool, made, "1120", **OWN_TERMS)
        [line] = posted(pool, "allocation", "112", **OWN_TERMS)
        assert (line.psc, line.agreement) == (psc, None)


def test_what_an_agreement_forbids_is_refused_at_its_field(manager, germany, sweden):
    agreement = signed(manager, germany)
    other = signed(manager, sweden, reference="DEMO-2")
    umbrella = signed(manager, germany, kind="umbrella", reference="DEMO-3")
    child = signed(manager, germany, kind="child", parent=umbrella, reference="DEMO-4")
    both = cast.shared(manager, {germany: Decimal(40), sweden: Decimal(60)}, reference="DEMO-5")
    own, of_both = (open_pool_of_agreement(by=manager, agreement=one) for one in (agreement, both))
    below = open_pool_of_agreement(by=manager, agreement=child)
    rbsa = pool_of()
    assert list(problems_of(lambda: posted(own, "approval", "5", agreement=other))) == ["agreement"]
    assert list(problems_of(lambda: posted(rbsa, "receipt", "5", agreement=agreement))) == ["agreement"]
    assert list(problems_of(lambda: posted(below, "approval", "5"))) == ["kind"]
    assert list(problems_of(lambda: posted(of_both, "approval", "5"))) == ["legal_partner"]
    assert not LedgerEntry.objects.exists()
    [line] = posted(of_both, "approval", "5", legal_partner=sweden)
    assert line.reporting_partner == both.partner
    payer = signed(manager, germany, kind="rbsa", reference="DEMO-6", earmarking="unearmarked")
    [receipt] = posted(rbsa, "receipt", "5", agreement=payer)
    assert (receipt.agreement, receipt.legal_partner) == (payer, germany)


def test_money_of_an_umbrella_is_approved_once_and_moves_to_the_agreement_under_it(manager, germany):
    umbrella = signed(manager, germany, kind="umbrella")
    child = signed(manager, germany, kind="child", parent=umbrella, reference="DEMO-2")
    above, below = (open_pool_of_agreement(by=manager, agreement=one) for one in (umbrella, child))
    [approval] = posted(above, "approval", "100")
    to = Destination(pool=below, effective_on=DAY)
    taken, given = transfer(by=manager, line=approval, to=to, reason="Signed", amount=Decimal(30))
    assert (taken.agreement, given.agreement) == (umbrella, child)
    assert (balance(above), balance(below)) == ((70, 0, 0), (30, 0, 0))
    with pytest.raises(UnableToPost):
        posted(below, "allocation", "30.01")
    check_ledger()


def test_a_line_of_another_agreement_or_type_than_its_pools_is_refused_by_the_database(manager, germany):
    agreement = signed(manager, germany)
    other = signed(manager, germany, reference="DEMO-2")
    pool = open_pool_of_agreement(by=manager, agreement=agreement)
    [line] = posted(pool, "approval", "5")
    for wrong in ({"agreement": other}, {"agreement": None}, {"resource_type": "RBSA"}):
        amounts = {"amount": 1, "amount_usd": 1, "demonstration": line.demonstration}
        new = copied(line, posting=uuid.uuid4(), line=1, reason="Past", **amounts, **wrong)
        with (
            pytest.raises(DatabaseError, match="agreement of its pool"),
            transaction.atomic(),
            recording(by=None, reason="Past the actions"),
        ):
            LedgerEntry.objects.bulk_create([new])


def test_pools_and_lines_of_an_agreement_are_found_by_its_number(manager, finance_officer, germany):
    agreement = signed(manager, germany)
    pool = open_pool_of_agreement(by=manager, agreement=agreement)
    posted(pool, "approval", "5")
    posted(pool_of(), "receipt", "5")
    client = signed_in(finance_officer)
    for code in ("pools", "ledger-entries"):
        rows = client.get(f"/api/v1/{code}/", {"agreement": agreement.pk}).json()["results"]
        assert [row["agreement"] for row in rows] == [agreement.pk], code
        assert len(client.get(f"/api/v1/{code}/").json()["results"]) == 2
    page = client.get("/ledger/pools/").content.decode()
    assert f'href="/agreements/{agreement.pk}/"' in page


def test_the_page_of_an_agreement_says_what_the_ledger_counts_of_it_to_who_sees_pools(
    manager, finance_officer, german_donor, germany
):
    agreement = signed(manager, germany)
    address = f"/agreements/{agreement.pk}/"
    assert 'id="ledger"' not in signed_in(finance_officer).get(address).text
    pool = open_pool_of_agreement(by=manager, agreement=agreement)
    posted(pool, "approval", "1234.56")
    posted(pool, "allocation", "234.5")
    page = signed_in(finance_officer).get(address).text
    ledger = page.partition('id="ledger"')[2].partition("</section>")[0]
    wanted = ("1,234.56", "234.50", f"/ledger/?agreement={agreement.pk}")
    assert [one for one in wanted if one not in ledger] == []
    assert 'id="ledger"' not in signed_in(german_donor).get(address).text
