"""Steps of outcome updates are dated facts: a figure of a past moment counts what was handed in by then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import Client

from ilo_dc.core.errors import Refused
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.measures import Question, Scope, figures
from ilo_dc.core.models import Change, User
from portfolio.models import OutcomeUpdate, ProgrammeOutcome, UpdateStep
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.measures import SUBMISSIONS_IN_TIME, UPDATE_SUBMISSIONS
from tests.people import signed_in
from tests.recipes import updates
from tests.test_docs import table
from tests.test_parity import reproduce

INTERNAL = Question(scope=Scope.INTERNAL)
API = "/api/v1/outcome-update-steps/"


@pytest.fixture
def outcome(field_officer, regional_officer, countries) -> ProgrammeOutcome:
    """The outcome of a running programme of Zimbabwe."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


def take(step: str, outcome: ProgrammeOutcome, period: str, people: tuple[User, User]) -> None:
    """Let an update take a step, as the field officer or the regional officer does."""
    field, region = people
    update = OutcomeUpdate.objects.filter(outcome=outcome, starts_on=updates.period(period).starts_on).first()
    if update is None:
        updates.submitted(field, outcome, period)
        return
    version = {"update": update, "lock_version": update.version}
    if step == "handed in":
        text = updates.text(outcome, narrative=f"Corrected, {update.version}")
        actions.edit_update(by=field, **version, text=text, submit=True)
    elif step == "returned":
        actions.return_update(by=region, **version, note="Say more")
    elif step == "taken back":
        actions.withdraw_update(by=field, **version, reason="Too early")
    else:
        actions.accept_update(by=region, **version)


def test_the_worked_table_is_true_before_and_after_a_return(
    outcome, field_officer, regional_officer, manager
) -> None:
    client = signed_in(manager)
    moments: dict[str, str] = {}
    for number, period, step in table("outcome-updates.md", "step"):
        take(step, outcome, period, (field_officer, regional_officer))
        moments[number] = Change.objects.latest("pk").recorded_at.isoformat().replace("+00:00", "Z")
    rows = table("outcome-updates.md", "known after step")
    assert len(rows) >= 6
    for number, submitted, accepted in rows:
        asked = {"measure": "update_submissions", "by": "state", "as_of": moments[number]}
        answer = client.get("/api/v1/figures/", asked).json()
        found = {line["state"]: int(line["value"]) for line in answer["rows"]}
        assert (found.get("submitted", 0), found.get("accepted", 0)) == (int(submitted), int(accepted)), (
            number
        )
        assert answer["scope"] == "internal"
        listed = client.get(API, {"counted": "true", "as_of": moments[number]}).json()["results"]
        assert len(listed) == int(submitted) + int(accepted)
        page = client.get("/data/measures/update_submissions/", {"as_of": moments[number]})
        assert page.context["figure"].value == int(submitted) + int(accepted)


def test_each_step_takes_the_place_of_the_one_before(outcome, field_officer, regional_officer) -> None:
    for step in ("handed in", "returned", "handed in", "accepted"):
        take(step, outcome, "2026-H1", (field_officer, regional_officer))
    steps = list(UpdateStep.objects.order_by("pk"))
    assert [one.state for one in steps] == ["submitted", "returned", "submitted", "accepted"]
    assert [one.superseded_at for one in steps[:-1]] == [one.recorded_at for one in steps[1:]]
    assert steps[-1].superseded_at is None
    update = OutcomeUpdate.objects.get()
    assert (update.submitted_at, update.decided_at) == (steps[2].recorded_at, steps[3].recorded_at)
    assert steps[0].submitted_at == steps[0].recorded_at < steps[2].submitted_at


def test_the_share_in_time_is_of_the_last_submission_by_the_moment(
    outcome, field_officer, regional_officer, manager
) -> None:
    take("handed in", outcome, "2026-H1", (field_officer, regional_officer))
    take("handed in", outcome, "2026-H2", (field_officer, regional_officer))
    answer = figures(SUBMISSIONS_IN_TIME, user=manager, question=INTERNAL)
    assert answer.figure().value == Decimal("0.5")  # 2026-H1 was due in July, 2026-H2 is not due yet
    by_period = figures(
        UPDATE_SUBMISSIONS, user=manager, question=INTERNAL.split_by("reporting_period", "in_time")
    )
    assert {(line.keys["reporting_period"], line.keys["in_time"]) for line in by_period.lines} == {
        ("2026-H1", "false"),
        ("2026-H2", "true"),
    }


def test_every_line_is_reproduced_by_the_rows_that_it_names(
    outcome, field_officer, regional_officer, manager
) -> None:
    take("handed in", outcome, "2026-H1", (field_officer, regional_officer))
    take("handed in", outcome, "2025-H2", (field_officer, regional_officer))
    take("accepted", outcome, "2025-H2", (field_officer, regional_officer))
    client = signed_in(manager)
    for by in ("", *(one.code for one in UPDATE_SUBMISSIONS.splits)):
        asked = {"measure": "update_submissions", **({"by": by} if by else {})}
        lines = client.get("/api/v1/figures/", asked).json()["rows"]
        for line in lines:
            assert list(map(Decimal, reproduce(client, UPDATE_SUBMISSIONS, line))) == [Decimal(line["value"])]


@pytest.mark.parametrize("who", ["german_donor", "constituent", None])
def test_nobody_but_staff_counts_or_lists_them(  # noqa: PLR0917  (fixtures)
    outcome, field_officer, regional_officer, request: Any, who: str | None
) -> None:
    take("handed in", outcome, "2026-H1", (field_officer, regional_officer))
    person = request.getfixturevalue(who) if who else AnonymousUser()
    client = signed_in(person) if who else Client()
    with pytest.raises(Refused):
        figures(UPDATE_SUBMISSIONS, user=person, question=INTERNAL)
    asked = {"measure": "update_submissions", "scope": "internal"}
    assert client.get("/api/v1/figures/", asked).status_code in {401, 403}
    assert client.get("/dwcps/updates/steps/").status_code in {302, 403}
    assert client.get(API).json().get("results", []) == []
    step = UpdateStep.objects.get()
    assert client.get(f"{API}{step.pk}/").status_code in {401, 404}


def test_the_database_holds_updates_and_steps_to_each_other(outcome, field_officer, regional_officer) -> None:
    take("handed in", outcome, "2026-H1", (field_officer, regional_officer))
    update, step = OutcomeUpdate.objects.get(), UpdateStep.objects.get()

    def is_refused(change: Any) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                change()
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError:
            return True
        return False

    def again() -> None:
        with recording(by=None, reason="Again"):
            UpdateStep.objects.create(update=update, state="accepted", submitted_at=step.submitted_at)

    past = OutcomeUpdate.objects.filter(pk=update.pk)
    assert is_refused(lambda: past.update(state="draft"))
    assert is_refused(lambda: UpdateStep.objects.update(state="accepted"))
    assert is_refused(step.delete)
    assert is_refused(again)
    assert not is_refused(lambda: past.update(narrative="More"))
