"""Role x verb x noun: each door answers everybody as `permissions.py` says, on the page and in the API.

Allowed, refused with a reason, or missing; what is hidden and what does not exist is the very same answer.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.forms import ChoiceField, ModelChoiceField, ModelMultipleChoiceField
from django.test import Client
from django.urls import get_resolver

from tests.database import nothing_stays
from tests.portfolio import permissions as table
from tests.portfolio.knock import OWNERS, Knock
from tests.portfolio.knocks import api_knocks, files_in, page_knocks

# Each door is asked by some of each kind; with the long tests, by everybody.
whom = pytest.mark.parametrize(
    "whole",
    [False, pytest.param(True, marks=pytest.mark.race)],
    ids=lambda whole: "everybody" if whole else "some of each kind",
)


# --- Every address stands in the table ------------------------------------------------------------------


def addresses(patterns: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name and the view of each address."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one.callback


OF_FEATURES = (
    "portfolio.",
    "funding.agreements.",
    "funding.approvals.",
    "funding.calls.",
    "funding.clearances.",
    "funding.dues.",
    "funding.ledger.",
    "funding.partnerships.",
    "funding.voluntary.",
)
OF_THE_PORTAL = (
    "programme",
    "project",
    "proposal",
    "agreement",
    "country",
    "import",
    "portal:donor",
    "portal:import",
    "portal:open-installation",
    "portal:assign-",
    "portal:rem",
)


def of_the_portfolio() -> dict[str, Any]:
    """Return the views of portfolio and of what funding keeps, and the pages that lead there, by name."""
    found = {}
    for name, view in addresses(get_resolver().url_patterns):
        module = getattr(view, "view_class", getattr(view, "cls", view)).__module__
        if module.startswith(OF_FEATURES) or name.startswith(OF_THE_PORTAL):
            found[name] = view
    return found


def test_every_address_of_the_portfolio_stands_in_the_table():
    views = of_the_portfolio()
    doors = {name.split(" ")[0] for name in table.PAGES} | {f"api:{name.split(' ')[0]}" for name in table.API}
    assert set(views) == doors


def test_every_method_of_the_api_stands_in_the_table():
    declared: dict[str, set[str]] = {}
    for name, path in table.API.items():
        methods = declared.setdefault(f"api:{name.split(' ')[0]}", set())
        methods |= set(path.writes) | ({"GET"} if path.reads else set())
    offered = {
        name: set(view.cls().allowed_methods) - {"OPTIONS", "HEAD"}
        for name, view in of_the_portfolio().items()
        if name.startswith("api:")
    }
    assert offered == declared


def test_every_form_of_a_page_stands_in_the_table():
    sent = {name.split(" ")[0] for name, page in table.PAGES.items() if page.sends is not None}
    offered = {
        name
        for name, view in of_the_portfolio().items()
        if not name.startswith("api:") and "post" in methods_of(view)
    }
    assert offered == sent


WRITING = ("post", "put", "patch", "delete")


SENT_TO = {"new_import", "save_import", "cancel_import", "scope_import"}


def methods_of(view: Any) -> set[str]:
    """Return what a page answers, beside reading; a function is asked below whether it takes a POST."""
    if not hasattr(view, "view_class"):
        return {"post"} if view.__name__ in SENT_TO else set()
    allowed = view.view_class.http_method_names
    return {
        name
        for name in ("post", "put", "patch", "delete")
        if name in allowed and hasattr(view.view_class, name)
    }


def test_a_list_holds_for_its_readers_what_each_of_them_sees_by_itself():
    assert table.LISTED["country-programmes"] == table.DRAFT
    assert table.LISTED["outcome-updates"] == table.REPORT
    assert "sdg-targets" not in table.LISTED
    assert len(table.LISTED) >= 11


def test_everybody_is_of_one_kind_and_has_their_turn():
    assert frozenset().union(*table.KINDS) == table.EVERYBODY
    assert sum(len(kind) for kind in table.KINDS) == len(table.EVERYBODY)
    asked = {who for name, page in table.PAGES.items() for who in askers_of_page(name, page, sends=False)}
    assert asked == table.EVERYBODY - {table.API_KEY}
    asked = {who for name, path in table.API.items() for who in askers_of_path(name, path, "GET")}
    assert asked == table.EVERYBODY


# --- What an answer is ----------------------------------------------------------------------------------

ALLOWED, REFUSED, MISSING, WHO, NOT_OFFERED = "allowed", "refused", "missing", "asked who", "not offered"


def kind_of(answer: Any) -> str:
    """Return what an answer is; an odd one by its status."""
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return WHO
    kinds = {200: ALLOWED, 201: ALLOWED, 204: ALLOWED, 302: ALLOWED, 401: WHO, 403: REFUSED, 404: MISSING}
    return kinds.get(answer.status_code, str(answer.status_code))


def content_of(answer: Any) -> bytes:
    """Return the whole body."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def gives_a_reason(answer: Any) -> bool:
    """Return whether a refusal says why, in words."""
    if answer["Content-Type"] == "application/problem+json":
        return len(answer.json()["detail"]) > 20
    return len(answer.context["error"].message) > 20


