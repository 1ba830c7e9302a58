"""Every write of the API keeps the promises of its base: saved once under a key, changed by a version."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from django.db import transaction
from django.urls import resolve
from django.utils import timezone

from ilo_dc.core.models import (
    Deputy,
    IdempotencyKey,
    Membership,
    Notification,
    Organisation,
    ReportingYear,
    SavedFilter,
    User,
)
from ilo_dc.core.reference.actions.organisations import merge_organisation
from ilo_dc.core.reporting_years.actions import close_reporting_year
from reporting.figure_problems.actions import Report, report_problem
from tests.database import nothing_stays
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock, api_knocks, files_in
from tests.schema import described

PATHS = described()["paths"]


WRITES = ("post", "put", "patch", "delete")
PLACE = re.compile(r"{\w+}")
Operation = tuple[str, str]  # path and method, as the schema has them


def operations(*methods: str) -> dict[Operation, dict[str, Any]]:
    """Return what the schema says of what it offers by these methods."""
    return {(path, name): one[name] for path, one in PATHS.items() for name in methods if name in one}


def by_version() -> set[Operation]:
    """Return the writes of the schema whose view changes a version that was read."""
    return {
        (path, method)
        for path, method in operations(*WRITES)
        if method.upper() in getattr(resolve(PLACE.sub("1", path)).func, "cls", object).by_version
    }


def operation_of(method: str, address: str) -> Operation:
    """Return which operation of the schema is asked at an address: the one with the fewest places."""
    fitting = [path for path in PATHS if re.fullmatch(PLACE.sub("[^/]+", path), address)]
    return min(fitting, key=lambda path: len(PLACE.findall(path))), method.lower()


def headers_of(operation: dict[str, Any]) -> set[str]:
    return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}


def test_the_schema_says_that_every_post_takes_a_key():
    posts = operations("post")
    assert len(posts) >= 30
    assert [path for (path, _method), one in posts.items() if "Idempotency-Key" not in headers_of(one)] == []


def test_the_schema_says_of_every_change_that_it_names_a_version():
    changes, writes = by_version(), operations(*WRITES)
    assert changes >= set(operations("patch", "delete"))
    assert {method for _path, method in changes} == set(WRITES)
    assert changes == {one for one, said in writes.items() if "If-Match" in headers_of(said)}
    assert [one for one in changes if not {"412", "428"} <= set(writes[one]["responses"])] == []


def writer_of(name: str, method: str) -> str:
    """Return somebody who may: an officer of the country where one may; empty: nobody may."""
    who = table.API[name].writes[method] if name in table.API else table.NO_ONE
    return next((one for one in (table.REGION, table.FIELD, *sorted(who)) if one in who), "")


def send(client: Any, method: str, name: str, knock: Knock, **headers: str) -> Any:
    options: dict[str, Any] = {"headers": {key.replace("_", "-"): value for key, value in headers.items()}}
    body: Any = files_in(knock.values)
    if "file" not in body:
        options["content_type"] = "application/json"
    return getattr(client, method.lower())(knock.address(f"api:{name}"), body, **options)


def knocks_of(world: Any, *methods: str) -> list[tuple[str, str, Knock, str]]:
    return [
        (name, method, knock, who)
        for (name, method), knock in api_knocks(world).items()
        if method.lower() in methods and (who := writer_of(name, method))
    ]


def own(everybody: Any) -> list[tuple[str, str, Knock, str]]:
    """Return the ways to write what is one's own: read notifications, a key that is withdrawn, deputies."""
    key = everybody[table.FIELD].api_keys.earliest("pk")
    time = {"starts_on": "2026-01-01", "ends_on": "2199-01-01"}
    people = {"principal": everybody[table.FIELD], "deputy": everybody[table.PARDEV]}
    deputy = Deputy.objects.create(**people, **time)
    filters = {"name": "Ours", "page": "/dwcps/", "query": "country=ZWE"}
    saved = SavedFilter.objects.create(person=everybody[table.FIELD], **filters)
    told = Notification.objects.filter(recipient=everybody[table.FIELD]).earliest("pk")
    return [
        ("notifications-read", "POST", Knock({"pk": told.pk}), table.FIELD),
        ("notifications-read-all", "POST", Knock(), table.FIELD),
        ("api-keys-withdraw", "POST", Knock({"pk": key.pk}, {"reason": "Unused"}), table.FIELD),
        ("deputies", "POST", Knock(values={"deputy": everybody[table.REGION].username, **time}), table.FIELD),
        ("deputies-end", "POST", Knock({"pk": deputy.pk}), table.FIELD),
        ("saved-filters-weekly", "POST", Knock({"pk": saved.pk}, {"weekly": True}), table.FIELD),
    ]


