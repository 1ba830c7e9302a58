"""The same way through the pages: what each person's browser sends, and what `/work/` shows each of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio.appraisals.vocab import Criterion
from portfolio.models import Appraisal, Proposal
from portfolio.proposals.vocab import Section
from tests.people import signed_in
from tests.recipes import appraisals, proposals

TODAY = timezone.now().date().isoformat()
TYPED = {
    "title": "Decent jobs for young people",
    "language": "en",
    "country": "ZWE",
    "problem": "Young people find no decent jobs.",
    "need_source": "request",
    "need_text": "The ministry asked for it.",
    "workers": "on",
    "workers_on": "2026-02-03",
    "target_groups": "Young women and men.",
    "results": "Two outcomes.",
    "budget_usd": "1,200,000",
    "duration_months": "36",
    "turin_role": "Two courses.",
    "gender": "Half are women.",
    "labour_standards": "Convention No. 122.",
}


class Browser:
    """Somebody's browser: it sends forms with the version that they show, and follows the answer."""

    def __init__(self, person):
        self.person = person

    @property
    def client(self):
        return signed_in(self.person)  # anew each time: days pass between one form and the next

    def send(self, address, **typed):
        client = self.client
        shown = client.get(address)
        assert shown.status_code == 200, (address, shown.status_code)
        version = re.search(r'name="version" value="(\d+)"', shown.content.decode())
        sent = {"version": version[1]} if version else {}
        return client.post(address, {**sent, **typed}, follow=True)

    def does(self, address, **typed):
        answer = self.send(address, **typed)
        assert answer.status_code == 200, (address, answer.context["form"].errors)
        return answer

    def work(self):
        """What awaits them: what to do, for how many days, and until when."""
        page = self.client.get("/work/")
        return [
            (one.item.title, one.days, (one.item.due_on - timezone.now().date()).days)
            if one.item.due_on
            else (one.item.title, one.days)
            for one in page.context["waiting"]
        ]

    def waits_on(self):
        """Whom theirs waits for, and for how many days."""
        kinds = {"Proposal", "Appraisal"}
        others = self.client.get("/work/").context["others"]
        return [(one.item.waits_on, one.days) for one in others if one.item.kind in kinds]

    def others_are_due(self):
        """In how many days what of theirs waits for others is due."""
        others, today = self.client.get("/work/").context["others"], timezone.now().date()
        return [(one.item.due_on - today).days for one in others if one.item.kind == "Appraisal"]


@pytest.fixture
def browsers(cast):
    """The browsers of those who have a part."""
    names = ("author", "appraiser", "substitute", "manager", "workers", "employers")
    return {name: Browser(getattr(cast, name)) for name in names}


@pytest.fixture
def days_pass(monkeypatch):
    """Let it be some days later than it is."""
    now = timezone.now
    return lambda days: monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=days))


def scores(**differing):
    values = {f"score_{one}": differing.get(one, "2") for one in Criterion.values}
    return {**values, **{f"why_{one}": "So" for one in Criterion.values}}


def clocks(browser, address):
    """What a page of an appraisal says of its steps: who, for how many days."""
    panel = browser.client.get(address).context["panel"]
    return [(one.who, one.clock.days) for one in panel.waits_for]


ACTRAV, ACT_EMP = (
    "Bureau for Workers’ Activities (ACTRAV)",
    "Bureau for Employers’ Activities (ACT/EMP)",
)


