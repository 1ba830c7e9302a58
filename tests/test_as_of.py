"""What is shown as of a moment is what was shown then, or is left out: to whoever asks, at each door."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pgtrigger
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Model
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.models import User
from ilo_dc.core.registers.register import Register, read_listing
from portfolio.frameworks.actions.frameworks import (
    FrameworkText,
    create_framework,
    describe_framework,
    publish_framework,
)
from tests.lives.dues import DueLife
from tests.lives.frameworks import FrameworkLife
from tests.lives.ledger import LedgerLife
from tests.lives.life import Asked, Life
from tests.lives.programmes import ProgrammeLife
from tests.lives.projects import ProjectLife
from tests.lives.proposals import ProposalLife
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.registers import INTERNAL, all_registers, page_of

PROGRAMMES = "/api/v1/country-programmes/"
LIVES: tuple[type[Life], ...] = (
    ProgrammeLife,
    ProjectLife,
    ProposalLife,
    FrameworkLife,
    LedgerLife,
    DueLife,
)
# Registers that no life is lived for, each with its reason.
NOT_LIVED = {
    "exchange-rates": "a line says what its source said, and names a currency: nothing beside it is edited",
    "revenue-statistics": "a line says what its source said, contributors by its own words",
    "reporting-years": "a year says how it stood by what was recorded of it: nothing beside it is edited",
    "clearance-steps": "a step is written once, and names a clearance whose partner never changes",
    "framework-suboutputs": "a line says what its source said; no officer edits a result that a source names",
}
# One of each sight: what is public, one's own country, all; the rest look on with `make test-full`.
SIGHTS = ("stranger", "constituent", "pardev_officer")
VIEWERS = (*SIGHTS, "german_donor", "field_officer", "regional_officer")
OFFICER = "pardev_officer"  # sees all, so nothing need be left out
EVERY = 4  # so many questions are asked after a step; with `make test-full` all
# When a fact was closed is known later than the moment it is asked for, unless all since a moment is.
CLOSING = {"superseded_at", "updated_at", "withdrawn"}
# Shown of a past state to those alone who see the programme today, too.
WITHHELD = {"theory_of_change"}


@cache
def doors() -> dict[str, Register]:
    """Return the registers whose rows are shown as of a moment, by code."""
    found = all_registers()
    return {code: one for code, one in found.items() if "as_of" in one.filterset.base_filters}


def test_every_register_of_the_past_has_a_life_or_a_reason():
    lived = [code for life in LIVES for code in life.DOORS]
    assert {*lived, *NOT_LIVED} == set(doors())
    assert not set(lived) & set(NOT_LIVED)
    for code in NOT_LIVED:
        assert edited_beside(doors()[code])[1] == {}, f"{code} shows what is edited in place"


def edited_beside(register: Register) -> tuple[type[Model], dict[str, tuple[str, ...]]]:
    """Return the model of a register's rows, and what these show of neighbours that are edited in place."""
    model = register.rows(AnonymousUser()).model
    return model, getattr(model.objects.all(), "EDITED", {})


def test_versions_that_are_shown_are_in_force_from_when_they_are_written():
    """Not from when their transaction began: a moment between would be told what was not committed yet."""
    triggers = {(model, trigger.name) for model, trigger in pgtrigger.registered()}
    for code, register in doors().items():
        model, edited = edited_beside(register)
        for path in edited:
            neighbour = model
            for part in path.split("__"):
                neighbour = neighbour._meta.get_field(part).related_model
            assert (neighbour.pgh_event_model, "written_at") in triggers, (code, path)


def test_no_register_orders_the_past_by_what_is_edited_since():
    """What rows show of neighbours in another wording then, orders them by that wording."""
    for code, register in doors().items():
        _model, edited = edited_beside(register)
        columns = {f"{path}__{name}" for path, names in edited.items() for name in names}
        for name, ordered in register.orderings.items():
            plain = {re.sub(r"__(folded|or_last)\b", "", column).lstrip("-") for column in ordered}
            assert not plain & columns or name in register.orderings_then, (code, name)


# --- Its answers --------------------------------------------------------------------------------------


@dataclass
class Answers:
    """What one viewer is told at each door, by row: as JSON and as the file says it."""

    rows: dict[tuple[str, str, Any], dict[str, Any]] = field(default_factory=dict)


