"""Limits before every view: bodies that are too large, pages for strangers, keys that nobody has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.settings import api_settings

from ilo_dc.core.accounts.actions import api_keys
from tests.people import signed_in

RATES = {"anonymous": "100/min", "signed_in": "100/min", "pages": "3/min", "wrong_keys": "3/min"}


@pytest.fixture
def petra(client, pardev_officer):
    return signed_in(pardev_officer, client)


class Unread:
    """A body that fails whoever reads it."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def test_a_body_over_the_limit_is_refused_before_it_is_read(petra, settings):
    settings.UPLOAD_MB, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1, 1000
    form, json = "multipart/form-data; boundary=x", "application/json"
    for address, kind, length, status in (
        (reverse("api:imports-list"), form, 3 * 1024 * 1024 + 1, 413),
        (reverse("import-new"), form, 3 * 1024 * 1024 + 1, 413),
        (reverse("api:organisations-list"), json, 1001, 413),
        (reverse("api:organisations-list"), json, 10**40, 413),
    ):
        sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind}
        answer = petra.generic("POST", address, b"", **sent)
        assert answer.status_code == status, address
        if address.startswith("/api/"):
            assert answer["Content-Type"] == "application/problem+json"
        else:
            assert "at most 3 MB" in answer.content.decode()
    assert petra.post(reverse("api:organisations-list"), "{}", json).status_code == 400


def test_strangers_get_so_many_pages_a_minute_and_others_theirs(db, petra, monkeypatch):
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", RATES)
    stranger = Client()
    pages = [stranger.get(reverse("account_login")) for _ in range(4)]
    assert [answer.status_code for answer in pages] == [200, 200, 200, 429]
    assert int(pages[-1]["Retry-After"]) == 60
    assert Client(REMOTE_ADDR="198.51.100.7").get(reverse("account_login")).status_code == 200
    assert {petra.get(reverse("core:preferences")).status_code for _ in range(5)} == {200}
    assert stranger.get(reverse("api:measures")).status_code == 200


def test_whoever_sends_keys_that_nobody_has_must_wait(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", RATES)
    text = "ilo_nothing"
    ask = {"path": reverse("api:measures"), "headers": {"Authorization": f"Bearer {text}"}}
    answers = [Client().get(**ask) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    with django_assert_num_queries(0):
        assert Client().get(**ask).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get(**ask).status_code == 401
    assert Client().get(reverse("api:measures")).status_code == 200


def test_a_key_that_has_ended_is_no_guess(admin, coordinator, monkeypatch):
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", RATES)
    end = timezone.now() + timedelta(days=1)
    key, text = api_keys.issue_api_key(by=admin, user=coordinator, label="Pull", expires_at=end)
    api_keys.revoke_api_key(by=admin, key=key, reason="Lost")
    ask = {"path": reverse("api:measures"), "headers": {"Authorization": f"Bearer {text}"}}
    assert {Client().get(**ask).status_code for _ in range(5)} == {401}
