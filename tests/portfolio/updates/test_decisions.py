"""The page on which an update is decided: what was, what is, what changed since a return, the next one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.writing.pages import decision_page
from portfolio.models import CountryProgramme, OutcomeUpdate
from portfolio.programmes import work as work_of_programmes
from portfolio.programmes.actions.programmes import create_programme
from portfolio.programmes.rules.programmes import first_end_told_after, months_before
from portfolio.updates import work as work_of_updates
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.panels import asked
from portfolio.updates.work import awaiting, coming, handed_in
from tests.people import hire, signed_in
from tests.recipes import programmes as plans
from tests.recipes import updates

PERIODS = ("2024-H1", "2024-H2", "2025-H1")


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


@pytest.fixture
def waiting(field_officer, outcome):
    """Three updates that await a decision, what has waited longest first."""
    return [updates.submitted(field_officer, outcome, code) for code in PERIODS]


def review(update) -> str:
    return f"/dwcps/updates/{update.pk}/review/"


def decide(client, address, do="accept", **more):
    form = client.get(address).context["form"]
    return client.post(address, {"version": form["version"].value(), "do": do, **more})


def test_each_region_of_ones_work_has_a_name_of_its_own(client, field_officer, waiting):
    signed_in(field_officer, client)
    page = client.get("/work/").content.decode()
    headings = dict(re.findall(r'<h2[^>]* id="([\w-]+)">([^<]+)</h2>', page))
    sections = [headings[one] for one in re.findall(r'<section[^>]* aria-labelledby="([\w-]+)"', page)]
    tables = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert {"Coming", "Waiting on others"} <= set(sections)
    assert {"What is coming", "What waits on others"} <= set(tables)
    assert len({*sections, *tables}) == len([*sections, *tables])


@pytest.mark.parametrize("code", ["2030-H1", "2019-H1"])
def test_no_form_opens_for_a_period_that_cannot_be_reported_on(client, field_officer, outcome, code):
    signed_in(field_officer, client)
    answer = client.get(f"/dwcps/outcomes/{outcome.pk}/updates/{code}/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This period has not begun, or the programme did not run in it." in page
    assert 'name="narrative"' not in page
    assert client.get(f"/dwcps/outcomes/{outcome.pk}/updates/2025-H1/").status_code == 200


def test_each_decision_leads_to_the_next_and_says_how_many_there_are(client, regional_officer, waiting):
    signed_in(regional_officer, client)
    page = client.get(review(waiting[0])).content.decode()
    assert "1 of 3" in page
    assert "After your decision the next one opens." in page
    assert "Final: it cannot be taken back" in page
    answer = decide(client, review(waiting[0]))
    assert answer["Location"] == f"{review(waiting[1])}?decided=1"
    page = client.get(answer["Location"]).content.decode()
    assert "2 of 3" in page
    assert "The update was accepted: ZWE101 2024-H1." in page
    answer = decide(client, answer["Location"], "return", note="Who?")
    assert answer["Location"] == f"{review(waiting[2])}?decided=2"
    page = client.get(answer["Location"]).content.decode()
    assert "the next one opens" not in page
    assert "3 of 3" in page
    answer = decide(client, answer["Location"])
    assert answer["Location"] == "/work/"
    page = client.get(answer["Location"]).content.decode()
    assert "No other decision of this kind is waiting for you: you took 3." in page
    assert "Nothing else is waiting" not in page
    states = OutcomeUpdate.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["accepted", "returned", "accepted"]


def test_one_is_skipped_and_comes_last(client, regional_officer, waiting):
    signed_in(regional_officer, client)
    skip = client.get(review(waiting[0])).context["skip"]
    assert skip == review(waiting[1])
    assert client.get(skip).context["place"] == 1
    last = client.get(review(waiting[2])).context
    assert (last["skip"], last["place"], last["total"]) == (review(waiting[0]), 1, 3)
    answer = decide(client, review(waiting[2]))
    assert answer["Location"] == f"{review(waiting[0])}?decided=1"
    following = client.get(answer["Location"]).context
    assert (following["place"], following["total"]) == (2, 3)


def test_a_round_has_as_many_as_wait_although_few_are_read_ahead(
    client, regional_officer, waiting, monkeypatch
):
    monkeypatch.setattr(decision_page, "LONGEST_QUEUE", 2)
    signed_in(regional_officer, client)
    address, places = review(waiting[0]), []
    for _decision in waiting:
        shown = client.get(address).context
        places.append((shown["place"], shown["total"]))
        address = decide(client, address)["Location"]
    assert places == [(1, 3), (2, 3), (3, 3)]


def test_the_same_decision_sent_again_changes_nothing_and_leads_the_same_way(
    client, regional_officer, waiting
):
    signed_in(regional_officer, client)
    sent = {"version": waiting[0].version, "do": "accept", "once": "one-click"}
    first, second = (client.post(review(waiting[0]), sent) for _time in range(2))
    assert first["Location"] == second["Location"] == f"{review(waiting[1])}?decided=1"


@pytest.mark.parametrize("do", ["accept", "return"])
def test_a_page_of_before_says_that_it_was_decided_by_whom_and_keeps_the_note(
    client, regional_officer, waiting, do
):
    signed_in(regional_officer, client)
    read = {"by": regional_officer, "update": waiting[0], "lock_version": waiting[0].version}
    actions.accept_update(**read) if do == "accept" else actions.return_update(**read, note="Which ones?")
    for sent in ({"note": "Who of them?"}, {"note": "Who of them?" * 1000}):
        old = {"version": waiting[0].version, "do": "return", **sent}
        answer = client.post(f"{review(waiting[0])}?decided=1", old)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Decided already" in page
        assert f"<bdi>{regional_officer}</bdi>" in page
        assert sent["note"] in page
        assert f'href="{review(waiting[1])}?decided=1"' in page
        assert 'name="do"' not in page
        assert "compare" not in page


def test_a_page_of_before_says_that_the_author_took_it_back_and_that_nobody_decided(
    client, field_officer, regional_officer, waiting
):
    signed_in(regional_officer, client)
    old = {"version": waiting[0].version, "do": "return", "note": "Who of them?"}
    actions.withdraw_update(
        by=field_officer, update=waiting[0], lock_version=waiting[0].version, reason="A figure"
    )
    answer = client.post(review(waiting[0]), old)
    assert answer.status_code == 409
    assert "Taken back by its author" in answer.text
    assert "Who of them?" in answer.text
    assert "Decided already" not in answer.text
    assert f'href="{review(waiting[1])}"' in answer.text


def test_a_page_of_before_shows_what_was_submitted_anew(client, field_officer, regional_officer, waiting):
    signed_in(regional_officer, client)
    old = {"version": waiting[0].version, "do": "return", "note": "Who of them?"}
    update = actions.withdraw_update(
        by=field_officer, update=waiting[0], lock_version=waiting[0].version, reason="A figure"
    )
    actions.submit_update(by=field_officer, update=update, lock_version=update.version)
    answer = client.post(review(waiting[0]), old)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "read it as it is now and decide" in page
    assert "compare" not in page
    assert 'name="do"' in page


def test_who_comes_to_one_that_was_decided_meanwhile_goes_on_in_the_round(client, regional_officer, waiting):
    signed_in(regional_officer, client)
    actions.accept_update(by=regional_officer, update=waiting[1], lock_version=waiting[1].version)
    assert client.get(f"{review(waiting[1])}?decided=1")["Location"] == f"{review(waiting[0])}?decided=1"
    again = client.get(review(waiting[1]))
    assert again.status_code == 409
    assert f"Accepted, <bdi>{regional_officer}</bdi>" in again.text
    assert "of what you sent" not in again.text


@pytest.mark.parametrize("typed", ["-1", "x", "²", "9" * 30, "9" * 5000])
def test_a_place_that_cannot_be_is_none(client, regional_officer, waiting, typed):
    signed_in(regional_officer, client)
    assert client.get(f"{review(waiting[0])}?decided={typed}").status_code == 200


def test_it_shows_before_now_and_target(field_officer, regional_officer, outcome):
    updates.accepted(field_officer, regional_officer, outcome, "2025-H1")
    number = outcome.indicators.get().pk
    values = {number: actions.Reported(Decimal("15.5"))}
    update = updates.submitted(field_officer, outcome, "2025-H2", values=values, progress="no_progress")
    line = asked(update)["measured"][0]
    assert (line.before.value, line.now.value, line.change) == (12, Decimal("15.5"), "+3.5 points")
    line.indicator.unit = "people"
    assert line.change == "+3.5"
    assert (asked(update)["previous"].period.code, asked(update)["step"]) == ("2025-H1", "A step back")
    assert asked(update)["returned"] is None


def test_what_an_indicator_began_at_has_its_unit(client, field_officer, regional_officer, outcome):
    outcome.indicators.update(baseline_value=Decimal(10), baseline_year=2023)
    update = updates.submitted(field_officer, outcome, "2025-H1")
    signed_in(regional_officer, client)
    page = client.get(review(update)).content.decode()
    assert "10 % (2023)" in page
    assert "baseline" in page


def test_it_shows_what_changed_since_it_was_returned(client, field_officer, regional_officer, outcome):
    update = updates.submitted(field_officer, outcome, "2025-H2")
    note = "How many of them are women?"
    update = actions.return_update(by=regional_officer, update=update, lock_version=update.version, note=note)
    number = outcome.indicators.get().pk
    for narrative in ("Deux cents jeunes", f"{updates.ACHIEVED} Cent sont des femmes."):
        text = updates.text(
            outcome, narrative=narrative, values={number: actions.Reported(Decimal(14), "dans deux régions")}
        )
        update = actions.edit_update(by=field_officer, update=update, lock_version=update.version, text=text)
    update = actions.submit_update(by=field_officer, update=update, lock_version=update.version)
    returned = asked(update)["returned"]
    assert returned.note == note
    assert "".join(piece.added for piece in returned.narrative) == " Cent sont des femmes."
    assert [piece.taken for piece in returned.narrative if piece.taken] == []
    assert [(was, now) for _what, was, now in returned.changes] == [
        ("12 dans deux régions", "14 dans deux régions")
    ]
    signed_in(regional_officer, client)
    page = client.get(review(update)).content.decode()
    assert note in page
    assert "Your note" not in page
    assert f"Note ({regional_officer}): <q>{note}" in page
    assert "<ins> Cent sont des femmes.</ins>" in page


def test_a_return_without_a_note_shows_its_error_at_once(client, regional_officer, waiting):
    signed_in(regional_officer, client)
    answer = decide(client, review(waiting[0]), "return")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert re.search(r'id="problems" autofocus', page)
    assert 'href="#id_note"' in page
    assert "(optional)" not in page


def test_work_says_what_is_theirs_what_waits_on_whom_and_what_comes(field_officer, regional_officer, waiting):
    assert [item.subject for item in awaiting(regional_officer)][:3] == [
        f"{one.outcome} · {one.period.code}" for one in waiting
    ]
    assert [item.due_on for item in awaiting(regional_officer)][:3] == [one.due_on for one in waiting]
    assert {item.waits_on for item in handed_in(field_officer)} == {"Regional programming officer, Africa"}
    assert [item.due_on for item in handed_in(field_officer)] == [one.due_on for one in waiting]
    assert handed_in(regional_officer) == []
    update = actions.return_update(
        by=regional_officer, update=waiting[0], lock_version=waiting[0].version, note="Who?"
    )
    given_back = [(item.url, item.due_on) for item in handed_in(regional_officer)]
    assert given_back == [(f"/dwcps/updates/{update.pk}/", update.due_on)]
    assert len(handed_in(field_officer)) == 2
    assert [item.title for item in coming(field_officer)] == ["Write the updates of the period"]
    assert coming(regional_officer) == []


def test_what_a_reader_decides_on_waits_on_nobody_else(regional_officer, countries):
    """Of a sub-regional programme the region writes: what a colleague handed in is the reader's to decide."""
    region = countries["ZWE"].region
    grant = NewMembership(Role.REGIONAL, ScopeKind.REGION, region=region)
    colleague = hire("zodwa", "Zodwa Colleague", grant)
    programme = create_programme(by=colleague, region=region, text=plans.text())
    priority = plans.parts.PRIORITIES.add(
        by=colleague, owner=programme, data=plans.parts.PriorityData(1, "Jobs")
    )
    text = plans.programme_outcomes.OutcomeText(priority, "RAF101", "More people work")
    outcome = plans.programme_outcomes.add_outcome(by=colleague, programme=programme, text=text)
    plans.parts.INDICATORS.add(by=colleague, owner=outcome, data=plans.parts.IndicatorData("People in work"))
    plans.brought_to(colleague, programme, "running")
    update = updates.submitted(colleague, updates.fresh(outcome), "2024-H1")
    assert review(update) in [item.url for item in awaiting(regional_officer)]
    assert handed_in(regional_officer) == []
    assert [item.url for item in handed_in(colleague)] == [f"/dwcps/updates/{update.pk}/"]


def test_what_is_left_out_takes_no_place_among_the_first(  # noqa: PLR0917  (fixtures)
    field_officer, regional_officer, outcome, countries, monkeypatch
):
    """Programmes that the list leaves out stand before one that belongs there, and the list holds one."""
    today = timezone.now().date()
    over = outcome.programme
    CountryProgramme.objects.filter(pk=over.pk).update(ends_on=date(2025, 1, 1))
    running = updates.outcome_of(field_officer, regional_officer, countries["NAM"]).programme
    CountryProgramme.objects.filter(pk=running.pk).update(ends_on=today + timedelta(days=500))
    monkeypatch.setattr(work_of_updates, "MOST", 1)
    assert [item.url for item in coming(field_officer)] == [f"/dwcps/{running.slug}/#results"]
    assert [item.url for item in work_of_programmes.coming(field_officer)] == [f"/dwcps/{running.slug}/#life"]


@pytest.mark.parametrize("months", [6, 12])
def test_the_first_end_that_is_told_of_later_is_the_first(months):
    for number in range(1500):
        day = date(2023, 1, 1) + timedelta(days=number)
        end = first_end_told_after(day, months)
        assert months_before(end, months) > day >= months_before(end - timedelta(days=1), months)
