"""Health: 200 when every part works, 503 when one does not, and no secret in either."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ilo_dc.core import health
from ilo_dc.core.runs.actions import SWEPT_AT


def test_it_answers_without_a_sign_in_and_waits_for_the_first_sweep(client, db):
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "parts": {"database": "ok", "migrations": "ok", "broker": "ok", "worker": "waiting"},
    }


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (10, 503)])
def test_it_fails_when_the_worker_fell_silent(client, db, minutes, status):
    cache.set(SWEPT_AT, (timezone.now() - timedelta(minutes=minutes)).isoformat(), None)
    assert client.get("/health/").status_code == status


def test_a_failing_part_is_named_and_its_cause_is_not_told(client, db, monkeypatch):
    def fail():
        raise ConnectionError("redis://user:secret@broker refused")

    monkeypatch.setitem(health.CHECKS, "broker", fail)
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["parts"]["broker"] == "failing"
    assert b"secret" not in response.content