def leaving(everybody: Any) -> list[tuple[str, str, Knock, str]]:
    """Return the ways to end a role and to keep a person out."""
    role = Membership.objects.filter(user=everybody[table.FIELD_ELSEWHERE]).earliest("pk")
    person, reason = {"username": everybody[table.REGION_ELSEWHERE].username}, {"reason": "Left"}
    return [
        ("memberships-end", "POST", Knock({"pk": role.pk}, reason), table.ADMIN),
        ("people-deactivate", "POST", Knock(person, reason), table.ADMIN),
    ]


def of_others(world: Any, everybody: Any) -> list[tuple[str, str, Knock, str]]:
    """Return the ways to assign what waits for others, and to remind of it."""
    items = {"items": [f"update-decision:{world.submitted.pk}"]}
    assigned = {**items, "assignee": everybody[table.REGION].username}
    return [
        ("work-items-assign", "POST", Knock(values=assigned), table.MANAGER),
        ("work-items-remind", "POST", Knock(values=items), table.MANAGER),
    ]


def figure_problems() -> list[tuple[str, str, Knock, str]]:
    """Return the way to answer what a reader reports of a figure."""
    seen = {"measure": "framework_gap", "value": "1", "page": "/gaps/", "text": "It was twice as much."}
    problem = report_problem(by=None, report=Report(**seen, as_of=timezone.now()))
    answer = {"status": "answered", "note": "It was half."}
    return [("figure-problems-answer", "POST", Knock({"pk": problem.pk}, answer, 1), table.MANAGER)]


def organisations(everybody: dict[str, User | None]) -> list[tuple[str, str, Knock, str]]:
    """Return the ways to add an organisation and what one has, to place one, to merge it and to part it."""
    one, other = Organisation.objects.order_by("pk")[:2]
    gone = Organisation.objects.create(slug="gone", kind="foundation", name_en="Foundation that is gone")
    administrator = cast("User", everybody[table.ADMIN])
    on = date(2024, 1, 1)
    merge_organisation(by=administrator, organisation=gone, into=one, on=on, reason="A letter")
    named = {"name_en": "Foundation of the Far North", "kind": "foundation"}
    alias, code = {"name": "Of many names", "source": "A letter"}, {"scheme": "dac", "code": "DAC-77777"}
    merged = {"into": one.slug, "on": "2024-01-01", "reason": "A letter"}
    return [
        ("organisations-list", "POST", Knock(values=named), table.PARDEV),
        ("organisations-aliases", "POST", Knock({"pk": one.pk}, alias), table.PARDEV),
        ("organisations-codes", "POST", Knock({"pk": one.pk}, code), table.PARDEV),
        ("organisations-place", "POST", Knock({"pk": other.pk}, {"parent": one.slug}), table.PARDEV),
        ("organisations-merge", "POST", Knock({"pk": other.pk}, merged), table.ADMIN),
        ("organisations-part", "POST", Knock({"pk": gone.pk}, {"reason": "By mistake"}), table.ADMIN),
    ]