CHANGING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'name="once" value="[^"]*"'),
    re.compile(rb'nonce="[^"]*"'),
)


def without_address(answer: Any, address: str) -> bytes:
    """Return status, type and body of an answer without what differs from request to request."""
    body = content_of(answer).replace(address.encode(), b"ADDRESS")
    for pattern in CHANGING:
        body = pattern.sub(b"", body)
    return b"\n".join([str(answer.status_code).encode(), answer["Content-Type"].encode(), body])


NOT_THE_SAME = "what is hidden is not as what is missing"


def fault_of(wanted: str, got: str, answer: Any) -> str:
    """Return what is wrong with an answer; empty: nothing."""
    if got != wanted:
        return f"{got}, not {wanted}"
    if wanted == REFUSED and not gives_a_reason(answer):
        return "refused without a reason"
    return ""


def undone(act: Any) -> Any:
    """Return an answer; what it saved is undone."""
    with nothing_stays():
        answer = act()
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]
    return answer


# --- Pages ----------------------------------------------------------------------------------------------


def wanted_of_page(who: str, page: table.Page, *, sending: bool) -> str:
    """Return what a page answers somebody."""
    people = page.sends if sending else page.reads
    if who == table.STRANGER and (people is not None):
        return WHO
    if who not in page.sees:
        return MISSING
    if people is None or who in people:
        return ALLOWED
    if sending and page.reads is not None and who in page.reads and page.opens:
        return NOT_OFFERED if page.sees == table.PUBLIC else REFUSED
    return REFUSED


def typed(client: Client, address: str) -> dict[str, Any]:
    """Return what a form holds when it is opened, as a browser would send it back."""
    answer = client.get(address)
    form = (answer.context or {}).get("form") if answer.status_code == 200 else None
    values = {}
    for name, one in (form.fields if form else {}).items():
        value = form[name].value()
        plain = isinstance(one, ChoiceField) and not isinstance(
            one, ModelChoiceField | ModelMultipleChoiceField
        )
        if value is None and plain:
            value = one.choices[0][0]  # as a browser selects it
        if value is not False and value is not None:
            values[name] = str(getattr(value, "pk", value))
    return values


def ask_page(
    client: Client, name: str, knock: Knock, *, sends: bool, missing: bool = False, whole: bool = False
) -> Any:
    """Open a page or send its form; `whole`: with all that it held when it was opened."""
    address = knock.address(name, missing=missing)
    client.cookies.pop("messages", None)  # what the door before had to tell
    if not sends:
        return undone(lambda: client.get(address))
    values = {**(typed(client, address) if whole else {}), **files_in(knock.values)}
    return undone(lambda: client.post(address, values))


def fault_of_page(client: Client, name: str, knock: Knock, wanted: str, *, sends: bool) -> str:
    """Return what is wrong with a page's answer; empty: nothing."""
    whole = wanted in {ALLOWED, NOT_OFFERED}
    answer = ask_page(client, name, knock, sends=sends, whole=whole)
    got = kind_of(answer)
    if wanted == NOT_OFFERED and got == "422":
        got = NOT_OFFERED
    if got == wanted == MISSING:
        other = ask_page(client, name, knock, sends=sends, missing=True)
        here, there = (knock.address(name, missing=gone) for gone in (False, True))
        return "" if without_address(answer, here) == without_address(other, there) else NOT_THE_SAME
    return fault_of(wanted, got, answer)


def askers_of_page(name: str, page: table.Page, *, sends: bool, whole: bool = False) -> list[str]:
    """Return who comes to a door; an API key opens none."""
    if whole:
        return sorted(table.EVERYBODY - {table.API_KEY})
    some = table.some_of_each_kind(name, partial(wanted_of_page, page=page, sending=sends))
    return [who for who in some if who != table.API_KEY]


@whom
def test_each_page_answers_everybody_as_the_table_says(world, callers, whole):
    knocks, wrong = page_knocks(world), []
    doors = [
        (name, page, sends)
        for name, page in table.PAGES.items()
        for sends in (False, True)
        if (page.sends is not None if sends else page.opens)
    ]
    for name, page, sends in doors:
        for who in askers_of_page(name, page, sends=sends, whole=whole):
            wanted = wanted_of_page(who, page, sending=sends)
            fault = fault_of_page(callers[who], name, knocks.get(name, Knock()), wanted, sends=sends)
            if fault:
                wrong.append((who, name, "POST" if sends else "GET", fault))
    assert wrong == []


