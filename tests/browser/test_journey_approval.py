"""The day of a PARDEV officer (J1): an approval is recorded by keyboard alone, and never twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from time import monotonic
from typing import Any

import pytest
from django.utils import timezone

from funding.approvals.actions.approvals import ApprovalData, record_approval
from funding.models import Approval
from ilo_dc.core.models import Currency, Organisation, User
from portfolio.models import CountryProgrammeOutcome, Proposal
from tests.browser.access import small
from tests.browser.conftest import NARROW, violations
from tests.recipes import agreements

pytestmark = pytest.mark.browser

BETWEEN = 200  # milliseconds between two keys
MOST_SECONDS = 60
MOST_TABS = 40
SIGNED = timezone.now().date().replace(day=1)
FORM = "/approvals/new/"


class Officer:
    """Types into a page and counts the keys: nothing else moves the focus."""

    def __init__(self, page: Any) -> None:
        self.page, self.count, self.began = page, 0, monotonic()

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(BETWEEN)

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there."""
        for _time in range(MOST_TABS):
            if self.page.evaluate("(where) => document.activeElement.matches(where)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} is not reached")

    def type(self, name: str, text: str) -> None:
        self.reach(f"[name={name}]")
        self.count += len(text)
        self.page.keyboard.type(text, delay=BETWEEN)

    def follow(self) -> None:
        self.count += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def seconds(self) -> float:
        return monotonic() - self.began


@pytest.fixture
def proposal(site: str) -> Proposal:
    """Return a proposal that a partner was asked for, and nobody recorded the approval of."""
    rows = Proposal.objects.filter(status="with_partner", discarded=False, approvals__isnull=True)
    return rows.order_by("pk")[0]


@pytest.fixture
def draft(site: str) -> Approval:
    """Return the draft of an approval, of a reference of its own."""
    return drafted()


def drafted(**terms: Any) -> Approval:
    officer, partner = User.objects.get(username="pardev"), Organisation.objects.get(slug="germany")
    usual = {
        "signed_on": SIGNED,
        "starts_on": SIGNED,
        "ends_on": SIGNED.replace(year=SIGNED.year + 2),
        "currency": Currency.objects.get(pk="EUR"),
        "signed_total": Decimal("113000.00"),
        "reference": f"DEMO-J1-{Approval.objects.count()}",
    }
    return record_approval(
        by=officer, terms=agreements.terms(partner, **{**usual, **terms}), data=ApprovalData()
    )


def approved(page: Any, site: str) -> Decimal:
    """Return what the list of approvals adds up to, in US dollars, as the API says it."""
    answer = page.request.get(f"{site}/api/v1/approvals/?totals=true&limit=1").json()
    return Decimal(answer["totals"]["sums"]["amount_usd"] or 0)


def test_an_approval_is_recorded_by_keyboard_alone(
    visit: Callable[..., Any], site: str, proposal: Proposal, capsys: Any
) -> None:
    outcome = CountryProgrammeOutcome.objects.order_by("pk")[0]
    page = visit(f"{FORM}?proposal={proposal.pk}", who="pardev")
    before, numbered = approved(page, site), Approval.objects.filter(minute_number__isnull=False).count()
    page.evaluate("document.body.focus()")
    keys = Officer(page)
    keys.press("Tab")  # to the link past the masthead
    keys.press("Enter")
    reference = f"DEMO-KEYS-{numbered}"
    keys.type("reference", reference)
    keys.type("signed_on", f"{SIGNED:%m%d%Y}")
    keys.type("signed_total", "113000")
    keys.type("currency", "EUR")
    keys.reach("[name=partner]")
    if not page.input_value("[name=partner]"):
        keys.type("partner", "Germany")
    keys.reach("[name=ends_on]")
    if not page.input_value("[name=ends_on]"):
        keys.type("ends_on", f"{SIGNED.replace(year=SIGNED.year + 2):%m%d%Y}")
    keys.reach("[name=outcome_0]")
    if not page.input_value("[name=outcome_0]"):
        keys.type("outcome_0", outcome.code)
        keys.type("share_0", "100")
    page.locator("#computed .total").first.wait_for()
    assert page.locator("#computed-spoken").inner_text().startswith("Approved, US$")
    keys.reach("button[value=finish]")
    keys.follow()
    took = keys.seconds
    with capsys.disabled():
        sys.stdout.write(f"\nAn approval recorded: {keys.count} keystrokes, {took:.1f} seconds\n")
    assert "The approval is issued." in page.locator(".messages").inner_text()
    assert took < MOST_SECONDS
    made = Approval.objects.for_list().get(agreement__reference=reference)
    assert (made.status, made.proposal_id) == ("issued", proposal.pk)
    assert approved(page, site) - before == made.amount_usd
    paper = page.request.get(f"{site}/approvals/{made.pk}/minute.pdf")
    assert paper.headers["content-type"] == "application/pdf"


def test_sent_twice_after_going_back_and_from_two_tabs_it_is_one_approval(
    visit: Callable[..., Any], draft: Approval
) -> None:
    first = visit(f"/approvals/{draft.pk}/issue/", who="pardev")
    second = visit(f"/approvals/{draft.pk}/issue/", who="pardev")
    numbered = Approval.objects.filter(minute_number__isnull=False).count()
    with first.expect_navigation():
        first.locator("main button[form=act], form#act button").last.dblclick()
    first.wait_for_load_state()
    with second.expect_navigation():
        second.locator("main button[form=act], form#act button").last.press("Enter")
    assert "The approval is issued." not in (second.locator(".messages").all_inner_texts() or [""])[0]
    first.goto(f"{first.url.split('/approvals/')[0]}{FORM}")
    reference = f"{draft.agreement.reference}-BACK"
    for name, text in {
        "reference": reference,
        "signed_on": f"{SIGNED}",
        "signed_total": "113000",
        "currency": "EUR",
        "partner": "Germany",
        "title": "Decent work",
        "ends_on": f"{SIGNED.replace(year=SIGNED.year + 2)}",
    }.items():
        first.fill(f"[name={name}]", text)
    with first.expect_navigation():
        first.locator("button[value=finish]").dblclick()
    first.wait_for_load_state()
    first.go_back()
    if first.locator("[name=reference]").input_value() == reference:
        with first.expect_navigation():
            first.locator("button[value=finish]").press("Enter")
    made = Approval.objects.filter(agreement__reference__in=(draft.agreement.reference, reference))
    assert sorted(made.values_list("status", flat=True)) == ["issued", "issued"]
    assert Approval.objects.filter(minute_number__isnull=False).count() == numbered + 2


def test_the_pages_of_an_approval_have_no_barrier(visit: Callable[..., Any], draft: Approval) -> None:
    page = visit(FORM, who="pardev")
    addresses = (FORM, f"/approvals/{draft.pk}/", f"/approvals/{draft.pk}/edit/", "/approvals/", "/ledger/")
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{page.url.split('/approvals/')[0].split('/ledger/')[0]}{address}")
        for width, rules in ((1280, ()), (390, NARROW), (320, NARROW)):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            assert violations(page, rules=rules) == [], (address, width)
            assert small(page) == [], (address, width)