def reporting_years() -> list[tuple[str, str, Knock, str]]:
    """Return the ways to close a reporting year, and to reopen one that is closed."""
    years = [ReportingYear.objects.get_or_create(year=year)[0] for year in (2018, 2019)]
    manager = User.objects.filter(memberships__role="manager").first()
    close_reporting_year(by=cast("User", manager), year=years[1])
    return [
        ("reporting-years-close", "POST", Knock({"pk": 2018}), table.MANAGER),
        ("reporting-years-reopen", "POST", Knock({"pk": 2019}, {"reason": "A letter"}), table.MANAGER),
    ]


def test_every_post_sent_twice_under_one_key_saves_once(world, callers, everybody):
    wrong, asked = [], set()
    for name, method, knock, who in (
        *knocks_of(world, "post"),
        *own(everybody),
        *organisations(everybody),
        *figure_problems(),
        *of_others(world, everybody),
        *leaving(everybody),
        *reporting_years(),
    ):
        asked.add(operation_of(method, knock.address(f"api:{name}")))
        tag = {"If_Match": f'"{knock.version}"'} if knock.version is not None else {}
        with nothing_stays():
            first, again = (
                send(callers[who], method, name, knock, Idempotency_Key="k-1", **tag) for _turn in range(2)
            )
            kept = IdempotencyKey.objects.filter(key="k-1").count()
        if first.status_code >= 300 or kept != 1 or first.content != again.content:
            wrong.append((name, first.status_code, again.status_code, kept))
    assert wrong == []
    # A sheet goes its way with a worker: tests/portal/imports/test_api.py sends each of its writes twice.
    of_sheets = {one for one in operations("post") if one[0].startswith("/api/v1/imports/")}
    # A new key's text is shown once: tests/core/accounts/test_key_doors.py sends it twice.
    assert asked == set(operations("post")) - of_sheets - {("/api/v1/api-keys/", "post")}


@pytest.mark.parametrize("method", WRITES)
def test_every_change_needs_the_version_that_was_read(world, callers, method):
    changes = {one for one in by_version() if one[1] == method}
    wrong, asked = [], set()
    for name, _method, knock, who in (
        *knocks_of(world, method),
        *(figure_problems() if method == "post" else ()),
    ):
        if (operation := operation_of(method, knock.address(f"api:{name}"))) not in changes:
            continue
        asked.add(operation)
        answers = [
            send(callers[who], method, name, knock, **headers).status_code
            for headers in ({}, {"If_Match": '"99999"'})
        ]
        with nothing_stays():
            answers.append(send(callers[who], method, name, knock, If_Match="*").status_code)
        if answers[:2] != [428, 412] or answers[2] >= 300:
            wrong.append((name, answers))
    assert wrong == []
    assert asked == changes != set()


# What a framework says by itself of a field, in no word of the portal.
FOREIGN = re.compile(
    r"This (field|list|value|selection|dictionary)|Ensure |[Vv]alid (integer|number|boolean|string|choice)|"
    r"wrong format|Expected a|Invalid pk|does not exist|Incorrect type|"
    r"was submitted|may not be (null|blank)|cannot be (null|blank)"
)


def test_what_is_wrong_with_a_field_is_said_in_the_words_of_the_portal(world, callers):
    """Each field of each write is null, of another kind, too long and empty: the answer says what to do."""
    said: set[str] = set()
    for name, method, knock, who in knocks_of(world, "post", "patch", "put"):
        if "file" in knock.values:
            continue
        tag = {"If_Match": f'"{knock.version}"'} if knock.version is not None else {}
        for wrong in (None, {"no": "such"}, ["x"], "x" * 4000, ""):
            body = replace(knock, values=dict.fromkeys(knock.values, wrong))
            with transaction.atomic():
                answer = send(callers[who], method, name, body, **tag)
                transaction.set_rollback(True)
            errors = answer.json().get("errors", {}) if answer.status_code in {400, 422} else {}
            said |= {text for texts in errors.values() for text in texts if isinstance(text, str)}
    assert len(said) > 8
    assert sorted(text for text in said if FOREIGN.search(text)) == []
