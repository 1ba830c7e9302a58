"""Work of others where there is much of it: nothing is cut, and all of it is done in few statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.models import Assignment, Membership, Notification, Reminder, User
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.portal.work import actions
from ilo_dc.portal.work.sources import OVERSEEN, items
from tests.people import hire, signed_in
from tests.recipes import projects, updates

API = "/api/v1/work-items/"


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe, on which several periods are to be reported."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


@pytest.fixture
def tariro(field_officer) -> User:
    """A colleague of the field officer, in the same office."""
    row = Membership.objects.get(user=field_officer)
    return hire("tariro", "Tariro Two", NewMembership(row.role, row.scope, office=row.office))


def keys(by: User, code: str = "update:") -> list[str]:
    return [item.key for item in items(OVERSEEN, by) if item.key.startswith(code)]


def test_what_is_overseen_is_not_cut_where_ones_own_work_is(monkeypatch, manager, countries) -> None:
    for module in ("projects", "programmes", "project_results", "updates", "appraisals", "proposals"):
        monkeypatch.setattr(f"portfolio.{module}.work.MOST", 1, raising=False)
    ended = {"starts_on": date(2024, 1, 1), "ends_on": timezone.now().date() - timedelta(days=3)}
    for number in range(3):
        projects.running(manager, countries["ZWE"], title=f"Ended {number}", **ended)
    assert len(keys(manager, "project-end:")) == 3


def test_all_that_match_are_assigned_and_reminded_of_in_as_many_statements_as_one(
    outcome, manager, field_officer, tariro
) -> None:
    found = keys(manager)
    assert len(found) >= 2

    def statements(act: Any, **values: Any) -> int:
        with CaptureQueriesContext(connection) as context:
            act(by=manager, **values)
        return len(context)

    for act, values in (
        (actions.assign_items, {"assignee": tariro}),
        (actions.assign_items, {"assignee": field_officer}),
        (actions.remind_of_items, {}),
    ):
        one = statements(act, keys=found[:1], **values)
        assert statements(act, keys=found[1:], **values) == one, act
    assert Assignment.objects.current().count() == Reminder.objects.count() == len(found)
    assert Notification.objects.filter(recipient=field_officer, kind="N21").count() == 2 * len(found)


def test_a_client_turns_the_pages_as_those_of_every_list(outcome, manager) -> None:
    client, seen, address, before = signed_in(manager), [], f"{API}?limit=1&count=true", None
    whole = client.get(API).json()
    while address:
        answer = client.get(address).json()
        assert set(answer) == {"next", "previous", "count", "count_is_capped", "results"}
        assert (answer["count"], len(answer["results"])) == (len(whole["results"]), 1)
        assert (answer["previous"] is None) == (before is None)
        before = answer
        seen += answer["results"]
        address = answer["next"]
    assert client.get(before["previous"]).json()["results"] == seen[-2:-1]
    assert (seen, whole["next"], whole["previous"]) == (whole["results"], None, None)
    assert len(seen) == len(keys(manager, "")) >= 2
    for wrong in ("limit=0", "limit=1001", "page_size=2", "cursor=x"):
        assert client.get(f"{API}?{wrong}").status_code == 400, wrong