def answers_to(client: Client, codes: tuple[str, ...], **asked: str) -> Answers:
    """Return what a viewer is told now; updates that are not accepted are not known to `as_of`."""
    told = Answers()
    for code in codes:
        door = f"/api/v1/{code}/"
        answer = client.get(door, {"limit": "1000", **asked})
        if code in INTERNAL and answer.status_code in {401, 403}:
            continue
        for row in answer.json()["results"]:
            told.rows[code, "json", _name(row)] = row
        listed = client.get(door, {"format": "csv", **asked})
        for line in csv.DictReader(io.StringIO(listed.getvalue().decode())):
            told.rows[code, "csv", _name(line)] = line
    return told


def _name(row: dict[str, Any]) -> tuple[str, str]:
    """Return what tells a row from others, and one of its editions from the next."""
    return str(row["id"]), str(row.get("recorded_at", ""))


def differing(then: dict[str, Any], live: dict[str, Any], *, but: set[str]) -> dict[str, Any]:
    """Return what `then` says that was not said live and is not left out, by field."""
    return {
        name: (value, live[name])
        for name, value in then.items()
        if name not in but and value != live[name] and value is not None and (value or name not in WITHHELD)
    }


@dataclass
class Found:
    """The rows that an officer finds of each door in their order, by what was asked."""

    rows: dict[tuple[str, frozenset[tuple[str, str]]], list[int]] = field(default_factory=dict)


def questions(life: Life, code: str, *, words: int) -> Iterator[Asked]:
    """Yield what a door is asked: its filters, the last words of the life and two that are none yet."""
    yield {}
    yield from life.ASKED.get(code, ())
    if "search" in doors()[code].filterset.base_filters:
        yield from ({"search": f"wording {number}"} for number in range(max(words - 1, 1), words + 3))


def found_by(user: User, life: Life, *, words: int, turn: slice, **asked: str) -> Found:
    """Return what an officer finds without a question, and by those of its turn."""
    found = Found()
    for code in life.DOORS:
        everything, *others = questions(life, code, words=words)
        for question in (everything, *others[turn]):
            parameters = QueryDict(mutable=True)
            parameters.update({**question, **asked})
            try:
                rows = read_listing(doors()[code], parameters, user=user).ordered()
            except UnableToRead:  # nothing has that code yet
                continue
            found.rows[code, frozenset(question.items())] = list(rows.values_list("pk", flat=True))
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Moment:
    """What was told after a step: to each viewer, and by each question of its turn."""

    step: str
    words: int
    turn: slice
    told: dict[str, Answers]
    found: Found


def live_and_check(
    life: Life, steps: tuple[str, ...], viewers: tuple[str, ...] = SIGHTS, *, every: int = EVERY
) -> set[str]:
    """Live a life, and compare what each viewer was told after each step with what is told of it later.

    After each step every so many questions are asked, others from step to step. Returns the doors at which
    something of a past moment was seen.
    """
    clients = {who: signed_in(life.people.get(who)) for who in viewers}
    officer = life.people[OFFICER]
    begun, live = settled_moment(), dict[datetime, Moment]()
    for number, step in enumerate(("", *steps)):
        if step:
            life.do(step)
        turn = slice(number % every, None, every)
        told = {who: answers_to(client, life.DOORS) for who, client in clients.items()}
        found = found_by(officer, life, words=life.count, turn=turn)
        live[settled_moment()] = Moment(step, life.count, turn, told, found)
    since = write_moment(begun - timedelta(days=1))
    for who, client in clients.items():
        check_updated_since(client, life, since, [one.told[who] for one in live.values()])
    check_found_since(officer, life, since, list(live.values()))
    return check_as_of(clients, life, live)


def check_as_of(clients: dict[str, Client], life: Life, live: dict[datetime, Moment]) -> set[str]:
    """Compare what each viewer was told at each moment with what is told of it now; return the doors."""
    seen = set()
    for moment, one in live.items():
        asked = {"as_of": write_moment(moment)}
        for who, client in clients.items():
            for key, row in answers_to(client, life.DOORS, **asked).rows.items():
                was = one.told[who].rows.get(key)
                assert was is not None, f"{who} did not see {key} after “{one.step}”"
                assert not differing(row, was, but=set()), (who, key, one.step)
                assert who != OFFICER or row == was, (key, one.step)  # nothing needs to be left out
                seen.add(key[0])
        later = found_by(life.people[OFFICER], life, words=one.words, turn=one.turn, **asked)
        check_found(one, later)
        check_pages(clients[OFFICER], life, one.words, **asked)
    return seen


