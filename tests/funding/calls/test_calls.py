"""Funding calls from their record to the result of a bid: what people send, and what others see of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from funding.calls import rules, work
from funding.calls.actions.call_notices import request_deadline_notices, tell_of_deadlines
from funding.calls.actions.funding_calls import BIDS, CALLS
from funding.models import Bid, FundingCall
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Notification, Office, Organisation, User
from tests.people import signed_in
from tests.recipes import funding_calls as cast
from tests.recipes import proposals
from tests.test_docs import table

TODAY = timezone.now().date()
RULES = "At most two million US dollars"


@pytest.fixture
def office(field_officer: User) -> Office:
    """The office for Zimbabwe."""
    found = field_officer.memberships.get().office
    assert found is not None
    return found


def problems_of(act: Any) -> dict[str, list[str]]:
    with pytest.raises(UnableToAct) as refused, transaction.atomic():
        act()
    return refused.value.problems


def sent(client: Client, url: str, **values: Any) -> Any:
    """Send a form and return the page that it leads to."""
    answer = client.post(url, values)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])


def day_of(text: str) -> date | None:
    return None if text == "none" else date.fromisoformat(text)


def test_the_tables_of_the_rules_are_true_in_python_and_in_the_database(
    pardev_officer: User, germany: Organisation
) -> None:
    for opens, closes, day, status in table("funding-calls.md", "opens"):
        days = {"opens_on": day_of(opens), "closes_on": day_of(closes)}
        on = date.fromisoformat(day)
        assert rules.status_on(on, **days) == status
        call = cast.call(pardev_officer, germany, **days)
        assert FundingCall.objects.with_status(on).get(pk=call.pk).status == status
        assert FundingCall.objects.open_on(on).filter(pk=call.pk).exists() == (status == "open")
    for closes, today, notice in table("funding-calls.md", "closes"):
        told = rules.days_of_notice(date.fromisoformat(closes), today=date.fromisoformat(today))
        assert told == (None if notice == "none" else int(notice))


def test_a_call_goes_from_its_record_to_the_result_of_a_bid(
    pardev_officer: User, field_officer: User, germany: Organisation, office: Office
) -> None:
    cast.dollars()
    closes = TODAY + timedelta(days=20)
    anna, chipo, stranger = signed_in(pardev_officer), signed_in(field_officer), Client()
    said = {"title": "Jobs fund", "language": "en", "round": "Second call", "rules": RULES}
    days = {"opens_on": TODAY.isoformat(), "closes_on": closes.isoformat()}
    sent(anna, "/funding-calls/new/?partner=germany", partner="Germany", **said, **days)
    call = FundingCall.objects.get()
    here = f"/funding-calls/{call.pk}/"
    page = chipo.get(here).content.decode()
    assert RULES in page
    assert f"{here}edit/" not in page
    assert here in anna.get("/work/").content.decode()
    assert here not in chipo.get("/work/").content.decode()
    bid = {"title": "Jobs in Zimbabwe", "unit": str(office), "currency": "USD", "amount_asked": "500,000"}
    sent(anna, f"{here}bids/new/", **bid, staff_days="12.5")
    row = Bid.objects.get()
    assert (row.amount_asked, row.staff_days, row.version) == (Decimal(500_000), Decimal("12.5"), 1)
    assert here in chipo.get("/work/").content.decode()  # her unit bids
    refused = anna.post(f"/bids/{row.pk}/edit/", {**bid, "result": "won", "version": 1})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "A result needs its day" in text
    assert "needs the amount won" in text
    won = {"result": "won", "decided_on": TODAY.isoformat(), "amount_won": "400,000"}
    page = sent(anna, f"/bids/{row.pk}/edit/", **bid, **won, version=1).content.decode()
    assert "400,000.00" in page
    assert "Bid edited" in page
    assert here not in chipo.get("/work/").content.decode()
    assert "Jobs fund" in chipo.get("/search/", {"search": "second jobs"}).content.decode()
    assert f"{here}remove/" not in anna.get(here).content.decode()
    assert "Bids are recorded" in anna.post(f"{here}remove/", {"version": 1}).content.decode()
    sent(anna, f"/bids/{row.pk}/remove/", version=2)
    assert "Bid removed" in anna.get(here).content.decode()
    sent(anna, f"{here}remove/", version=1)
    assert anna.get(here).status_code == stranger.get(here).status_code == 404


def test_the_api_and_the_files_answer_what_was_typed(
    pardev_officer: User, germany: Organisation, office: Office
) -> None:
    cast.dollars()
    anna = signed_in(pardev_officer)
    made = anna.post(
        "/api/v1/funding-calls/",
        {"partner": "germany", "title": "Jobs fund", "closes_on": "2030-01-31", "lead_agency": "germany"},
        "application/json",
    )
    assert made.status_code == 201, made.content
    call = made.json()
    assert (call["status"], call["bids"], call["lead_agency"], call["round"]) == ("open", 0, "germany", "")
    body = {
        "call": call["id"],
        "title": "Jobs in Zimbabwe",
        "unit": office.code,
        "currency": "USD",
        "amount_asked": "500000.00",
    }
    row = anna.post("/api/v1/bids/", body, "application/json").json()
    assert (row["amount_asked"], row["amount_won"], row["result"]) == ("500000.00", None, "")
    for query, found in (("result=none", 1), ("result=won", 0), ("currency=usd", 1), ("partner=germany", 1)):
        assert len(anna.get(f"/api/v1/bids/?{query}").json()["results"]) == found, query
    text = anna.get("/api/v1/bids/?format=csv").getvalue().decode()
    assert f"Jobs in Zimbabwe,{call['id']},Jobs fund,germany,,{office.code},500000.00,,USD," in text
    listed = anna.get("/api/v1/funding-calls/?open_on=2029-12-31").json()["results"]
    assert [(one["id"], one["bids"]) for one in listed] == [(call["id"], 1)]
    panel = anna.get("/api/v1/funding-calls/?status=closed").json()["results"]
    assert panel == []


def test_a_bid_says_what_it_is_for_and_its_result_whole(
    people: dict[str, User], germany: Organisation, office: Office, countries: Any
) -> None:
    pardev_officer, field_officer = people["pardev_officer"], people["field_officer"]
    call = cast.call(pardev_officer, germany)
    proposal = proposals.concept(field_officer, countries["ZWE"])

    def wrong(**values: Any) -> set[str]:
        return set(problems_of(lambda: cast.bid(pardev_officer, call, office, **values)))

    won = {"result": "won", "amount_won": Decimal(1), "decided_on": date(2026, 6, 30)}
    assert wrong(title=" ") == {"title"}
    assert wrong(**{**won, "decided_on": None}) == {"decided_on"}
    assert wrong(**{**won, "amount_won": None}) == {"amount_won"}
    assert wrong(**{**won, "result": "lost"}) == {"amount_won"}
    assert wrong(**{**won, "result": ""}) == {"amount_won", "decided_on"}
    assert wrong(**{**won, "decided_on": date(2026, 2, 28)}) == {"decided_on"}
    assert wrong(**{**won, "decided_on": TODAY + timedelta(days=1)}) == {"decided_on"}
    assert wrong(amount_asked=Decimal(0)) == {"amount_asked"}
    assert wrong(staff_days=Decimal(-1)) == {"staff_days"}
    kept = cast.bid(pardev_officer, call, office, title="", proposal=proposal, **won)
    assert kept.subject == proposal.title
    twice = problems_of(lambda: cast.bid(pardev_officer, call, office, proposal=proposal))
    assert "already" in str(twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.filter(pk=kept.pk).update(amount_won=None)
    closed_before = {"opens_on": date(2026, 3, 2), "closes_on": date(2026, 3, 1)}
    assert set(problems_of(lambda: cast.call(pardev_officer, germany, **closed_before))) == {"closes_on"}
    with pytest.raises(Refused):
        cast.call(field_officer, germany)
    with pytest.raises(Refused):
        BIDS.remove(by=field_officer, row=kept, lock_version=kept.version)
    with pytest.raises(UnableToAct, match="stays"):
        CALLS.remove(by=pardev_officer, row=call, lock_version=call.version)


def test_a_bid_is_seen_with_its_proposal_and_by_no_outsider(
    people: dict[str, User], germany: Organisation, office: Office, countries: Any
) -> None:
    pardev, field, admin, donor = (
        people[one] for one in ("pardev_officer", "field_officer", "admin", "german_donor")
    )
    call = cast.call(pardev, germany)
    proposal = proposals.concept(field, countries["ZWE"], title="Hidden from some")
    hidden = cast.bid(pardev, call, office, title="", proposal=proposal)
    plain = cast.bid(pardev, call, office)
    BIDS.edit(by=pardev, row=hidden, lock_version=1, data=BIDS.data_of(hidden))
    for person, seen in ((pardev, 2), (field, 2), (admin, 1), (donor, 0), (AnonymousUser(), 0)):
        assert Bid.objects.visible_to(person).count() == seen
    client = signed_in(admin)
    page = client.get(f"/funding-calls/{call.pk}/").content.decode()
    assert plain.title in page
    assert "Hidden from some" not in page
    assert client.get(f"/api/v1/funding-calls/{call.pk}/").json()["bids"] == 1
    assert client.get(f"/api/v1/bids/{hidden.pk}/").status_code == 404
    for person in (signed_in(donor), Client()):
        assert call.title not in person.get("/search/", {"search": "young people"}).content.decode()
        assert person.get("/api/v1/funding-calls/?count=true").status_code in {401, 403}
        assert person.get(f"/funding-calls/{call.pk}/").status_code == 404


def test_pardev_and_the_units_that_bid_are_told_of_a_deadline_twice(
    people: dict[str, User], germany: Organisation, office: Office
) -> None:
    pardev, field, manager, coordinator = (
        people[one] for one in ("pardev_officer", "field_officer", "manager", "coordinator")
    )
    call = cast.call(pardev, germany, opens_on=None, closes_on=date(2026, 5, 31))
    bid = cast.bid(pardev, call, office)

    def told(day: date) -> set[str]:
        before = set(Notification.objects.values_list("pk", flat=True))
        tell_of_deadlines(today=day)
        rows = Notification.objects.exclude(pk__in=before).select_related("recipient")
        return {one.recipient.username for one in rows if one.url == f"/funding-calls/{call.pk}/"}

    everybody = {pardev.username, field.username, manager.username}
    assert told(date(2026, 4, 30)) == set()
    assert told(date(2026, 5, 1)) == everybody
    assert told(date(2026, 5, 2)) == set()
    BIDS.remove(by=pardev, row=bid, lock_version=1)
    assert told(date(2026, 5, 24)) == everybody - {field.username}
    assert coordinator.username not in everybody
    moved = {"closes_on": date(2026, 6, 30)}
    data = CALLS.data_of(FundingCall.objects.get())
    CALLS.edit(by=pardev, row=call, lock_version=1, data=type(data)(**{**vars(data), **moved}))
    assert told(date(2026, 6, 20)) == everybody - {field.username}
    assert request_deadline_notices() is not None
    assert request_deadline_notices() is None


def test_pardev_is_asked_what_became_of_bids_once_their_call_is_closed(
    pardev_officer: User, field_officer: User, germany: Organisation, office: Office
) -> None:
    call = cast.call(pardev_officer, germany, opens_on=None, closes_on=TODAY - timedelta(days=1))
    bid = cast.bid(pardev_officer, call, office)
    assert [one.url for one in work.awaiting(pardev_officer)] == [f"/bids/{bid.pk}/edit/"]
    assert work.awaiting(field_officer) == []
    lost = {"result": "lost", "decided_on": TODAY}
    data = BIDS.data_of(bid)
    BIDS.edit(by=pardev_officer, row=bid, lock_version=1, data=type(data)(**{**vars(data), **lost}))
    assert work.awaiting(pardev_officer) == []


def test_a_partners_page_shows_its_calls_to_staff_alone(
    partners: None, pardev_officer: User, german_donor: User
) -> None:
    germany = Organisation.objects.get(slug="germany")
    cast.call(pardev_officer, germany, title="Jobs fund")
    page = signed_in(pardev_officer).get("/partners/germany/").content.decode()
    assert "Jobs fund" in page
    assert "/funding-calls/new/?partner=germany" in page
    for client in (signed_in(german_donor), Client()):
        assert "unding-call" not in client.get("/partners/germany/").content.decode()