def untaken(name: str, page: table.Page, *, whole: bool) -> list[str]:
    """Return methods that a page does not take: POST where it has no form, and of all others one, or each."""
    others = WRITING[1:] if whole else [WRITING[1 + zlib.crc32(name.encode()) % 3]]
    return [*([WRITING[0]] if page.sends is None else []), *others]


@whom
def test_a_page_without_a_form_takes_none(world, callers, whole):
    knocks, wrong = page_knocks(world), []
    for name, page in table.PAGES.items():
        asker = callers[table.ADMIN if table.ADMIN in page.sees else table.MANAGER]
        for method in untaken(name, page, whole=whole):
            address = knocks.get(name, Knock()).address(name)
            send = partial(getattr(asker, method), address)
            answer = undone(send)
            if answer.status_code not in {405, 403}:
                wrong.append((name, method, answer.status_code))
    assert wrong == []


def test_an_api_key_opens_no_page_as_a_person(world, callers):
    knocks, key = page_knocks(world), callers[table.API_KEY]
    for name, page in table.PAGES.items():
        if page.reads is not None and page.opens:
            assert kind_of(key.get(knocks.get(name, Knock()).address(name))) == WHO, name


# --- The API --------------------------------------------------------------------------------------------


def wanted_of_api(who: str, path: table.Path, method: str) -> str:
    """Return what a path answers somebody."""
    if method == "GET":
        if path.readers is not None and who not in path.readers:
            return WHO if who == table.STRANGER else REFUSED
        return ALLOWED if who in path.sees else MISSING
    if who == table.STRANGER:
        return WHO
    if who == table.API_KEY:
        return REFUSED  # a key reads only
    if who not in path.sees:
        return MISSING
    return ALLOWED if who in path.writes[method] else REFUSED


def ask_api(client: Client, method: str, name: str, knock: Knock, *, missing: bool = False) -> Any:
    """Ask a path of the API."""
    address = knock.address(f"api:{name}", missing=missing)
    if method == "GET":
        return undone(lambda: client.get(address))
    headers = {} if knock.version is None else {"If-Match": f'"{knock.version}"'}
    send = getattr(client, method.lower())
    body = knock.body(missing=missing)
    if "file" in body:
        return undone(lambda: send(address, files_in(body), headers=headers))
    return undone(lambda: send(address, body, content_type="application/json", headers=headers))


def fault_of_api(client: Client, method: str, name: str, knock: Knock, *, wanted: str) -> str:
    """Return what is wrong with an answer of the API; empty: nothing."""
    answer = ask_api(client, method, name, knock)
    got = kind_of(answer)
    if wanted == MISSING and OWNERS & set(knock.values) and answer.status_code == 400:
        got = MISSING  # a list that is sent the name of a draft says that there is none
    if got == wanted == MISSING:
        other = ask_api(client, method, name, knock, missing=True)
        here, there = (knock.address(f"api:{name}", missing=gone) for gone in (False, True))
        return "" if without_address(answer, here) == without_address(other, there) else NOT_THE_SAME
    if wanted == REFUSED == got and knock.version is not None:
        unread = ask_api(client, method, name, replace(knock, version=None))
        if kind_of(unread) != REFUSED:
            return f"{unread.status_code} where no version is named: who may not write is refused first"
    return fault_of(wanted, got, answer)


def askers_of_path(name: str, path: table.Path, method: str, *, whole: bool = False) -> list[str]:
    """Return who asks a path of the API."""
    if whole:
        return sorted(table.EVERYBODY)
    return table.some_of_each_kind(name, partial(wanted_of_api, path=path, method=method))


@whom
def test_each_path_of_the_api_answers_everybody_as_the_table_says(world, callers, whole):
    knocks, wrong = api_knocks(world), []
    doors = [
        (name, path, method)
        for name, path in table.API.items()
        for method in (*(("GET",) if path.reads else ()), *path.writes)
    ]
    for name, path, method in doors:
        knock = knocks.get((name, method), Knock())
        for who in askers_of_path(name, path, method, whole=whole):
            wanted = wanted_of_api(who, path, method)
            owners = OWNERS & set(knock.values)
            if wanted == REFUSED and any(who not in table.OWNERS_SEEN_BY[one] for one in owners):
                wanted = MISSING
            if fault := fault_of_api(callers[who], method, name, knock, wanted=wanted):
                wrong.append((who, method, name, fault))
    assert wrong == []
