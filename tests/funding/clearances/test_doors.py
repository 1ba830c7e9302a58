"""The way of a clearance through its pages and through the API: the same actions, the same words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from funding.clearances.actions.clearances import withdraw_clearance
from funding.models import PartnershipClearance, ScreeningCriterion
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from tests.people import hire, signed_in
from tests.recipes import clearances as recipes
from tests.recipes.worlds import PDF

TODAY = timezone.now().date()
UNTIL = (TODAY + timedelta(days=100)).isoformat()
API = "/api/v1/partnership-clearances/"


def page(name, *args):
    return reverse(f"funding:{name}", args=args)


def sent(person, address, values):
    """Return what a page says where the sending of its form leads to."""
    answer = signed_in(person).post(address, values, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def newest():
    return PartnershipClearance.objects.order_by("-pk")[0]


def test_a_clearance_goes_its_way_through_the_pages(cast):
    recipes.company()
    asked = {"kind": "exclusion", "text": "It makes tobacco.", "starts_on": TODAY.isoformat()}
    assert "The criterion is added." in sent(cast.manager, page("screening-criterion-new"), asked)
    criterion = ScreeningCriterion.objects.get()
    request = {"organisation": "Acme Textiles", "form": "project", "purpose": "Skills"}
    assert "The screening comes next." in sent(cast.officer, page("clearance-new"), request)
    made = newest()
    answers = {f"answer_{criterion.pk}": "not_found", "findings": "Fine.", "version": 1}
    screen = page("clearance-screen", made.pk)
    assert "is saved" in sent(cast.officer, screen, {**answers, "findings": "", "do": "draft"})
    lacking = signed_in(cast.officer).post(screen, {**answers, "version": 2, "findings": "", "do": "submit"})
    assert lacking.status_code == 422
    assert "Say what the screening found." in lacking.content.decode()
    assert "is handed in" in sent(cast.officer, screen, {**answers, "version": 2, "do": "submit"})
    opinion = {"opinion": "objection", "text": "It locks out unions.", "version": 3}
    assert "is given" in sent(cast.workers, page("clearance-opinion", made.pk, "actrav"), opinion)
    opinion = {"opinion": "no_objection", "text": "", "version": 4}
    assert "is given" in sent(cast.employers, page("clearance-opinion", made.pk, "act_emp"), opinion)
    advice = {"advice": "Standard clauses.", "version": 5}
    assert "is recorded" in sent(cast.officer, page("clearance-advise", made.pk), advice)
    decide = page("clearance-decide", made.pk)
    decision = {"do": "conditional", "valid_until": UNTIL, "conditions": "A report.", "version": 6}
    refused = signed_in(cast.manager).post(decide, decision)
    assert refused.status_code == 422
    assert "say in writing why it is overruled" in refused.content.decode()
    told = sent(cast.manager, decide, {**decision, "overruling": "It signed since."})
    assert "Acme Textiles was decided: Cleared with conditions." in told
    shown = signed_in(cast.workers).get(page("clearance", made.pk)).content.decode()
    for text in ("A report.", "It signed since.", "It locks out unions.", "Does not apply", "Fine."):
        assert text in shown, text
    assert "Clearance decided" in shown  # the history
    again = sent(cast.substitute, page("clearance-new"), {**request, "purpose": "Another one"})
    assert "the request reuses it" in again
    assert "A report." in again  # the conditions of the earlier one


@pytest.mark.parametrize("what", ["refused", "withdrawn"])
def test_a_page_of_before_says_by_whom_it_was_decided_and_keeps_the_note(cast, what):
    """Opened again, or sent from a window that was open: who, when, what was typed, the next one."""
    first = recipes.complete(cast)
    second = recipes.complete(cast, recipes.company("Beta Works", "beta-works"))
    late = hire("mina", "Mina Manager", NewMembership(Role.MANAGER, ScopeKind.GLOBAL))
    reader, address = signed_in(late), page("clearance-decide", first.pk)
    assert reader.get(address).status_code == 200
    sent_before = {"version": first.version, "do": "refused", "note": "Which unions?"}
    if what == "refused":
        recipes.decided(cast.manager, first, "refused", note="No.")
        said = f"<p>Refused, <bdi>{cast.manager}</bdi>, "
    else:
        withdraw_clearance(by=cast.officer, clearance=first, lock_version=first.version, reason="Given up")
        said = "<p>Withdrawn. "
    too_long = "Which unions? " * 100
    for answer, note in (
        (reader.post(f"{address}?decided=1", sent_before), "Which unions?"),
        (reader.post(address, {**sent_before, "do": "cleared"}), "Which unions?"),
        (reader.post(address, {**sent_before, "note": too_long}), too_long.strip()),
    ):
        assert answer.status_code == 409
        assert said in answer.text
        assert "nothing of what you sent was saved" in answer.text
        assert note in answer.text
        assert f'href="{page("clearance-decide", second.pk)}' in answer.text
        assert 'name="do"' not in answer.text
    again = reader.get(address)
    assert (again.status_code, "Decided already" in again.text) == (409, True)
    assert (
        reader.get(f"{address}?decided=1")["Location"] == f"{page('clearance-decide', second.pk)}?decided=1"
    )
    assert signed_in(cast.officer).get(address).status_code == 403
    unscreened = recipes.requested(cast.officer, recipes.company("Gamma", "gamma"))
    assert reader.get(page("clearance-decide", unscreened.pk)).status_code == 403


def test_documents_are_attached_served_and_withdrawn(cast):
    made = recipes.requested(cast.officer)
    file = SimpleUploadedFile("register.pdf", PDF)
    sent(cast.officer, page("clearance-attach", made.pk), {"file": file, "title": "Court register"})
    documents = signed_in(cast.workers).get(f"{API}{made.pk}/documents/").json()
    assert [one["title"] for one in documents] == ["Court register"]
    address = page("clearance-document", made.pk, documents[0]["id"])
    assert signed_in(cast.workers).get(address).status_code == 200
    withdraw = page("clearance-document-withdraw", made.pk, documents[0]["id"])
    sent(cast.officer, withdraw, {"reason": "The wrong one"})
    assert signed_in(cast.workers).get(address).status_code == 404


def test_a_clearance_goes_its_way_through_the_api(cast):
    recipes.company()

    def post(person, address, body, version=None):
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return signed_in(person).post(address, body, content_type="application/json", headers=headers)

    asked = {"kind": "common_approach", "text": "How high?", "answers": "Low\nHigh"}
    made = post(cast.manager, "/api/v1/screening-criteria/", {**asked, "starts_on": TODAY.isoformat()})
    assert made.status_code == 201, made.json()
    criterion = made.json()["id"]
    request = {"partner": "acme-textiles", "form": "event", "purpose": "A fair"}
    made = post(cast.officer, API, request)
    assert (made.status_code, made.json()["status"]) == (201, "screening"), made.json()
    url = made.json()["url"]
    sheet = {"answers": [{"criterion": criterion, "answer": "Low"}], "findings": "Fine.", "hand_in": True}
    assert post(cast.officer, f"{url}screen/", sheet).status_code == 428
    assert post(cast.officer, f"{url}screen/", sheet, 9).status_code == 412
    found = post(cast.officer, f"{url}screen/", sheet, 1).json()
    assert found["answers"] == [{"criterion": criterion, "answer": "Low", "note": ""}]
    assert post(cast.workers, f"{url}opinions/eval/", {"opinion": "no_objection"}, 2).status_code == 404
    assert post(cast.workers, f"{url}opinions/act_emp/", {"opinion": "no_objection"}, 2).status_code == 403
    post(cast.workers, f"{url}opinions/actrav/", {"opinion": "no_objection"}, 2)
    post(cast.employers, f"{url}opinions/act_emp/", {"opinion": "comments", "text": "Ask."}, 3)
    found = post(cast.substitute, f"{url}advise/", {"advice": "Fine."}, 4).json()
    assert found["status"] == "decision"
    barred = post(cast.manager, f"{url}decide/", {"decision": "cleared"}, 5)
    assert (barred.status_code, list(barred.json()["errors"])) == (422, ["valid_until"])
    found = post(cast.manager, f"{url}decide/", {"decision": "cleared", "valid_until": UNTIL}, 5).json()
    assert (found["decision"], found["valid_until"]) == ("cleared", UNTIL)
    again = post(cast.officer, API, request).json()
    assert (again["status"], again["reuses"]) == ("reused", found["id"])
    listed = signed_in(cast.workers).get(API, {"valid_on": UNTIL}).json()["results"]
    assert [one["id"] for one in listed] == [found["id"]]
    assert signed_in(cast.workers).get(API, {"valid_on": "2020-01-01"}).json()["results"] == []
    changed = signed_in(cast.officer).patch(
        url, {"sector": "Textiles"}, content_type="application/json", headers={"If-Match": '"6"'}
    )
    assert changed.status_code == 403  # it is over
    rules = {"effective_on": TODAY.isoformat(), "reason": "Faster", "legal_days": 4}
    made = post(cast.manager, "/api/v1/clearance-rules/", rules)
    assert (made.status_code, made.json()["legal_days"]) == (201, 4)
    end = {"ends_on": (TODAY + timedelta(days=1)).isoformat(), "reason": "Replaced"}
    ended = post(cast.manager, f"/api/v1/screening-criteria/{criterion}/end/", end, 1).json()
    assert ended["last_day"] == TODAY.isoformat()
