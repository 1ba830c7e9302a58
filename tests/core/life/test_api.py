"""The addresses of a life: where they are, and where they once were."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import signed_in
from tests.recipes import programmes as plans

API = "/api/v1/country-programmes"


@pytest.fixture
def draft(field_officer, countries):
    """A draft of Zimbabwe."""
    return plans.draft(field_officer, countries["ZWE"])


@pytest.fixture
def strict(field_officer) -> Client:
    """Chipo's client, which is asked for the token against forged requests as a browser is."""
    client = Client(enforce_csrf_checks=True)
    signed_in(field_officer, client)
    return client


@pytest.mark.parametrize("place", ["", "7/correct/", "7/take-back/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_old_addresses_lead_to_the_new_with_method_body_and_parameters(strict, place, method):
    answer = getattr(strict, method)(f"{API}/5/states/{place}?format=csv")
    assert (answer.status_code, answer["Location"]) == (308, f"{API}/5/statuses/{place}?format=csv")


def test_who_follows_from_an_old_address_reads_and_writes(client, field_officer, draft):
    signed_in(field_officer, client)
    read = client.get(f"{API}/{draft.pk}/states/", follow=True)
    assert [one["status"] for one in read.json()] == ["draft"]
    step = {"status": "consultation", "effective_on": read.json()[0]["effective_on"], "reason": "Workshop"}
    written = client.post(
        f"{API}/{draft.pk}/states/",
        step,
        content_type="application/json",
        headers={"If-Match": f'"{draft.version}"'},
        follow=True,
    )
    assert (written.status_code, written.json()["status"]) == (201, "consultation")


def test_a_status_that_is_sent_twice_under_one_key_is_recorded_once(client, field_officer, draft):
    signed_in(field_officer, client)
    today = client.get(f"{API}/{draft.pk}/statuses/").json()[0]["effective_on"]
    first, second = (
        client.post(
            f"{API}/{draft.pk}/statuses/",
            {"status": "consultation", "effective_on": today, "reason": "Workshop"},
            content_type="application/json",
            headers={"If-Match": f'"{draft.version}"', "Idempotency-Key": "step-1"},
        )
        for _time in range(2)
    )
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.status_code == 201
    assert len(client.get(f"{API}/{draft.pk}/statuses/").json()) == 2
