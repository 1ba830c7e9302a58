"""Health: 200 when every part works, 503 when one does not, and no secret in either."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ilo_dc.core import health
from ilo_dc.core.runs.actions.sweeping import SWEPT_AT


@pytest.fixture(autouse=True)
def _patient(monkeypatch, settings, tmp_path):
    """Wait as long as it takes, where nothing hangs; files go to a place of their own."""
    monkeypatch.setattr(health, "SECONDS", 60)
    monkeypatch.setattr(health, "_asked", {})
    settings.MEDIA_ROOT = tmp_path / "files"


def test_it_answers_without_a_sign_in_and_waits_for_the_first_sweep(client, db):
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "parts": {"database": "ok", "migrations": "ok", "broker": "ok", "worker": "waiting", "files": "ok"},
    }
    assert "no-store" in response["Cache-Control"]
    assert client.post("/health/").status_code == 405


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


def test_a_directory_that_refuses_files_is_named(client, db, settings, tmp_path):
    (tmp_path / "no-directory").write_text("")
    settings.MEDIA_ROOT = tmp_path / "no-directory" / "files"
    response = client.get("/health/")
    assert (response.status_code, response.json()["parts"]["files"]) == (503, "failing")


@pytest.mark.parametrize("part", sorted(health.CHECKS))
def test_whatever_hangs_is_named_and_asked_once_until_it_answers(client, db, monkeypatch, part):
    asked, let_go = [], threading.Event()

    def hang():
        asked.append(part)
        let_go.wait(60)
        return "ok"

    monkeypatch.setattr(health, "CHECKS", {part: hang})
    monkeypatch.setattr(health, "SECONDS", 0.05)
    for _request in range(3):
        response = client.get("/health/")
        assert (response.status_code, response.json()["parts"]) == (503, {part: "hanging"})
    assert asked == [part]
    let_go.set()
    health._asked[part].thread.join()
    monkeypatch.setattr(health, "SECONDS", 60)
    assert client.get("/health/").json() == {"status": "ok", "parts": {part: "ok"}}


def test_it_asks_no_session_and_no_person(client, admin, monkeypatch, django_assert_num_queries):
    client.force_login(admin)
    monkeypatch.setattr(health, "CHECKS", {})
    with django_assert_num_queries(0):
        assert client.get("/health/").status_code == 200
