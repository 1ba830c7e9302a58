"""Every write of the API keeps the promises of its base: saved once under a key, changed by a version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import transaction

from ilo_dc.core.models import IdempotencyKey
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock, api_knocks, files_in

PATHS = yaml.safe_load((Path(settings.BASE_DIR) / "tests" / "openapi.yaml").read_text(encoding="utf-8"))[
    "paths"
]


def operations(*methods: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return path, method and description of what the schema offers by these methods."""
    return [(path, method, one[method]) for path, one in PATHS.items() for method in methods if method in one]


def headers_of(operation: dict[str, Any]) -> set[str]:
    return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}


def test_the_schema_says_that_every_post_takes_a_key():
    posts = operations("post")
    assert len(posts) >= 30
    assert [path for path, _method, one in posts if "Idempotency-Key" not in headers_of(one)] == []


def test_the_schema_says_that_every_change_names_a_version():
    changes = operations("patch", "delete")
    assert len(changes) >= 20
    wrong = [
        (path, method)
        for path, method, one in changes
        if "If-Match" not in headers_of(one) or not {"412", "428"} <= set(one["responses"])
    ]
    assert wrong == []


def writer_of(name: str, method: str) -> str:
    """Return somebody who may; empty: nobody may."""
    who = table.API[name].writes[method] if name in table.API else table.NO_ONE
    return next((one for one in (table.REGION, table.FIELD) if one in who), "")


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
        if method in methods and (who := writer_of(name, method))
    ]


def test_every_post_sent_twice_under_one_key_saves_once(world, callers):
    wrong = []
    for name, method, knock, who in knocks_of(world, "POST"):
        tag = {"If_Match": f'"{knock.version}"'} if knock.version is not None else {}
        with transaction.atomic():
            first, again = (
                send(callers[who], method, name, knock, Idempotency_Key="k-1", **tag) for _turn in range(2)
            )
            kept = IdempotencyKey.objects.filter(key="k-1").count()
            transaction.set_rollback(True)
        if first.status_code >= 300 or kept != 1 or first.content != again.content:
            wrong.append((name, first.status_code, again.status_code, kept))
    assert wrong == []


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_every_change_needs_the_version_that_was_read(world, callers, method):
    wrong = []
    for name, _method, knock, who in knocks_of(world, method):
        asked = [
            send(callers[who], method, name, knock, **headers).status_code
            for headers in ({}, {"If_Match": '"99999"'})
        ]
        if asked != [428, 412]:
            wrong.append((name, asked))
    assert wrong == []