def test_a_proposal_comes_through_their_browsers_to_ready_returned_once(browsers, days_pass):
    """Each one's `/work/` and clock at each step; a substitute appraises, and the history names both."""
    author, appraiser, substitute, manager = (
        browsers[name] for name in ("author", "appraiser", "substitute", "manager")
    )
    bureaux = (("workers", "actrav"), ("employers", "act_emp"))
    author.does("/proposals/new/", **TYPED)
    proposal = Proposal.objects.get()
    here = f"/proposals/{proposal.pk}/"
    assert author.work() == [("Go on writing the proposal", 0)]
    page = author.client.get(here).content.decode()
    assert {one for one in Section.values if f"?section={one}" in page} == set(Section.values)
    author.does(f"{here}move/proposal/", effective_on=TODAY, reason="It is time")
    author.does(f"{here}move/submitted/", effective_on=TODAY, reason="It is time")
    assert (author.work(), author.waits_on()) == ([], [("PARDEV officer", 0)])

    days_pass(3)
    assert appraiser.work() == substitute.work() == [("Take up the appraisal", 3, 2)]
    assert author.waits_on() == [("PARDEV officer", 3)]
    appraiser.does(f"{here}appraise/", appraiser="")
    assert appraiser.work() == [("Score the proposal", 0, 10)]
    assert substitute.work() == manager.work() == []
    there = f"/appraisals/{Appraisal.objects.get().pk}/"

    days_pass(5)
    assert clocks(author, there) == [("Petra Partnerships", 2), (ACT_EMP, 2), (ACTRAV, 2)]
    assert author.waits_on() == [(f"Petra Partnerships, {ACT_EMP}, {ACTRAV}", 2)]
    assert author.others_are_due() == [8]
    appraiser.does(f"{there}hand-over/", appraiser="Pavel Partnerships", reason="On mission")
    assert (appraiser.work(), substitute.work()) == ([], [("Score the proposal", 2, 8)])
    substitute.does(
        f"{there}score/", do="submit", recommendation="revise", comment="", **scores(coverage="1")
    )
    for name, bureau in bureaux:
        assert browsers[name].work() == [("Give the opinion of your bureau", 2, 8)]
        browsers[name].does(f"{there}opinions/{bureau}/", opinion="no_objection", text="")
        assert browsers[name].work() == []

    days_pass(6)
    assert manager.work() == [("Decide on the appraisal", 1, 4)]
    assert author.waits_on() == substitute.waits_on() == [("PARDEV manager", 3)]
    assert author.others_are_due() == substitute.others_are_due() == [4]
    refused = manager.send(f"{there}decide/", do="ready", note="")
    assert (refused.status_code, refused.context["form"].errors != {}) == (422, True)
    manager.does(f"{there}decide/", do="revise", note="Say how employers take part.")
    assert manager.work() == substitute.work() == []
    assert author.work() == [("Revise the returned proposal", 0, 20)]
    assert author.waits_on() == []
    assert manager.waits_on() == substitute.waits_on() == [(str(author.person), 0)]
    assert clocks(author, there) == [(str(author.person), 0)]

    days_pass(8)
    assert author.work() == [("Revise the returned proposal", 2, 18)]
    shown = author.client.get(here).content.decode()
    assert "Say how employers take part." in shown
    author.does(f"{here}edit/", **{**TYPED, "results": "Three outcomes.", "region": ""})
    today = timezone.now().date().isoformat()
    author.does(f"{here}move/submitted/", effective_on=today, reason="Revised")
    assert (author.work(), author.waits_on()) == ([], [("PARDEV officer", 0)])
    assert (manager.waits_on(), clocks(author, there)) == ([], [])
    appraiser.does(f"{here}appraise/", appraiser="")
    again = f"/appraisals/{Appraisal.objects.get(round=2).pk}/"
    appraiser.does(f"{again}score/", do="submit", recommendation="ready", comment="", **scores())
    for name, bureau in bureaux:
        browsers[name].does(f"{again}opinions/{bureau}/", opinion="no_objection", text="")
    manager.does(f"{again}decide/", do="ready", note="")
    assert proposals.fresh(proposal).status == "ready"
    assert (author.work(), author.waits_on()) == ([], [])
    assert manager.work() == appraiser.work() == [("Submit the proposal to a partner", 0, 30)]
    panel = manager.client.get(again).context["panel"]
    [first] = panel.earlier
    lines = [one for part in (first, panel) for one in part.scores]
    coverage = [one.score.score for one in lines if one.label == str(Criterion.COVERAGE.label)]
    assert coverage == ["1", "2"]
    words = " ".join(str(vars(one)) for one in manager.client.get(there).context["changes"])
    assert all(one in words for one in ("Petra Partnerships", "Pavel Partnerships", "On mission"))


def test_page_api_and_file_list_the_same_proposals_and_the_page_its_statements_do_not_grow(cast):
    clients = {name: signed_in(cast.everybody[name]) for name in ("manager", "field_officer", "admin")}
    proposals.submitted(cast.author, cast.country)
    appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    counted = []
    for _round in range(2):
        for register in ("proposals", "appraisals", "proposal-statuses"):
            for client in clients.values():
                address = "/proposals/statuses/" if register == "proposal-statuses" else f"/{register}/"
                page = [row.record.pk for row in client.get(address).context["table"].rows]
                answer = client.get(f"/api/v1/{register}/").json()["results"]
                file = client.get(f"/api/v1/{register}/", {"format": "csv"})
                text = b"".join(file.streaming_content if file.streaming else [file.content]).decode()
                assert page == [one["id"] for one in answer]
                assert len(text.strip().splitlines()) == len(page) + 1
        asked = []
        for address in ("/proposals/", "/appraisals/", "/work/", "/api/v1/proposals/", "/api/v1/appraisals/"):
            with CaptureQueriesContext(connection) as queries:
                assert clients["manager"].get(address).status_code == 200
            asked.append((address, len(queries)))
        counted.append(asked)
        for _another in range(4):
            proposals.submitted(cast.author, cast.country)
            appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    assert counted[0] == counted[1]


def test_what_a_person_may_not_see_is_not_found(cast):
    proposal = proposals.submitted(cast.author, cast.country, title="Zweitausend jobs")
    found = signed_in(cast.manager).get("/search/", {"search": "Zweitausend"}).content.decode()
    assert f"/proposals/{proposal.pk}/" in found
    for name in ("german_donor", "constituent", "admin"):
        page = signed_in(cast.everybody[name]).get("/search/", {"search": "Zweitausend"}).content.decode()
        assert f"/proposals/{proposal.pk}/" not in page, name
