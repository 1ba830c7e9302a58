"""What nobody meant: the whole API and every form answer anything with a reason, and nothing with a 500."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import connection
from django.forms import DateField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from hypothesis import HealthCheck, Phase, given, settings
from rest_framework.settings import api_settings

from ilo_dc.core.models import User
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock, api_knocks, page_knocks
from tests.portfolio.test_permissions import addresses, typed, undone
from tests.recipes.worlds import World
from tests.schema import described
from tests.test_api import JUNK

COMPONENTS, PATHS = described()["components"]["schemas"], described()["paths"]
SCHEMA = schemathesis.openapi.from_dict(described())
WHO = (table.FIELD, table.REGION, table.PARDEV, table.ADMIN, table.DONOR, table.STRANGER)


def caller(everybody: dict[str, User | None], words: str) -> Client:
    """Return a client that shows a failure as the answer a person would get."""
    return signed_in(everybody[words], Client(raise_request_exception=False))


# --- The API, by its own description --------------------------------------------------------------------


def operations() -> list[Any]:
    """Return every path and method of the schema."""
    return [found.ok() for found in SCHEMA.get_all_operations()]


def real_addresses(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way to something real for each path and method that is about something."""
    found = {}
    for (name, method), knock in api_knocks(world).items():
        address = knock.address(f"api:{name}")
        for operation in operations():
            pattern = re.sub(r"\\\{\w+\\\}", r"\\d+", re.escape(operation.path))
            if operation.method.upper() == method and re.fullmatch(pattern, address):
                found[operation.path, method] = Knock(values={"address": address}, version=knock.version)
    return found


def send(client: Client, case: Any, knock: Knock | None) -> Any:
    """Send what was made up, to something real where there is something."""
    address = knock.values["address"] if knock else case.formatted_path
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    made_up = {name: str(value) for name, value in (case.headers or {}).items() if str(value).isascii()}
    headers = {name: value for name, value in made_up.items() if name.lower() != "authorization"}
    if knock and knock.version is not None:
        headers["If-Match"] = f'"{knock.version}"'
    body = json.dumps(case.body, default=str) if isinstance(case.body, dict | list) else "{"
    options = {} if case.method == "GET" else {"data": body, "content_type": "application/json"}
    return undone(
        lambda: client.generic(
            case.method, address, query_params=query, headers=headers, **(options or {"data": b""})
        )
    )


def fault_of(answer: Any) -> str:
    """Return what is wrong with an answer of the API; empty: nothing."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.status_code < 400:
        return ""
    if answer["Content-Type"] != "application/problem+json":
        return f"{answer.status_code} as {answer['Content-Type']}"
    return "" if answer.json()["status"] == answer.status_code and answer.json()["detail"] else "no detail"


def faults_of(
    client: Client, operation: Any, knock: Knock | None, seen: Counter[int], *, examples: int
) -> list[Any]:
    """Return what is wrong with the answers to some made-up requests; `seen` counts them by status."""
    wrong: list[Any] = []

    @settings(
        derandomize=True,
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        answer = send(client, case, knock)
        seen[answer.status_code] += 1
        if fault := fault_of(answer):
            wrong.append((operation.method, operation.path, fault, case.query, case.body))

    check()
    return wrong


@pytest.mark.parametrize(
    ("who", "examples"),
    [
        (table.REGION, 2),
        (table.STRANGER, 2),
        *(
            pytest.param(who, 3, marks=pytest.mark.race)  # much longer: with the long tests
            for who in (table.REGION, table.STRANGER, table.PARDEV, table.DONOR)
        ),
    ],
)
def test_the_api_answers_whatever_it_is_asked(everybody, world, who, examples):
    client, wrong, real = caller(everybody, who), [], real_addresses(world)
    seen: Counter[int] = Counter()
    assert len(real) >= 60

    for operation in operations():
        knock = real.get((operation.path, operation.method.upper()))
        wrong += faults_of(client, operation, knock, seen, examples=examples)
    assert wrong == []
    assert seen.total() > 100 * examples
    assert {200, 400, 404} <= set(seen)


# --- Edges, operation by operation ----------------------------------------------------------------------

HALF = "\ud800"  # of a surrogate pair
DEEP = json.loads("[" * 300 + "]" * 300)
DAYS = ("0001-01-01", "9999-12-31", "0026-11-26", "2200-01-02", "1899-12-31")
MOMENTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", "0001-01-01")
TEXTS = ("\0", HALF, "x" * 70_000, *DAYS[:2], *MOMENTS[:2])
NUMBERS = (10**30, -(10**30), 2**63, 2**31, 0, 1e308)
SHAPES: tuple[Any, ...] = ({}, [{}], [[]], [HALF], {"a": {"b": []}}, DEEP, "\0", HALF, 10**30, None, True)
NAMED = {"date": DAYS, "date-time": MOMENTS, "integer": NUMBERS, "number": NUMBERS, "string": TEXTS}


def edges_of(schema: dict[str, Any], *, in_address: bool) -> tuple[Any, ...]:
    """Return what lies at the edge of what a schema asks for; a body may also be of another shape."""
    kinds = schema.get("type", "")
    kind = kinds if isinstance(kinds, str) else next(iter(kinds))
    own: tuple[Any, ...] = NAMED.get(schema.get("format", ""), NAMED.get(kind, ()))
    return (*own, *TEXTS, *map(str, NUMBERS)) if in_address else (*own, *SHAPES)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema for its reference."""
    while "$ref" in schema:
        schema = COMPONENTS[schema["$ref"].rpartition("/")[2]]
    return schema


