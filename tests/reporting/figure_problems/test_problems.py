"""A reader reports a figure that looks wrong; who owns it is told, answers and closes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.translation import override

from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.models import Notification, User
from ilo_dc.core.text_search import plain
from reporting.catalogue.catalogue import MEASURES
from reporting.figure_problems.actions import Report, answer_problem, report_problem
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.querysets import measures_owned_by
from tests.people import signed_in

NEW = "/figures/problems/new/"
SEEN: dict[str, Any] = {
    "measure": "framework_gap",
    "value": "US$ 1.2 million",
    "scope": "Kenya",
    "as_of": "2026-11-01T10:00:00+00:00",
    "page": "/countries/KEN/",
    "rows": "/frameworks/sub-outputs/?country=KEN",
}
REPORT = Report(**{**SEEN, "as_of": datetime(2026, 11, 1, 10, tzinfo=UTC)}, text="It was twice as much.")


def form(**more: str) -> dict[str, Any]:
    return {**SEEN, "text": "It was twice as much.", **more}


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "javascript:alert(1)",
    "countries/KEN/",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_form_leads_back_to_pages_of_the_portal_only(client: Client, db: None, address: str) -> None:
    asked = client.get(NEW, {**SEEN, "page": address, "rows": address}, headers={"Referer": address})
    assert 'class="btn btn-3" href="/"' in asked.content.decode()
    assert f'="{address}' not in asked.content.decode()
    assert 'class="btn btn-3" href="/countries/KEN/"' in client.get(NEW, SEEN).content.decode()


@pytest.mark.parametrize("name", ["page", "rows"])
@pytest.mark.parametrize("address", ELSEWHERE)
def test_what_leads_elsewhere_is_not_kept(client: Client, db: None, name: str, address: str) -> None:
    answer = client.post(NEW, form(**{name: address}))
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert f'href="{address}"' not in answer.content.decode()
    assert FigureProblem.objects.count() == 0
    assert client.post(NEW, form()).status_code == 302


@pytest.mark.parametrize("address", [one for one in ELSEWHERE if "http" not in one])
def test_the_database_keeps_no_address_that_leads_elsewhere(db: None, address: str) -> None:
    for name in ("page", "rows"):
        with pytest.raises(UnableToAct, match="attention"):
            report_problem(by=None, report=replace(REPORT, **{name: address}))
    assert report_problem(by=None, report=REPORT).pk


def test_each_explained_figure_leads_to_a_form_that_knows_it(client: Client, published: None) -> None:
    page = client.get("/").content.decode()
    ways = [unescape(way) for way in re.findall(rf'href="({NEW}\?[^"]*)"', page)]
    assert len(ways) == page.count('<details class="explain"') > 3
    for way in ways:
        shown = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        assert shown["measure"] in MEASURES
        answer = client.get(way, headers={"Referer": "http://testserver/?country=KEN"})
        initial = answer.context["form"].initial
        assert re.search(
            r"<dd>\d{1,2} \w{3} 2026</dd>", answer.content.decode()
        )  # as the language writes days
        assert initial == {**dict.fromkeys(initial, ""), **shown, "page": "/?country=KEN"}
        sent = client.post(NEW, {**initial, "text": "Not so."})
        assert sent.status_code == 302 or FigureProblem.objects.count() >= 10
    assert FigureProblem.objects.count() == min(len(ways), 10)


def test_a_stranger_reports_and_the_owners_find_it_in_their_work(
    client: Client, manager: User, admin: User, pardev_officer: User
) -> None:
    answer = client.post(NEW, form(address="reader@example.org"))
    assert answer["Location"] == "/countries/KEN/"
    problem = FigureProblem.objects.get()
    assert (problem.status, problem.address, problem.reported_by) == ("open", "reader@example.org", None)
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told == {manager.username, admin.username}
    work = signed_in(manager, Client()).get("/work/").content.decode()
    assert problem.get_absolute_url() in work
    assert (
        problem.get_absolute_url() not in signed_in(pardev_officer, Client()).get("/work/").content.decode()
    )
    assert signed_in(pardev_officer, Client()).get(problem.get_absolute_url()).status_code == 404


def test_who_is_signed_in_is_named_by_the_account_and_sees_the_answer(
    client: Client, german_donor: User, manager: User
) -> None:
    signed_in(german_donor, client)
    assert "address" not in client.get(NEW, SEEN).context["form"].fields
    client.post(NEW, form(address="other@example.org"))
    problem = FigureProblem.objects.get()
    assert (problem.reported_by, problem.address) == (german_donor, "")
    assert problem.get_absolute_url() in client.get("/work/").content.decode()
    by_manager = signed_in(manager, Client())
    sent = {"status": "answered", "note": "The source was corrected.", "version": "1"}
    answer = by_manager.post(f"{problem.get_absolute_url()}answer/", sent)
    assert answer["Location"] == problem.get_absolute_url()
    page = client.get(problem.get_absolute_url()).content.decode()
    assert "The source was corrected." in page
    assert str(manager) not in page
    assert Notification.objects.get(recipient=german_donor).url == problem.get_absolute_url()
    assert client.get(f"{problem.get_absolute_url()}answer/").status_code == 403


def test_closing_erases_the_address_and_no_history_has_it(manager: User) -> None:
    problem = report_problem(by=None, report=Report(**{**REPORT.__dict__, "address": "me@example.org"}))
    with pytest.raises(UnableToAct, match="attention"):
        answer_problem(by=manager, problem=problem, lock_version=1, status="closed", note=" ")
    closed = answer_problem(by=manager, problem=problem, lock_version=1, status="closed", note="Done.")
    assert (closed.status, closed.address) == ("closed", "")
    with pytest.raises(UnableToAct, match="Closed"):
        answer_problem(by=manager, problem=problem, lock_version=2, status="open", note="Again")
    events = FigureProblem.pgh_event_model.objects.filter(pgh_obj=problem)  # type: ignore[attr-defined]
    assert [event.status for event in events.order_by("pgh_id")] == ["open", "closed"]
    assert not any(hasattr(event, "address") for event in events)


def test_only_who_owns_the_figure_answers(settings: Any, manager: User, finance_officer: User) -> None:
    problem = report_problem(by=None, report=REPORT)
    assert set(measures_owned_by(manager)) == set(MEASURES)
    settings.FIGURE_OWNERS = {"framework_gap": ("finance",)}
    with pytest.raises(Refused):
        answer_problem(by=manager, problem=problem, lock_version=1, status="answered", note="No.")
    answered = answer_problem(
        by=finance_officer, problem=problem, lock_version=1, status="answered", note="Yes."
    )
    assert answered.status == "answered"
    with pytest.raises(Conflict):
        answer_problem(by=finance_officer, problem=problem, lock_version=1, status="closed", note="Yes.")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (form(website="http://example.org"), 422),
        (form(text=""), 422),
        (form(measure="nothing"), 422),
        (form(page="//example.org/"), 422),
        (form(rows="javascript:x"), 422),
        (form(text="x" * 2001), 422),
    ],
    ids=["a robot", "no words", "no figure", "a page elsewhere", "rows elsewhere", "too long"],
)
def test_it_refuses_what_is_no_report(
    client: Client, installation: Any, sent: dict[str, Any], status: int
) -> None:
    assert client.post(NEW, sent).status_code == status
    assert not FigureProblem.objects.exists()


def test_the_same_words_sent_twice_are_kept_once(client: Client, installation: Any) -> None:
    assert [client.post(NEW, form()).status_code for _time in range(2)] == [302, 302]
    assert FigureProblem.objects.count() == 1


def test_an_address_reports_ten_times_an_hour(client: Client, installation: Any) -> None:
    answers = [client.post(NEW, form(text=str(number))).status_code for number in range(11)]
    assert answers == [302] * 10 + [429]
    assert FigureProblem.objects.count() == 10


LIST = "/api/v1/figure-problems/"


def test_who_owns_figures_reads_their_problems_on_a_list_and_answers_by_the_api(
    client: Client, manager: User, field_officer: User
) -> None:
    mine = report_problem(by=field_officer, report=REPORT)
    other = report_problem(by=None, report=replace(REPORT, measure="reported_revenue", value="3"))
    assert client.get(LIST).status_code in {401, 403}
    assert client.get("/figures/problems/").status_code == 302
    for person, seen in ((manager, [other.pk, mine.pk]), (field_officer, [mine.pk])):
        signed_in(person, client)
        rows = client.get(LIST).json()["results"]
        assert [row["id"] for row in rows] == seen
        assert {"address", "reported_by"}.isdisjoint(rows[0])
        page = client.get("/figures/problems/").content.decode()
        assert [f'href="/figures/problems/{pk}/"' in page for pk in (mine.pk, other.pk)] == [
            pk in seen for pk in (mine.pk, other.pk)
        ]
    signed_in(manager, client)
    assert 'href="/figures/problems/"' in client.get("/work/").content.decode()
    by_name = client.get(LIST, {"measure": str(MEASURES["framework_gap"].label).upper(), "status": "open"})
    assert [row["id"] for row in by_name.json()["results"]] == [mine.pk]
    numbers = {
        language: [
            row["id"] for row in client.get(f"{LIST}?ordering=measure", headers=asked).json()["results"]
        ]
        for language, asked in ((one, {"Accept-Language": one}) for one in ("en", "fr", "es"))
    }
    for language, order in numbers.items():
        with override(language):
            name = {one.pk: plain(str(MEASURES[one.measure].label)) for one in (mine, other)}
        assert order == sorted(name, key=lambda pk: name[pk]), language
    assert client.get(LIST, {"ordering": "value"}).status_code == 400  # a text: 10 would come before 9
    way, version = f"{LIST}{mine.pk}/answer/", {"If-Match": f'"{mine.version}"'}
    answer = {"status": "answered", "note": "It was half."}
    refused = signed_in(field_officer).post(way, answer, content_type="application/json", headers=version)
    assert refused.status_code == 403
    empty = client.post(way, {"status": "answered"}, content_type="application/json", headers=version)
    assert empty.json()["errors"] == {"note": ["Write what came out."]}
    told = client.post(way, answer, content_type="application/json", headers=version)
    assert (told.status_code, told.json()["status"], told.json()["note"]) == (200, "answered", "It was half.")
