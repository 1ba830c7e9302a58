"""Evaluations from the draft to the follow-up: what people send, and what others see of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Notification, User
from portfolio.evaluations import rules, work
from portfolio.evaluations.actions import evaluation_parts as parts
from portfolio.evaluations.actions import evaluations as actions
from portfolio.models import Evaluation, Lesson, ManagementResponse, Project, Recommendation
from tests.people import signed_in
from tests.recipes import evaluations as cast
from tests.recipes import programmes as plans
from tests.recipes import projects

TODAY = timezone.now().date()
NEW = {"kind": "final", "title": "Garments evaluated", "language": "en", "evaluated_on": "2025-03-04"}


@pytest.fixture
def project(manager: User, countries: dict[str, Any]) -> Project:
    return projects.running(manager, countries["ZWE"])


def problems_of(act: Any) -> dict[str, list[str]]:
    with pytest.raises(UnableToAct) as refused, transaction.atomic():
        act()
    return refused.value.problems


def sent(client: Client, url: str, **values: Any) -> Any:
    """Send a form and return the page that it leads to."""
    answer = client.post(url, values)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])


def test_a_publication_needs_a_summary_and_the_report() -> None:
    assert list(rules.lacking(summary=" ", has_report=False)) == ["summary", "link"]
    assert list(rules.lacking(summary="Safer.", has_report=True)) == []


def test_only_what_is_accepted_has_a_follow_up() -> None:
    day = date(2026, 1, 1)
    assert list(rules.follow_up_problems("accepted", day, "planned")) == []
    assert list(rules.follow_up_problems("partly", None, "")) == ["due_on", "state"]
    assert list(rules.follow_up_problems("rejected", day, "")) == ["due_on"]
    assert list(rules.follow_up_problems("rejected", None, "")) == []


def test_an_evaluation_goes_from_draft_to_follow_up_through_its_peoples_browsers(
    evaluator: User, field_officer: User, project: Project
) -> None:
    eva, chipo, stranger = signed_in(evaluator), signed_in(field_officer), Client()
    page = eva.get(f"/evaluations/new/?project={project.pk}").content.decode()
    assert project.title in page  # offered, and filled in
    sent(eva, "/evaluations/new/", **NEW, project=project.code or project.title)
    row = Evaluation.objects.get()
    here = f"/evaluations/{row.pk}/"
    sent(eva, f"{here}recommendations/new/", position=1, text="Train inspectors.", addressee="The office")
    sent(eva, f"{here}lessons/new/", kind="good_practice", theme="Inspection", text="Give them bicycles.")
    refused = eva.post(f"{here}publish/", {"version": row.version})
    assert refused.status_code == 422
    assert "needs a summary" in refused.content.decode()
    assert "needs its report" in refused.content.decode()
    assert stranger.get(here).status_code == 404
    assert "Garments" not in stranger.get(f"/projects/{project.pk}/").content.decode()
    said = {**NEW, "summary": "Safer.", "link": cast.REPORT, "version": row.version}
    sent(eva, f"{here}edit/", **said)
    sent(eva, f"{here}publish/", version=row.version + 1)
    recommendation = Recommendation.objects.get()
    assert "Garments evaluated" in stranger.get(f"/projects/{project.pk}/").content.decode()
    assert "Give them bicycles." in stranger.get(here).content.decode()
    assert "Give them bicycles." in stranger.get("/search/", {"search": "bicycles"}).content.decode()
    assert (
        f"/evaluations/recommendations/{recommendation.pk}/response/new/"
        in chipo.get("/work/").content.decode()
    )
    answer = {
        "decision": "partly",
        "text": "Twelve of them.",
        "language": "en",
        "responded_on": TODAY.isoformat(),
        "due_on": TODAY.isoformat(),
        "state": "planned",
    }
    sent(chipo, f"/evaluations/recommendations/{recommendation.pk}/response/new/", **answer)
    response = ManagementResponse.objects.get()
    assert f"/evaluations/responses/{response.pk}/edit/" in chipo.get("/work/").content.decode()
    assert "Twelve of them." in stranger.get(here).content.decode()
    sent(chipo, f"/evaluations/responses/{response.pk}/edit/", **{**answer, "state": "done"}, version=1)
    assert work.awaiting(field_officer) == []
    told = Notification.objects.filter(recipient=evaluator)
    assert [one.text for one in told if "answered" in one.text]
    assert "Management response edited" in eva.get(here).content.decode()
    sent(eva, f"{here}withdraw/", version=row.version + 2, reason="The wrong report")
    assert stranger.get(here).status_code == 404


def test_evaluators_write_and_the_responsible_unit_answers(
    people: dict[str, User], manager: User, project: Project
) -> None:
    evaluator, field_officer, bureau_officer = (
        people[name] for name in ("evaluator", "field_officer", "bureau_officer")
    )
    for person in (manager, field_officer):
        with pytest.raises(Refused):
            cast.draft(person, project=project)
    row = cast.draft(evaluator, project=project)
    first, second = (
        cast.recommendation(evaluator, row),
        cast.recommendation(evaluator, row, 2, unit=bureau_officer.memberships.get().office),
    )
    with pytest.raises(Refused, match="draft"):
        cast.response(manager, first)
    cast.published(evaluator, row)
    now = {one.position: one for one in Recommendation.objects.for_list()}
    for person, wrong in ((bureau_officer, 1), (field_officer, 2), (evaluator, 1)):
        with pytest.raises(Refused, match="responsible unit"):
            cast.response(person, now[wrong])
        awaited = {item.url for item in work.awaiting(person)}
        assert not any(f"recommendations/{now[wrong].pk}/" in url for url in awaited)
    cast.response(bureau_officer, now[2])
    cast.response(field_officer, now[1], decision="rejected", due_on=None, state="")
    assert {one.pk for one in Recommendation.objects.answered("none")} == set()
    with pytest.raises(UnableToAct, match="it stays"):
        parts.RECOMMENDATIONS.remove(by=evaluator, row=second, lock_version=1)
    assert set(problems_of(lambda: cast.response(manager, now[1]))) == {"recommendation"}


def test_a_response_says_what_follows(evaluator: User, manager: User, project: Project) -> None:
    row = cast.draft(evaluator, project=project)
    asked = cast.recommendation(evaluator, row)
    cast.published(evaluator, row)
    now = Recommendation.objects.for_list().get(pk=asked.pk)
    assert set(problems_of(lambda: cast.response(manager, now, due_on=None))) == {"due_on"}
    assert set(problems_of(lambda: cast.response(manager, now, decision="rejected"))) == {"due_on", "state"}
    tomorrow = TODAY + timedelta(days=1)
    assert "responded_on" in problems_of(lambda: cast.response(manager, now, responded_on=tomorrow))


def test_what_was_answered_stays_and_a_response_is_withdrawn_with_a_reason(
    evaluator: User, manager: User, project: Project
) -> None:
    row = cast.draft(evaluator, project=project)
    asked = cast.recommendation(evaluator, row)
    cast.published(evaluator, row)
    response = cast.response(manager, asked)
    eva, mara = signed_in(evaluator), signed_in(manager)
    path = f"/api/v1/evaluations/{row.pk}/recommendations/{asked.pk}/"
    said = {"position": 1, "text": "Train the inspectors.", "addressee": "The country office"}

    def changed(**values: Any) -> Any:
        tag = {"If-Match": f'"{Recommendation.objects.get(pk=asked.pk).version}"'}
        return eva.patch(path, values, content_type="application/json", headers=tag)

    for name in ("text", "addressee"):
        refused = changed(**{name: "Something else"})
        assert (refused.status_code, set(refused.json()["errors"])) == (422, {name})
        typed = {**said, name: "Something else", "version": 1}
        page = eva.post(f"/evaluations/recommendations/{asked.pk}/edit/", typed)
        assert page.status_code == 422
        assert "The management has answered this" in page.content.decode()
    assert changed(position=4).status_code == 200

    place = f"/api/v1/recommendations/{asked.pk}/responses/{response.pk}/"
    tag = {"If-Match": '"1"'}
    assert mara.delete(place, headers=tag).status_code == 405
    remove = f"/evaluations/responses/{response.pk}/remove/"
    without = mara.post(remove, {"version": 1, "reason": " "})
    assert without.status_code == 422
    withdraw: dict[str, Any] = {"content_type": "application/json", "headers": tag}
    assert mara.post(f"{place}withdraw/", {"reason": " "}, **withdraw).status_code in {400, 422}
    assert set(
        problems_of(
            lambda: parts.withdraw_response(
                by=manager,
                row=ManagementResponse.objects.for_detail().get(pk=response.pk),
                lock_version=1,
                reason=" ",
            )
        )
    ) == {"reason"}
    assert ManagementResponse.objects.filter(pk=response.pk).exists()
    assert eva.post(f"{place}withdraw/", {"reason": "Ours"}, **withdraw).status_code == 403
    assert mara.post(f"{place}withdraw/", {"reason": "Meant for another"}, **withdraw).status_code == 204
    assert "Meant for another" in eva.get(f"/evaluations/{row.pk}/").content.decode()
    assert changed(text="Train all inspectors.").status_code == 200
    again = cast.response(manager, asked)
    remove = f"/evaluations/responses/{again.pk}/remove/"
    sent(mara, remove, version=1, reason="Sent too early")
    assert not ManagementResponse.objects.exists()


def test_it_is_of_one_thing_which_never_changes(
    evaluator: User, field_officer: User, project: Project, countries: Any
) -> None:
    programme = plans.draft(field_officer, countries["ZWE"])
    for subject in ({}, {"project": project, "theme": "Both"}, {"project": project, "programme": programme}):
        assert problems_of(lambda subject=subject: cast.draft(evaluator, **subject))
    client = signed_in(evaluator)
    body = {**NEW, "project": project.pk, "theme": "Both"}
    assert "theme" in client.post("/api/v1/evaluations/", body, "application/json").json()["errors"]
    made = client.post("/api/v1/evaluations/", {**NEW, "project": project.pk}, "application/json")
    assert made.status_code == 201, made.content
    assert (made.json()["project"], made.json()["countries"]) == (project.pk, ["ZWE"])
    row = Evaluation.objects.get()
    assert "theme" in problems_of(
        lambda: actions.edit_evaluation(
            by=evaluator, evaluation=row, lock_version=row.version, text=cast.text(theme="Both")
        )
    )


def test_it_is_seen_with_its_subject(evaluator: User, field_officer: User, countries: Any) -> None:
    hidden = plans.draft(field_officer, countries["ZWE"])
    cast.published(evaluator, cast.draft(evaluator, programme=hidden, title="Of a draft"))
    theme = cast.published(evaluator, cast.draft(evaluator, theme="Strategy 2010–17", title="Of a strategy"))
    seen = Evaluation.objects.visible_to(AnonymousUser())
    assert [one.pk for one in seen] == [theme.pk]
    assert Evaluation.objects.visible_to(field_officer).count() == 2
    page = signed_in(field_officer).get(f"/dwcps/{hidden.slug}/").content.decode()
    assert "Of a draft" in page


def test_a_published_one_keeps_its_summary_and_report(evaluator: User, project: Project) -> None:
    row = cast.published(evaluator, cast.draft(evaluator, project=project))
    for lost in ("summary", "link"):
        wrong = problems_of(
            lambda lost=lost: actions.edit_evaluation(
                by=evaluator, evaluation=row, lock_version=row.version, text=cast.text(**{lost: ""})
            )
        )
        assert set(wrong) == {lost}


def test_lists_filter_and_files_carry_what_was_answered(
    evaluator: User, manager: User, project: Project
) -> None:
    row = cast.draft(evaluator, project=project)
    cast.recommendation(evaluator, row)
    cast.recommendation(evaluator, row, 2, text="Buy bicycles.")
    cast.lesson(evaluator, row)
    cast.published(evaluator, row)
    cast.response(manager, Recommendation.objects.for_list().get(position=1))
    client = Client()

    def positions(**asked: str) -> list[int]:
        answer = client.get("/api/v1/recommendations/", asked)
        assert answer.status_code == 200, answer.content
        return [one["position"] for one in answer.json()["results"]]

    assert positions(response="none") == [2]
    assert positions(response="accepted", unit="co-test", country="ZWE") == [1]
    assert positions(due_by="2026-05-06") == [1]
    assert positions(due_by="2026-05-05") == []
    assert positions(search="bicycles") == [2]
    assert positions(country="NAM") == []
    sheet = client.get("/api/v1/recommendations/", {"format": "csv"})
    assert b"The office trains them in the next year." in b"".join(sheet.streaming_content)
    lesson = client.get("/api/v1/lessons/", {"theme": "labour inspection"}).json()["results"]
    assert [one["evaluation"] for one in lesson] == [row.pk]
    for page in ("/evaluations/", "/evaluations/recommendations/", "/evaluations/lessons/"):
        assert client.get(page).context["count"] >= 1


def test_its_page_asks_as_often_for_many_as_for_few(evaluator: User, manager: User, project: Project) -> None:
    row = cast.draft(evaluator, project=project)
    client, asked = signed_in(manager), []
    cast.recommendation(evaluator, row)
    cast.published(evaluator, row)
    client.get(f"/evaluations/{row.pk}/")  # what is asked once and kept is asked here
    for more in (range(2, 4), range(4, 12)):
        for position in more:
            cast.recommendation(evaluator, row, position)
            cast.lesson(evaluator, row)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/evaluations/{row.pk}/")
            client.get("/evaluations/recommendations/")
            client.get("/evaluations/lessons/")
            work.awaiting(manager)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert Lesson.objects.count() == 10
