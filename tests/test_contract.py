"""The API does what its description says: schemathesis sends it what the description allows, and what not."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import partial
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import dates
from rest_framework.settings import api_settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

from ilo_dc.core.models import User
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock
from tests.portfolio.test_permissions import undone
from tests.recipes.worlds import World
from tests.schema import described
from tests.test_fuzz import PATHS, real_addresses, resolved

SITE = "http://testserver"
NOT_SENT = ("content-length", "accept-encoding")  # the client's own; answers stay unpacked
load_all_checks()

# What no description can say, so that what it allows may still be refused.
REFUSED_BY_RULES = ["2xx", "401", "403", "404", "409", "412", "422", "429", "503"]
SCHEMA = schemathesis.openapi.from_dict(
    described(),
    config=SchemathesisConfig.from_dict(
        {
            "generation": {"with-security-parameters": False, "allow-x00": False},
            "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_BY_RULES}},
        }
    ),
)
# Checks that say nothing here, each with its reason.
LEFT_OUT = {
    "ignored_auth": "sends again over a network; tests/portfolio/test_permissions.py knocks at every door",
}
CHECKED = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]
ASKED_OF_THE_PAST = ("on", "as_of")
DAYS = dates(date(1900, 1, 1), date(2199, 12, 31))
schemathesis.openapi.format("date", DAYS.map(str))
schemathesis.openapi.format("date-time", DAYS.map("{}T12:30:00Z".format))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def sent(client: Client, case: Any) -> Response:
    """Send a case as it would go over the wire; what it saves is undone."""
    asked = requests.Request(**{**case.as_transport_kwargs(base_url=SITE), "cookies": None}).prepare()
    headers = {name: value for name, value in asked.headers.items() if name.lower() not in NOT_SENT}
    headers = {
        name: value.decode("latin-1") if isinstance(value, bytes) else value
        for name, value in headers.items()
    }
    body = asked.body or b""
    answer = undone(
        partial(
            client.generic,
            asked.method,
            asked.path_url,
            body,
            headers.pop("Content-Type", "") if body else "",
            headers=headers,
        )
    )
    content = answer.getvalue()
    told = {name: [value] for name, value in answer.items()}
    return Response(answer.status_code, told, content, asked, elapsed=0.0, verify=True)


def faults(case: Any, answer: Response) -> list[str]:
    """Return in which ways an answer is not what the description says."""
    try:
        case.validate_response(answer, checks=CHECKED)
    except FailureGroup as group:
        found = [one for one in group.exceptions if isinstance(one, Failure)]
        return [f"{type(one).__name__}: {one.message}" for one in found if not is_known(one, case, answer)]
    return []


def is_known(fault: Failure, case: Any, answer: Response) -> bool:
    """Return whether a fault is one that stays, for a reason that its branch says."""
    query = case.query or {}
    if isinstance(fault, RejectedPositiveData):
        # Gaps are rows, or with `by` a table, which takes no parameter of rows: that cannot be said of one.
        is_table = case.operation.path == "/api/v1/resource-gaps/" and "by" in query
        named = set(json.loads(answer.content).get("errors", {}))
        return (is_table and named <= set(query)) or depends_on_today_or_rows(case, answer)
    if isinstance(fault, AcceptedNegativeData):
        # A parameter without a value is as none, which `allowEmptyValue` says and the tool does not read;
        # and True, which is no text, is the text `true` on the wire.
        values = [*query.values(), (case.headers or {}).get("Idempotency-Key")]
        parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
        return any(part == "" or isinstance(part, bool) for part in parts)
    if isinstance(fault, JsonSchemaError):
        # Rows that `fields` cuts lack the others: the description shows them whole.
        lacks = "is a required property" in fault.message or "'oneOf' keyword" in fault.message
        return bool(query.get("fields")) and lacks
    return False


def depends_on_today_or_rows(case: Any, answer: Response) -> bool:
    """Return whether nothing was wrong but days to come, and names of rows, which the description marks."""
    errors = json.loads(answer.content).get("errors", {})
    named = {[step for step in way.split("/") if not step.isdigit()][-1] for way in errors}
    today = str(timezone.now().date())
    to_come = {name for name in ASKED_OF_THE_PAST if str((case.query or {}).get(name, "")) > today}
    return answer.status_code == 400 and bool(named) and named <= references(case.operation) | to_come


def references(operation: Any) -> set[str]:
    """Return the parameters and fields of an operation that name rows."""
    told = PATHS[operation.path][operation.method.lower()]
    found = {one["name"] for one in told.get("parameters", ()) if "x-refers-to-rows" in one["schema"]}
    waiting = [one["schema"] for one in told.get("requestBody", {}).get("content", {}).values()]
    while waiting:
        shape = resolved(waiting.pop())
        for name, field in shape.get("properties", {}).items():
            shapes = [field, field.get("items", {}), *field.get("oneOf", ()), *field.get("allOf", ())]
            waiting += shapes
            if any("x-refers-to-rows" in one for one in shapes):
                found.add(name)
    return found


def places(path: str, knock: Knock | None) -> dict[str, Any]:
    """Return what stands in the places of a path at something real."""
    if knock is None:
        return {}
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
    found = re.fullmatch(pattern, knock.values["address"])
    return (
        {}
        if found is None
        else {name: int(text) if text.isdigit() else text for name, text in found.groupdict().items()}
    )


def broken(
    client: Client, operation: Any, knock: Knock | None, seen: Counter[int], *, cases: int
) -> list[tuple[Any, ...]]:
    """Return the answers of an operation that break the contract; `seen` counts all by status."""
    wrong: list[tuple[Any, ...]] = []
    version = None if knock is None else knock.version
    fixed = {
        "path_parameters": places(operation.path, knock) or None,
        "headers": None if version is None else {"If-Match": f'"{version}"'},
    }
    for mode, given_too in ((MODES[0], fixed), (MODES[1], {})):

        @settings(
            derandomize=True,
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode, **given_too))
        def check(case: Any) -> None:
            answer = sent(client, case)
            seen[answer.status_code] += 1
            wrong.extend(
                (
                    operation.label,
                    answer.status_code,
                    fault,
                    answer.request.path_url,
                    answer.request.body,
                    answer.content,
                )
                for fault in faults(case, answer)
            )

        try:
            check()
        except Exception as error:
            if type(error).__name__ not in {"Unsatisfiable", "SkipTest", "Skipped"}:
                wrong.append((operation.label, 0, repr(error)[:500], "", ""))
    return wrong


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the cases come as fast as they are made."""
    rates = dict.fromkeys(api_settings.DEFAULT_THROTTLE_RATES, "100000/min")
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", rates)


@pytest.mark.parametrize(
    ("who", "cases"),
    [
        (table.PARDEV, 1),
        *(
            pytest.param(who, 12, marks=pytest.mark.race)  # 3,000 each
            for who in (table.STRANGER, table.FIELD, table.PARDEV)
        ),
    ],
)
def test_every_answer_is_as_the_description_says(
    everybody: dict[str, User | None], world: World, who: str, cases: int
) -> None:
    client = signed_in(everybody[who], Client(raise_request_exception=False))
    real, wrong, seen = real_addresses(world), [], Counter()
    for found in SCHEMA.get_all_operations():
        operation = found.ok()
        knock = real.get((operation.path, operation.method.upper()))
        wrong += broken(client, operation, knock, seen, cases=cases)
    assert wrong == []
    assert seen.total() >= 250 * cases
    assert {200, 400, 404} <= set(seen)