def check_found(one: Moment, later: Found) -> None:
    """Compare what was found at a moment, and in which order, with what is found of it now."""
    for (code, question), rows in later.rows.items():
        then = [pk for pk in one.found.rows.get((code, question), ()) if pk in later.rows[code, frozenset()]]
        assert rows == then, (code, dict(question), one.step)


def check_pages(client: Client, life: Life, words: int, **asked: str) -> None:
    """See that no table of a moment has a word that was written later; the form above it offers today's."""
    for code in life.DOORS:
        if address := page_of(doors()[code]):
            page = client.get(address, {"limit": "1000", **asked})
            assert page.status_code == 200, (code, page)
            _form, _table, table = page.content.decode().partition("<table")
            written = re.findall(r"Wording (\d+)", table)
            assert all(int(number) <= words for number in written), (code, asked, written)


def check_updated_since(client: Client, life: Life, since: str, told: list[Answers]) -> None:
    """Compare each row that was ever recorded with the last answer in which it was seen."""
    last: dict[tuple[str, str, Any], dict[str, Any]] = {}
    for answers in told:
        last |= answers.rows
    for key, row in answers_to(client, dated(life), updated_since=since).rows.items():
        assert key in last, f"{key} was never seen"
        assert not differing(row, last[key], but=CLOSING), key


def check_found_since(user: User, life: Life, since: str, live: list[Moment]) -> None:
    """See that each row that was ever recorded is found by what it was found by when it was seen last."""
    for code in dated(life):
        last: dict[int, Moment] = {}
        for one in live:
            last |= dict.fromkeys(one.found.rows[code, frozenset()], one)
        for question in questions(life, code, words=life.count):
            key = code, frozenset(question.items())
            parameters = QueryDict(mutable=True)
            parameters.update({**question, "updated_since": since})
            rows = read_listing(doors()[code], parameters, user=user).rows
            found = set(rows.values_list("pk", flat=True)) & set(last)
            asked = {pk for pk, one in last.items() if key in one.found.rows}
            assert found & asked == {pk for pk in asked if pk in last[pk].found.rows[key]}, key


def dated(life: Life) -> tuple[str, ...]:
    """Return the doors of a life that tell what was recorded since a moment, superseded rows among it."""
    return tuple(code for code in life.DOORS if "updated_since" in doors()[code].filterset.base_filters)


@pytest.mark.parametrize("kind", LIVES, ids=lambda kind: kind.__name__)
def test_a_whole_life_is_told_as_it_was_at_each_door(people, countries, kind):
    assert set(kind.WHOLE) == set(kind.STEPS)
    assert live_and_check(kind(people, countries), kind.WHOLE) == set(kind.DOORS)


ANY_LIFE = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def lives(draw: st.DrawFn) -> tuple[type[Life], tuple[str, ...]]:
    """Return a kind of life, and steps of it."""
    kind = draw(st.sampled_from(LIVES))
    steps = st.lists(st.sampled_from(sorted(kind.STEPS)), min_size=3, max_size=8)
    return kind, tuple(draw(steps))


@settings(ANY_LIFE, max_examples=3)
@given(life=lives())
def test_any_life_is_told_as_it_was(people, countries, life):
    kind, steps = life
    with undone():
        live_and_check(kind(people, countries), steps)


@pytest.mark.race  # long: with `make test-full` only
@settings(ANY_LIFE, max_examples=80)
@given(life=lives())
def test_many_lives_are_told_as_they_were_to_everybody(people, countries, life):
    kind, steps = life
    with undone():
        live_and_check(kind(people, countries), steps, VIEWERS, every=1)


# --- A draft that was signed, taken back and edited: nothing leads to what it became ------------------


