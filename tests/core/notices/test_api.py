"""`/notifications/`: each person reads and marks their own, newest first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.accounts.actions.api_keys import issue_api_key
from ilo_dc.core.models import Notification
from ilo_dc.core.notices.actions import Notice, mark_read, notify
from ilo_dc.core.notices.vocab import NoticeKind
from tests.people import signed_in

API = "/api/v1/notifications/"
TEXT = "An outcome update was accepted: %(outcome)s, %(period)s."


def tell(person: Any, number: int, kind: NoticeKind = NoticeKind.N8) -> Notification:
    values = {"outcome": f"ZWE{number}", "period": "2026-H1"}
    return notify(by=None, to=[person], notice=Notice(kind, TEXT, "/dwcps/", values))[0]


def test_each_person_lists_their_own_newest_first(field_officer, manager):
    mine = [tell(field_officer, number) for number in (101, 102)]
    tell(manager, 103)
    rows = signed_in(field_officer).get(API, {"count": "true"}).json()
    assert rows["count"] == 2
    assert [one["id"] for one in rows["results"]] == [mine[1].pk, mine[0].pk]
    first = rows["results"][0]
    assert first["text"] == "An outcome update was accepted: ZWE102, 2026-H1."
    assert (first["kind"], first["page"], first["read_at"]) == ("N8", "/dwcps/", None)
    assert first["values"] == {"outcome": "ZWE102", "period": "2026-H1"}


def test_strangers_are_asked_who_they_are(field_officer):
    row = tell(field_officer, 101)
    client = Client()
    assert client.get(API).status_code == 401
    assert client.get(f"{API}{row.pk}/").status_code == 401
    assert client.post(f"{API}{row.pk}/read/").status_code == 401
    assert client.post(f"{API}read-all/").status_code == 401


def test_anothers_is_as_a_missing_one(field_officer, manager):
    row = tell(field_officer, 101)
    client = signed_in(manager)
    for path in (f"{API}{row.pk}/", f"{API}999999/"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}read/").status_code == 404
    assert client.get(API).json()["results"] == []
    row.refresh_from_db()
    assert row.read_at is None


def test_it_is_filtered_by_kind_and_by_what_is_unread(field_officer):
    read, other = tell(field_officer, 101), tell(field_officer, 102, NoticeKind.N9)
    mark_read(by=field_officer, notification=read)
    client = signed_in(field_officer)

    def listed(**query: str) -> list[int]:
        return [one["id"] for one in client.get(API, query).json()["results"]]

    assert listed(unread="true") == listed(kind="N9") == [other.pk]
    assert listed(unread="false") == listed(kind="N8") == [read.pk]
    assert listed(ordering="number") == [read.pk, other.pk]
    for query in ({"kind": "N99"}, {"unread": "maybe"}, {"colour": "red"}, {"ordering": "text"}):
        refused = client.get(API, query)
        assert refused.status_code == 400
        assert refused["Content-Type"] == "application/problem+json"


def test_one_and_all_are_marked_as_read(field_officer):
    row = tell(field_officer, 101)
    client = signed_in(field_officer)
    marked = client.post(f"{API}{row.pk}/read/", headers={"Idempotency-Key": "once"})
    assert marked.status_code == 200
    at = marked.json()["read_at"]
    assert at is not None
    assert client.post(f"{API}{row.pk}/read/").json()["read_at"] == at
    tell(field_officer, 102)
    tell(field_officer, 103)
    assert client.post(f"{API}read-all/").json() == {"read": 2}
    assert client.get(API, {"unread": "true"}).json()["results"] == []


def test_a_key_lists_but_does_not_mark(field_officer, admin):
    row = tell(field_officer, 101)
    _key, text = issue_api_key(
        by=admin, user=field_officer, label="test", expires_at=timezone.now() + timedelta(days=1)
    )
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert [one["kind"] for one in client.get(API).json()["results"]] == ["N20", "N8"]  # of the key, too
    assert client.post(f"{API}{row.pk}/read/").status_code == 403


def test_it_is_read_in_ones_own_language(finance_officer):
    tell(finance_officer, 101)
    client = signed_in(finance_officer)
    shown = client.get(API, headers={"Accept-Language": "fr"}).json()["results"][0]["text"]
    assert "ZWE101" in shown
    assert shown != "An outcome update was accepted: ZWE101, 2026-H1."


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_it_is_taken_away_as_a_file(field_officer, extension):
    tell(field_officer, 101)
    answer = signed_in(field_officer).get(API, {"format": extension})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content
    if extension == "csv":
        assert b"ZWE101" in content


def test_pages_join_without_a_seam_and_cost_the_same(field_officer):
    for number in range(100, 108):
        tell(field_officer, number)
    client, address, found = signed_in(field_officer), f"{API}?limit=3", []
    while address:
        body = client.get(address).json()
        found += [one["id"] for one in body["results"]]
        address = body["next"]
    assert found == sorted(found, reverse=True)
    assert len(found) == 8
    counts = []
    for limit in (2, 8):
        with CaptureQueriesContext(connection) as queries:
            client.get(API, {"limit": limit})
        counts.append(len(queries))
    assert counts[0] == counts[1]