def at_the_edge(values: tuple[Any, ...], turn: int, most: int) -> list[Any]:
    """Return some of the values, others from turn to turn; all where there are no more."""
    return [values[(turn + step) % len(values)] for step in range(min(most, len(values)))]


def edge_requests(path: str, method: str, turn: int, most: int) -> Iterator[dict[str, Any]]:
    """Yield the query or the body of requests to an operation, with one edge in each."""
    operation = PATHS[path][method]
    for place, one in enumerate(operation.get("parameters", ())):
        if one["in"] == "query":
            edges = edges_of(resolved(one["schema"]), in_address=True)
            for value in at_the_edge(edges, turn + place, most):
                text = str(value)[:4000]
                query = {one["name"]: text.encode("utf-8", "surrogatepass") if HALF in text else text}
                asked = {} if one["name"] == "measure" else {"measure": "framework_gap"}
                yield {"query": {**query, **asked} if path.endswith("/figures/") else query}
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    names = resolved(sent.get("schema", {})).get("properties", {})
    for place, (name, schema) in enumerate(names.items()):
        for value in at_the_edge(edges_of(resolved(schema), in_address=False), turn + place, most):
            yield {"body": {name: value}}
    if sent:
        yield from ({"body": body} for body in at_the_edge((DEEP, [], [{}], HALF, {HALF: 1}), turn, most))


def filled_path(path: str, turn: int) -> str:
    """Return a path with edges in its places."""
    return re.sub(r"{\w+}", str(NUMBERS[turn % 4]) if turn % 5 else "%00", path)


@pytest.mark.parametrize(
    "most",
    [1, pytest.param(50, marks=pytest.mark.race)],
    ids=lambda most: "an edge in each field" if most == 1 else "all edges in all fields",
)
def test_every_operation_answers_whatever_lies_at_the_edge(everybody, world, most):
    """One edge in each field of each operation, other ones from field to field; with the long tests all."""
    clients = [caller(everybody, who) for who in (table.REGION, table.STRANGER)[: 1 if most == 1 else 2]]
    real, wrong, seen = real_addresses(world), [], Counter()
    for turn, (path, method) in enumerate((path, name) for path, found in PATHS.items() for name in found):
        knock = real.get((path, method.upper()))
        address = knock.values["address"] if knock else path.replace("{", "").replace("}", "")
        headers = {"If-Match": f'"{knock.version}"'} if knock and knock.version is not None else {}
        asked = [{"path": filled_path(path, turn)}] if "{" in path else []
        for client in clients:
            for one in (*asked, *edge_requests(path, method, turn, most)):
                body = {} if method == "get" else {"data": json.dumps(one.get("body", {}))}
                answer = undone(
                    partial(
                        client.generic,
                        method.upper(),
                        one.get("path", address) + (f"?{urlencode(one['query'])}" if "query" in one else ""),
                        content_type="application/json",
                        headers=headers,
                        **body,
                    )
                )
                seen[answer.status_code] += 1
                if fault := fault_of(answer):
                    wrong.append((method, path, fault, repr(one)[:200]))
            if turn % 2 == 0 or most > 1:
                answer = undone(partial(client.options, address))
                if answer.status_code >= 500:
                    wrong.append(("options", address, answer.status_code))
    assert wrong == []
    assert seen.total() > 400
    assert {400, 404} <= set(seen)


ENDLESS = 10_000  # entries, each of which may be looked up
FEW = 40  # statements: who asks, and which object


def lists_in_bodies() -> Iterator[tuple[str, str, str, Any]]:
    """Yield path, method and name of each list that a body holds, with one entry as it may be."""
    entries: dict[str, Any] = {"integer": 1, "string": "ZWE", "object": {"share": "1"}}
    for path, found in PATHS.items():
        for method, operation in found.items():
            sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            for name, schema in resolved(sent.get("schema", {})).get("properties", {}).items():
                if (whole := resolved(schema)).get("type") == "array":
                    yield path, method, name, entries[resolved(whole["items"]).get("type", "object")]