@pytest.fixture
def edited(people: dict[str, User], countries: dict[str, Any]) -> str:
    """Sign a draft, take it back, edit it; return the moment when it was signed."""
    life = ProgrammeLife(people, countries, title="Decent work for all")
    for step in ("move on", "move on"):
        life.do(step)
    signed = write_moment(settled_moment())
    for step in ("take back", "retitle"):
        life.do(step)
    assert (life.now.status, life.now.title) == ("consultation", "Wording 1")
    return signed


@pytest.mark.parametrize("asked", ["as_of", "updated_since"])
def test_a_stranger_finds_nothing_of_a_draft_by_what_it_became(edited, asked):
    stranger, moment = Client(), edited if asked == "as_of" else "2020-01-01"
    for then, now in (
        ({"search": "decent"}, {"search": "wording"}),
        ({"generation": "2"}, {"generation": "1"}),
        ({"pilot": "false"}, {"pilot": "true"}),
        ({"office": plans.OFFICE.lower()}, {"office": "CO-1"}),
    ):
        found = stranger.get(PROGRAMMES, {asked: moment, "ordering": "title", **then}).json()["results"]
        assert [row["title"] for row in found] == ["Decent work for all"], then
        assert stranger.get(PROGRAMMES, {asked: moment, **now}).json()["results"] == [], now


def test_pages_and_sheets_do_not_tell_what_a_draft_became(edited):
    stranger = Client()
    for address in ("/dwcps/", "/countries/ZWE/"):
        page = stranger.get(address, {"as_of": edited}).content.decode()
        assert "Decent work for all" in page, address
        assert "Wording 1" not in page, address
        assert 'href="/dwcps/zwe' not in page, address
    book = stranger.get(PROGRAMMES, {"as_of": edited, "format": "xlsx"})
    cells = [cell.value for row in load_workbook(io.BytesIO(book.getvalue())).active.rows for cell in row]
    assert "Decent work for all" in cells
    assert "Wording 1" not in cells


def test_statements_do_not_grow_with_what_was_recorded(people, countries):
    programme, project = ProgrammeLife(people, countries), ProjectLife(people, countries)
    client, sizes, counts = signed_in(people[OFFICER]), [], []
    rounds = (
        ("align", "move on", "move on", "move on", "report", "settle", "retitle"),
        ("align", "reword the plan", "rate", "retitle", "extend", "settle"),
    )
    for steps in rounds:
        for step in steps:
            programme.do(step)
            for one in ("tie", "take part", "move on", "retitle"):
                project.do(one)
        told = [answers_to(client, dated(life), updated_since="2020-01-01") for life in (programme, project)]
        with CaptureQueriesContext(connection) as asked:
            for life in (programme, project):
                answers_to(client, life.DOORS, as_of="2199-01-01")
                answers_to(client, dated(life), updated_since="2020-01-01")
        sizes.append(sum(len(one.rows) for one in told))
        counts.append(len(asked))
    assert sizes[0] < sizes[1]
    assert counts[0] == counts[1]


def test_the_page_of_a_country_shows_its_frameworks_as_they_were(people, countries):
    region, moments = people["regional_officer"], [settled_moment()]
    text = FrameworkText(
        title="As it was drafted", kind="unsdcf", starts_on=date(2022, 1, 1), ends_on=date(2028, 1, 1)
    )
    framework = create_framework(by=region, countries=[countries["ZWE"]], text=text)
    moments.append(settled_moment())
    framework = publish_framework(by=region, framework=framework, lock_version=framework.version)
    moments.append(settled_moment())
    renamed = replace(text, title="What it became", ends_on=date(2030, 1, 1))
    describe_framework(by=region, framework=framework, lock_version=framework.version, text=renamed)
    moments.append(settled_moment())

    def shown(client: Client) -> list[list[str]]:
        pages = [
            client.get("/countries/ZWE/", {"as_of": write_moment(one)}).content.decode() for one in moments
        ]
        words = (text.title, renamed.title, "2027", "2029")
        return [[word for word in words if word in re.sub(r"(?s)^.*?<main", "", page)] for page in pages]

    drafted, became = [text.title, "2027"], [renamed.title, "2029"]
    assert shown(signed_in(people["pardev_officer"], Client())) == [[], drafted, drafted, became]
    assert shown(Client()) == [[], [], drafted, became]
