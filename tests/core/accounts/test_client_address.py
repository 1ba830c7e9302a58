"""Who the client is, behind none, one and two proxies: for lock-outs, limits and the log alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import structlog
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client, RequestFactory
from rest_framework.settings import api_settings

from ilo_dc.core.client_address import UNKNOWN, client_of, counted_as
from tests.people import PASSWORD

A, B = "198.51.100.7", "203.0.113.9"
INNER, OUTER = "10.0.0.2", "10.0.0.3"
WRONG = "wrong password"
FORGED = "192.0.2.1, 192.0.2.2"
PROXIES = pytest.mark.parametrize("proxies", [0, 1, 2])


def seen(address: str, proxies: int, forged: str = FORGED) -> dict[str, str]:
    """Return how a request from `address` arrives, whose sender wrote a list of addresses as well."""
    if proxies == 0:
        return {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forged}
    passed = [forged, address, OUTER][: proxies + 1]
    return {"REMOTE_ADDR": INNER, "HTTP_X_FORWARDED_FOR": ", ".join(filter(None, passed))}


@pytest.fixture
def behind(settings, installation) -> Callable[[int], Client]:
    """Stand behind so many proxies."""

    def do(proxies: int) -> Client:
        settings.PORTAL_PROXIES = proxies
        return Client()

    return do


def _try(client: Client, arrival: dict[str, str], login: str, password: str = WRONG) -> int:
    return client.post("/account/login/", {"login": login, "password": password}, **arrival).status_code


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (A, A),
        (f"{A}:4711", A),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        (f"::ffff:{A}", A),
        ("unix:", UNKNOWN),
        ("", UNKNOWN),
        ("x" * 5000, UNKNOWN),
    ],
)
def test_an_address_is_read_as_proxies_write_it(written, read):
    assert client_of({"REMOTE_ADDR": written}, proxies=0) == read
    met = {"REMOTE_ADDR": INNER, "HTTP_X_FORWARDED_FOR": f"192.0.2.1, {written}"}
    nearest = "192.0.2.1" if not written else INNER if read == UNKNOWN else read
    assert client_of(met, proxies=1) == nearest


@PROXIES
@pytest.mark.parametrize("forged", ["", FORGED])
def test_the_client_is_whom_the_outermost_of_our_proxies_saw(proxies, forged):
    assert client_of(seen(A, proxies, forged), proxies=proxies) == A


@pytest.mark.parametrize("proxies", [1, 2, 3])
def test_a_list_that_came_past_a_proxy_begins_with_the_client(proxies):
    assert client_of({"REMOTE_ADDR": INNER, "HTTP_X_FORWARDED_FOR": A}, proxies=proxies) == A
    assert client_of({"REMOTE_ADDR": INNER}, proxies=proxies) == INNER


def test_one_ipv6_network_is_one_caller():
    def counted(address: str) -> str:
        return counted_as(RequestFactory().get("/", REMOTE_ADDR=address))

    assert counted("2001:db8:1:2:3::4") == counted("2001:db8:1:2::5") != counted("2001:db8:1:3::5")
    assert counted(A) == A


def test_the_limits_of_sign_in_count_an_ipv6_network_as_one(settings, installation):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "3/m/ip"}
    cache.clear()
    answers = [
        Client(REMOTE_ADDR=f"2001:db8:1:2::{number}").post(
            "/account/password/reset/", {"email": f"nobody{number}@example.org"}
        )
        for number in range(1, 5)
    ]
    assert [one.status_code for one in answers] == [302, 302, 302, 429]


@PROXIES
def test_eight_failures_from_one_place_leave_the_sign_in_from_another_open(behind, pardev_officer, proxies):
    client = behind(proxies)
    for number in range(django_settings.AXES_FAILURE_LIMIT):
        _try(client, seen(A, proxies, f"192.0.2.{number}"), "petra")
    assert _try(client, seen(A, proxies), "petra", PASSWORD) == 429
    assert _try(client, seen(B, proxies), "petra", PASSWORD) == 302
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) <= {A}


@PROXIES
def test_strangers_who_try_many_names_keep_nobody_else_out(behind, pardev_officer, proxies):
    client = behind(proxies)
    statuses = [_try(client, seen(A, proxies, f"192.0.2.{n}"), f"nobody-{n}") for n in range(34)]
    assert statuses[-1] == 429  # thirty a minute from one address
    assert _try(client, seen(B, proxies), "petra", PASSWORD) == 302


@PROXIES
def test_the_limit_of_the_api_counts_the_client(behind, monkeypatch, proxies):
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", {"anonymous": "2/min", "signed_in": "3/min"})
    client = behind(proxies)
    asked = [
        client.get("/api/v1/countries/", **seen(A, proxies, f"192.0.2.{number}")).status_code
        for number in range(6)
    ]
    assert asked[-1] == 429
    assert client.get("/api/v1/countries/", **seen(B, proxies)).status_code == 200


@PROXIES
def test_log_and_views_are_told_the_client_and_nothing_else(behind, proxies):
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        request = behind(proxies).get("/data/", **seen(A, proxies), HTTP_X_REAL_IP="192.0.2.3").wsgi_request
    assert {line["ip"] for line in lines if "ip" in line} == {A}
    assert request.META["REMOTE_ADDR"] == A
    assert not [value for value in request.META.values() if "192.0.2." in str(value)]
