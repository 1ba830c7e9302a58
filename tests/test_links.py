"""What the portal itself leads to with a query is taken: a link, a form that asks, the way on after a saving.

The walk goes to every address as a stranger and as each role, so a new link to what refuses it is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import resolve

from tests.addresses import every_address
from tests.database import nothing_stays
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import files_in, page_knocks
from tests.recipes import updates

WHO = (
    table.STRANGER,
    table.ADMIN,
    table.REGION,
    table.FIELD,
    table.PARDEV,
    table.COORDINATOR,
    table.AUDITOR,
    table.DONOR,
    table.CONSTITUENT,
)
SENDERS = (table.ADMIN, table.REGION, table.FIELD, table.PARDEV)


class Links(HTMLParser):
    """The addresses that a page leads to, those of its forms that ask with all their fields among them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.form: tuple[str, list[tuple[str, str]]] | None = None
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value or "" for name, value in attributes}
        if "href" in given:
            self.found.append(given["href"])
        if tag == "form" and given.get("method", "get").lower() == "get":
            self.form = (given.get("action", ""), [])
        elif self.form is not None:
            self.add_field(tag, given)

    def add_field(self, tag: str, given: dict[str, str]) -> None:
        """Add what a browser sends of a field: of a select the option that is chosen."""
        assert self.form is not None
        if tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and "selected" in given:
            self.form[1].append((self.select, given.get("value", "")))
        elif tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.form[1].append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            action, fields = self.form
            self.found.append(f"{action.partition('?')[0]}?{urlencode(fields)}")
            self.form = None


def asked(address: str, page: str) -> Iterator[str]:
    """Yield the portal's own addresses with a query that a page at `address` leads to."""
    for link in Links(page).found:
        whole = urlsplit(urljoin(f"http://testserver{address}", link))
        if whole.netloc == "testserver" and whole.query:
            yield f"{whole.path}?{whole.query}"


def kind_of(address: str) -> tuple[str, frozenset[str]]:
    """Return which view an address leads to, and what it carries: one of each kind is asked for."""
    whole = urlsplit(address)
    names = frozenset(name for name, _value in parse_qsl(whole.query, keep_blank_values=True))
    return resolve(whole.path).route, names


def addresses_of(world: Any, number: int) -> list[str]:
    """Return the addresses of all pages that something is behind."""
    found = [*every_address(world, number).values()]
    found += [knock.address(name) for name, knock in page_knocks(world).items()]
    return [one for one in dict.fromkeys(found) if not one.startswith(("/api/", "/account/logout"))]


def words(answer: Any) -> str:
    html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return "" if answer.streaming or not html else answer.content.decode()


def test_every_link_and_every_form_that_asks_is_taken(world, everybody):
    wrong, seen = [], set()
    for who in WHO:
        client = signed_in(everybody[who])
        for address in addresses_of(world, everybody[table.ADMIN].pk):
            with nothing_stays():
                answer = client.get(address)
                links = [*asked(address, words(answer)), *led_to(answer)]
                for link in links:
                    if kind_of(link) not in seen:
                        seen.add(kind_of(link))
                        wrong += refused(client, link, f"{who} at {address}")
    assert wrong == []
    assert len(seen) > 110


def led_to(answer: Any) -> list[str]:
    """Return where an answer leads on to, if that has a query."""
    there = answer.headers.get("Location", "").partition("#")[0]
    return [there] if there.startswith("/") and "?" in there else []


def refused(client: Client, address: str, whence: str) -> list[str]:
    return [f"{whence}: {address}"] if client.get(address).status_code == 400 else []


def test_the_way_on_after_each_saving_is_taken(world, everybody):
    """A round of decisions as well: another update waits, so accepting one leads on to it."""
    updates.submitted(everybody[table.FIELD], world.running, "2024-H1")
    wrong, ways = [], set()
    clients = [signed_in(everybody[who]) for who in SENDERS]
    for name, knock in page_knocks(world).items():
        address = knock.address(name)
        for client in clients:
            with nothing_stays():
                form = (client.get(address).context or {}).get("form")
                if form is None or not hasattr(form, "fields"):
                    continue
                hidden = {one.name: one.value() or "" for one in form.hidden_fields()}
                answer = client.post(address, {**hidden, **files_in(knock.values)})
                for link in led_to(answer):
                    ways.add(kind_of(link))
                    wrong += refused(client, link, name)
    assert wrong == []
    assert ("dwcps/updates/<int:pk>/review/", frozenset({"decided"})) in ways
    assert len(ways) >= 2