def test_a_list_without_end_is_refused_before_its_entries_are_looked_up(everybody, world):
    client, real, seen = caller(everybody, table.REGION), real_addresses(world), Counter()
    for path, method, name, entry in lists_in_bodies():
        knock = real.get((path, method.upper()))
        address = knock.values["address"] if knock else re.sub(r"{\w+}", "1", path)
        headers = {"If-Match": f'"{knock.version}"'} if knock and knock.version is not None else {}
        body = json.dumps({name: [entry] * ENDLESS})
        with CaptureQueriesContext(connection) as asked:
            kind = "application/json"
            answer = undone(partial(client.generic, method.upper(), address, body, kind, headers=headers))
        seen[answer.status_code] += 1
        assert 400 <= answer.status_code < 500, (method, path, name)
        assert len(asked) < FEW, (method, path, name)
    assert seen[400] > 5, seen


# --- Forms ----------------------------------------------------------------------------------------------


# The API has a test of its own, sign-in is allauth's, and the style guide's forms lead nowhere.
OTHERS = ("api:", "account_", "mfa_", "socialaccount_", "portal:styleguide")


def forms(world: World) -> Iterator[tuple[str, str]]:
    """Yield person and address of every form that opens: those of the table, and those of no object."""
    knocks = page_knocks(world)
    for name, page in table.PAGES.items():
        people = [words for words in WHO if page.sends and words in page.sends]
        if people and page.opens:
            yield people[0], knocks.get(name, Knock()).address(name)
    for name, _view in addresses(get_resolver().url_patterns):
        if name not in table.PAGES and not name.startswith(OTHERS):
            try:
                yield table.ADMIN, reverse(name)
            except NoReverseMatch:
                continue


ANSWERS = {200, 302, 400, 403, 404, 405, 412, 422}  # 405: the filter of a list, which is read


def mistyped(values: dict[str, str], first: int, *, keep_version: bool) -> dict[str, str]:
    """Return a form in whose fields junk goes round, from junk number `first` on."""
    return {
        name: value if keep_version and name == "version" else JUNK[(first + place) % len(JUNK)]
        for place, (name, value) in enumerate(values.items())
    }


@pytest.fixture
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forms come as fast as they are made: beyond a limit none of them is read."""
    rates = dict.fromkeys(api_settings.DEFAULT_THROTTLE_RATES, "100000/min")
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", rates)


@pytest.mark.usefixtures("_unlimited")
@pytest.mark.parametrize(
    "whole",
    [False, pytest.param(True, marks=pytest.mark.race)],
    ids=lambda whole: "all junk in all fields" if whole else "some junk in each field",
)
def test_every_form_answers_whatever_is_typed(everybody, world, whole):
    """Two fillings of each form, others from form to form; with the long tests, all junk in each field."""
    clients = {words: caller(everybody, words) for words in WHO}
    wrong, posted = [], 0
    for turn, (words, address) in enumerate(forms(world)):
        values = typed(clients[words], address)
        firsts = range(len(JUNK)) if whole else (turn, turn + len(JUNK) // 2)
        fillings = [
            mistyped(values, first, keep_version=kept)
            for place, first in enumerate(firsts)
            for kept in ((True, False) if whole else (place == 0,))
        ]
        for sent in fillings if values else ():
            answer = undone(partial(clients[words].post, address, sent))
            posted += 1
            if answer.status_code not in ANSWERS:
                wrong.append((words, address, sent, answer.status_code))
    assert wrong == []
    assert posted > (1_000 if whole else 100)


def test_a_refused_form_names_its_fields_and_keeps_what_was_typed(everybody, world):
    clients = {words: caller(everybody, words) for words in WHO}
    wrong, refused = [], 0
    for words, address in forms(world):
        held = typed(clients[words], address)
        form = clients[words].get(address).context
        fields = form["form"].fields if held and form and "form" in form else {}
        dates = [name for name, one in fields.items() if isinstance(one, DateField)]
        texts = [
            name
            for name, one in fields.items()
            if type(one).__name__ in {"CharField", "NarrativeField"} and not one.widget.is_hidden
        ]
        bad = [*dates, *(name for name, one in fields.items() if type(one).__name__ == "IntegerField")]
        bad = [name for name in bad if name != "version"]
        if not bad:
            continue
        values = {**held, **dict.fromkeys(texts, "Kept as typed"), bad[0]: "not this"}
        answer = undone(partial(clients[words].post, address, values))
        if answer.status_code == 405:
            continue  # the filter of a list, which is read
        page, refused = answer.content.decode(), refused + 1
        if answer.status_code != 422:
            wrong.append((address, "not refused", answer.status_code))
        elif f'href="#id_{bad[0]}"' not in page or 'aria-invalid="true"' not in page:
            wrong.append((address, "does not name its field", bad[0]))
        elif "not this" not in page or any("Kept as typed" not in page for _name in texts[:1]):
            wrong.append((address, "loses what was typed", bad[0]))
    assert wrong == []
    assert refused > 20
