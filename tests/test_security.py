"""docs/security.md is whole, names tests that exist, and what nothing else tests stands here."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ilo_dc.core.models import User
from tests.people import PASSWORD, signed_in

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "security.md"
STATES = {"Met", "In part", "Not yet", "n/a"}
# How many requirements of levels 1 and 2 each section of the standard (5.0.0) has; they count from 1.
SECTIONS = {
    "1.1": 2,
    "1.2": 9,
    "1.3": 11,
    "1.4": 3,
    "1.5": 2,
    "2.1": 3,
    "2.2": 3,
    "2.3": 4,
    "2.4": 1,
    "4.1": 3,
    "4.2": 1,
    "4.3": 2,
    "4.4": 4,
    "5.1": 1,
    "5.2": 3,
    "5.3": 2,
    "5.4": 3,
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "13.1": 1,
    "13.2": 5,
    "13.3": 2,
    "13.4": 5,
}


def requirements() -> list[list[str]]:
    """Return id, what it is about, state and how, of each line of the page's tables."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_requirement_stands_there_once_with_a_state():
    rows = requirements()
    wanted = {f"{section}.{number}" for section, most in SECTIONS.items() for number in range(1, most + 1)}
    assert Counter(row[0] for row in rows) == Counter(wanted)
    assert {row[2] for row in rows} == STATES
    assert [row for row in rows if len(row) != 4 or not all(row)] == []


def test_every_test_and_file_that_is_named_exists():
    text = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 100
    missing, known = [], {}
    for file, name in named:
        if file not in known:
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8")) if (ROOT / file).is_file() else None
            known[file] = (
                {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)} if tree else None
            )
        if known[file] is None or (name and name not in known[file]):
            missing.append((file, name))
    assert missing == []
    files = re.findall(r"`((?:docs|ilo_dc|\.)[\w./-]*)`", text)
    assert [one for one in files if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/change/"])
def test_passwords_are_masked_and_left_to_password_managers(client, outsider, address):
    if "change" in address:
        signed_in(outsider, client)
    page = client.get(address).content.decode()
    fields = re.findall(r'<input[^>]* name="[^"]*password[^>]*>', page)
    assert fields
    for one in fields:
        assert 'type="password"' in one
        assert re.search(r'autocomplete="(current|new)-password"', one)
        assert "onpaste" not in one


def test_a_password_counts_to_its_last_character_and_case(outsider):
    outsider.set_password(PASSWORD * 4)
    outsider.save()
    for typed, counts in ((PASSWORD * 4, True), (PASSWORD * 3, False), ((PASSWORD * 4).upper(), False)):
        assert User.objects.get(pk=outsider.pk).check_password(typed) is counts


def test_the_commonest_passwords_of_known_breaches_are_refused():
    """Those that are long enough to be typed at all: of the lists of Django and zxcvbn."""
    common = CommonPasswordValidator().passwords | set(FREQUENCY_LISTS["passwords"])
    long = sorted(word for word in common if len(word) >= 12)
    assert len(long) > 200
    assert [word for word in long if not is_refused(word)] == []


def is_refused(password: str) -> bool:
    try:
        validate_password(password)
    except ValidationError:
        return True
    return False


def test_pages_are_led_to_https_and_the_api_refuses_plain_http(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for address in ("/", "/countries/?region=africa", "/api/v1/docs/"):
        assert client.get(address)["Location"] == f"https://testserver{address}"
    for address in ("/api/v1/countries/", "/api/v1/schema/", "/api/v1/nothing/"):
        for method in (client.get, client.post):
            answer = method(address, headers={"Authorization": "Bearer ilo_x"})
            assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
            assert "HTTPS" in answer.json()["detail"]
    assert "Location" not in client.get("/health/").headers
    assert client.get("/api/v1/countries/", headers={"X-Forwarded-Proto": "https"}).status_code == 200


def test_a_reset_password_leaves_the_second_step(client, outsider, work_off):
    outsider.authenticator_set.create(type="totp", data={"secret": "sealed"})
    client.post("/account/password/reset/", {"email": outsider.email})
    work_off()
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = client.get(link, follow=True)
    new = "copper lantern drifts past seven quiet harbours"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(pk=outsider.pk).check_password(new)
    assert client.get("/work/").status_code == 302
    answer = client.post("/account/login/", {"login": outsider.username, "password": new})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/work/").status_code == 302


def test_signing_out_stands_on_every_page_of_who_is_signed_in(client, outsider):
    signed_in(outsider, client)
    for address in ("/", "/work/", "/account/2fa/", "/search/", "/nowhere/"):
        assert 'action="/account/logout/"' in client.get(address).content.decode(), address


def test_nothing_answers_trace(db):
    client = Client()
    for address in (
        "/",
        "/account/login/",
        "/countries/",
        "/api/v1/countries/",
        "/api/v1/schema/",
        "/health/",
    ):
        answer = client.trace(address, headers={"X-Secret": "echo"})
        assert answer.status_code in {401, 403, 405}, address
        assert b"echo" not in answer.content
