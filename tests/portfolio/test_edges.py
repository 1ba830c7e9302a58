"""What lies at the edge, in every write: days outside the calendar, numbers no column holds, odd shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from portfolio.models import CountryProgramme
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.test_writes import knocks_of, send

DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS = ("0001-01-01", "0026-11-26", "2200-01-02", "9999-12-31")
HALF = "\ud800"  # of a surrogate pair
DEEP: Any = json.loads("[" * 400 + "]" * 400)
SHAPES: tuple[Any, ...] = ({}, [{}], [[]], [HALF], {"a": {}}, DEEP, 10**30, -(10**30), 1e308, True, HALF)


def edges(values: dict[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Yield field, edge, and whether it is a day for each field that is sent."""
    for place, (field, value) in enumerate(values.items()):
        if isinstance(value, str) and DAY.fullmatch(value):
            yield from ((field, day, True) for day in DAYS)
        for turn in range(3):
            yield field, SHAPES[(place * 3 + turn) % len(SHAPES)], False


def test_every_write_refuses_what_lies_at_the_edge_and_names_the_field_of_a_day(world, callers):
    wrong, days, asked = [], 0, 0
    for name, method, knock, who in knocks_of(world, "post", "patch", "put"):
        if "file" in knock.values:
            continue
        for field, value, is_day in edges(knock.values):
            body: dict[str, Any] = {**knock.values, field: value}
            tag = {"If_Match": f'"{knock.version}"'} if knock.version is not None else {}
            with transaction.atomic():
                answer = send(callers[who], method, name, replace(knock, values=body), **tag)
                transaction.set_rollback(True)
            asked, days = asked + 1, days + is_day
            named = not is_day or (answer.status_code == 400 and field in answer.json()["errors"])
            if answer.status_code >= 500 or not named:
                wrong.append((name, method, field, repr(value)[:40], answer.status_code))
    assert wrong == []
    assert days >= 40
    assert asked >= 200


def shown(form: Any) -> dict[str, Any]:
    """Return what a form shows, to be sent back."""
    values = {name: form[name].value() for name in form.fields}
    return {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, False)}


def test_a_form_says_to_write_the_year_with_four_digits_and_saves_nothing(world, everybody):
    programme = CountryProgramme.objects.get(slug=world.programme.slug)
    page = reverse("portfolio:programme-edit", args=[programme.slug])
    client = signed_in(everybody[table.FIELD])
    answer = client.post(page, {**shown(client.get(page).context["form"]), "ends_on": "0026-12-31"})
    assert answer.status_code == 422
    assert "Write the year with four digits: 2026, not 26." in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"ends_on"}
    assert CountryProgramme.objects.get(pk=programme.pk).version == programme.version


def test_a_programme_is_asked_for_its_last_day_and_says_both_days_to_clients(world, everybody):
    client, programme = signed_in(everybody[table.FIELD]), world.programme
    page = reverse("portfolio:programme-edit", args=[programme.slug])
    sent = shown(client.get(page).context["form"])
    assert sent["ends_on"] < programme.ends_on
    answer = client.post(page, {**sent, "ends_on": "2030-12-31"})
    assert answer.status_code == 302
    assert CountryProgramme.objects.get(pk=programme.pk).ends_on == date(2031, 1, 1)
    body = client.get(reverse("api:country-programmes-detail", args=[programme.pk])).json()
    assert (body["ends_on"], body["last_day"]) == ("2031-01-01", "2030-12-31")


def test_addresses_and_bodies_at_the_edge_are_refused_as_such(world, everybody, client):
    asked = {
        "/api/v1/country-programmes/?as_of=9999-12-31": 400,
        "/api/v1/country-programmes/?updated_since=0001-01-01T00:00:00%2B14:00": 400,
        "/api/v1/country-programmes/?active_on=0026-01-01": 400,
        "/api/v1/country-programmes/?search=%00": 400,
        "/api/v1/figures/?measure=framework_gap&as_of=9999-12-31": 400,
        f"/api/v1/country-programmes/{10**30}/": 404,
        "/api/v1/countries/%00/": 404,
        "/countries/%00/": 404,
        "/countries/?search=%00": 400,
        f"/api/v1/changes/?since={10**17}": 200,
        f"/api/v1/changes/?since={10**30}": 400,
    }
    found = {address: client.get(address).status_code for address in asked}
    assert found == asked
    writer = signed_in(everybody[table.FIELD])
    for body in ("[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000, '{"title": ' + "9" * 5000 + "}"):
        answer = writer.post("/api/v1/country-programmes/", body, content_type="application/json")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"


def routes(patterns: Any, prefix: str = "") -> Iterator[str]:
    """Yield the routes of the portal, API and pages."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        elif "^" not in route and "\\" not in route:
            yield route


def test_every_address_with_numbers_no_column_holds_or_long_names_leads_nowhere(world, everybody):
    client = signed_in(everybody[table.ADMIN], Client(raise_request_exception=False))
    wrong, asked = [], 0
    for route in {one for one in routes(get_resolver().url_patterns) if "<" in one}:
        numbered = re.sub(r"<int:\w+>", str(10**30), route)
        for words in ("x" * 300, "%00", "%ED%A0%80"):
            address = "/" + re.sub(r"<[^>]+>", words, numbered)
            asked += 1
            status = client.get(address).status_code
            if status >= 500 or (status == 200 and "styleguide" not in address):
                wrong.append((address[:80], status))
            if "<" not in numbered:
                break
    assert wrong == []
    assert asked > 150
