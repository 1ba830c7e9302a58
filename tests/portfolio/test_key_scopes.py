"""Person x scope x method: no write of the API is done by a key without its scope, or by one that may not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from ilo_dc.core.accounts.actions.api_keys import MOST, issue_api_key, revoke_api_key
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.rules import covers
from ilo_dc.core.accounts.scopes import known_scopes, noun_of
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock, api_knocks
from tests.portfolio.test_permissions import ask_api, undone
from tests.test_fuzz import PATHS, operations

WORKING = (table.REGION, table.FIELD)
WHO = (table.REGION, table.FIELD, table.PARDEV, table.ADMIN, table.NOBODY)


def scope_asked(path: str, method: str) -> str:
    """Return the scope that the schema names for a key; empty: it takes none."""
    asked = [one["apiKey"] for one in PATHS[path][method]["security"] if "apiKey" in one]
    return asked[0][0] if asked and asked[0] else ""


def writes() -> list[tuple[str, str]]:
    """Return path and method of every write of the schema."""
    return [(path, method) for path, found in PATHS.items() for method in found if method != "get"]


def knocks(world: Any) -> dict[tuple[str, str], tuple[str, Knock]]:
    """Return name and way of each write that the portfolio's table knows, by path and method."""
    found = {}
    for (name, method), knock in api_knocks(world).items():
        address = knock.address(f"api:{name}")
        for path, one in writes():
            pattern = re.sub(r"\\\{\w+\\\}", r"\\d+", re.escape(path))
            if one.upper() == method and re.fullmatch(pattern, address):
                found[path, one] = (name, knock)
    return found


def key_of(user: Any, *scopes: str) -> Client:
    """Return a client with a new key of a person."""
    end = timezone.now() + timedelta(days=1)
    _row, text = issue_api_key(by=user, user=user, label=scopes[0], expires_at=end, scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {text}"})


def hold_key(keys: dict[str, Client], user: Any, scope: str) -> None:
    """Have a key with a scope among `keys`; where a person has as many as work, the oldest makes room."""
    if scope not in keys:
        if len(keys) == MOST - 1:  # and the one that reads
            oldest = next(iter(keys))
            del keys[oldest]
            revoke_api_key(by=user, key=ApiKey.objects.of(user).working().get(label=oldest), reason="Room")
        keys[scope] = key_of(user, scope)


def sent(client: Client, path: str, method: str, way: tuple[str, Knock] | None) -> Any:
    """Send a write to something real where the table knows it, else an empty body to nothing."""
    if way is not None:
        return ask_api(client, method.upper(), *way)
    address = re.sub(r"\{\w+\}", "999999", path)
    return undone(lambda: client.generic(method.upper(), address, "{}", content_type="application/json"))


def test_every_write_names_its_scope_and_every_scope_opens_something():
    asked = {scope_asked(path, method) for path, method in writes()}
    assert scope_asked("/api/v1/api-keys/", "post") == ""
    by_session = [one for one in writes() if not scope_asked(*one)]
    assert by_session == [("/api/v1/api-keys/", "post")]
    reads = {scope_asked(path, "get") for path, found in PATHS.items() if "get" in found}
    assert (asked | reads) - {""} == set(known_scopes()) - {"read", "write"}
    assert len(operations()) > 100


def is_refused(answer: Any, scope: str) -> bool:
    """Return whether an answer says that the key lacks a scope."""
    said = answer.get("WWW-Authenticate", "")
    return answer.status_code == 403 and f'scope="{scope}"' in said and answer.json()["status"] == 403


def test_no_key_writes_without_its_scope_or_past_its_person(everybody, world):
    """By a key that reads nobody; by one that writes as signed in: who works there, and one of the others."""
    ways, wrong, done = knocks(world), [], 0
    assert len(ways) > 40
    for turn, who in enumerate(WHO):
        user, keys = everybody[who], {}
        session, reader = signed_in(user, Client()), key_of(user, "read")
        for place, (path, method) in enumerate(one for one in writes() if scope_asked(*one)):
            scope, way = scope_asked(path, method), ways.get((path, method))
            if not is_refused(sent(reader, path, method, way), scope):
                wrong.append((who, "read", method, path))
            if place % len(WHO) != turn and who not in WORKING:
                continue
            given = "write" if place % 4 == 0 else scope
            hold_key(keys, user, given)
            expected = sent(session, path, method, way).status_code
            got = sent(keys[given], path, method, way).status_code
            done += got < 300
            if got != expected:
                wrong.append((who, given, method, path, got, expected))
            other = next((one for one in keys if not covers([one], noun_of(path), writes=True)), None)
            if other and not is_refused(sent(keys[other], path, method, way), scope):
                wrong.append((who, other, method, path))
    assert wrong == []
    assert done > 40
