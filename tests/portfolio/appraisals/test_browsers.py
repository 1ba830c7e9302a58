"""The same way through the pages: what each person's browser sends, and what `/work/` shows each of them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio.appraisals.vocab import Criterion
from portfolio.models import Appraisal, Proposal
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
        self.client = signed_in(person)

    def send(self, address, **typed):
        shown = self.client.get(address)
        assert shown.status_code == 200, (address, shown.status_code)
        version = re.search(r'name="version" value="(\d+)"', shown.content.decode())
        sent = {"version": version[1]} if version else {}
        answer = self.client.post(address, {**sent, **typed}, follow=True)
        assert answer.status_code == 200, (address, answer.context["form"].errors)
        return answer

    def work(self):
        page = self.client.get("/work/")
        return [one.item.title for one in page.context["waiting"]]

    def waits_on(self):
        kinds = {"Proposal", "Appraisal"}
        others = self.client.get("/work/").context["others"]
        return [(one.item.waits_on, one.days) for one in others if one.item.kind in kinds]


@pytest.fixture
def browsers(cast):
    """The browsers of those who have a part."""
    names = ("author", "appraiser", "substitute", "manager", "workers", "employers")
    return {name: Browser(getattr(cast, name)) for name in names}


def test_a_proposal_comes_through_their_browsers_to_ready(browsers):
    author, appraiser, manager = (browsers[name] for name in ("author", "appraiser", "manager"))
    author.send("/proposals/new/", **TYPED)
    proposal = Proposal.objects.get()
    here = f"/proposals/{proposal.pk}/"
    assert author.work() == ["Go on writing the proposal"]
    for status in ("proposal", "submitted"):
        author.send(f"{here}move/{status}/", effective_on=TODAY, reason="It is time")
    assert (author.work(), author.waits_on()) == ([], [("PARDEV officer", 0)])
    assert appraiser.work() == ["Take up the appraisal"]
    appraiser.send(f"{here}appraise/", appraiser="")
    appraisal = Appraisal.objects.get()
    there = f"/appraisals/{appraisal.pk}/"
    assert "Whose turn it is" not in author.client.get(here).content.decode()
    assert "Petra Partnerships" in author.client.get(here).content.decode()
    scores = {f"score_{one}": "2" for one in Criterion.values} | {
        f"why_{one}": "So" for one in Criterion.values
    }
    appraiser.send(f"{there}score/", do="submit", recommendation="ready", comment="", **scores)
    for name, bureau in (("workers", "actrav"), ("employers", "act_emp")):
        assert browsers[name].work() == ["Give the opinion of your bureau"]
        browsers[name].send(f"{there}opinions/{bureau}/", opinion="no_objection", text="")
        assert browsers[name].work() == []
    assert author.waits_on() == [("PARDEV manager", 0)]
    assert manager.work() == ["Decide on the appraisal"]
    manager.send(f"{there}decide/", do="ready", note="")
    assert manager.work() == ["Submit the proposal to a partner"]
    assert proposals.fresh(proposal).status == "ready"
    assert author.client.get(there).status_code == 200


def test_page_api_and_file_list_the_same_proposals_and_the_page_its_statements_do_not_grow(cast):
    clients = {name: signed_in(cast.everybody[name]) for name in ("manager", "field_officer", "admin")}
    proposals.submitted(cast.author, cast.country)
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
        with CaptureQueriesContext(
            connection,
        ) as asked:
            clients["manager"].get("/proposals/")
            clients["manager"].get("/appraisals/")
            clients["manager"].get("/work/")
        counted.append(len(asked))
        for _another in range(4):
            appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    assert counted[1] <= counted[0] + 4  # prefetched scores and opinions, once


def test_what_a_person_may_not_see_is_not_found(cast):
    proposal = proposals.submitted(cast.author, cast.country, title="Zweitausend jobs")
    found = signed_in(cast.manager).get("/search/", {"search": "Zweitausend"}).content.decode()
    assert f"/proposals/{proposal.pk}/" in found
    for name in ("german_donor", "constituent", "admin"):
        page = signed_in(cast.everybody[name]).get("/search/", {"search": "Zweitausend"}).content.decode()
        assert f"/proposals/{proposal.pk}/" not in page, name
