"""What is shown as of a moment is what was shown then, or is left out: to whoever asks, at each door."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Office, User
from portfolio.alignments.actions import Cell, set_alignment
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, ResultData
from portfolio.frameworks.actions.frameworks import (
    FrameworkText,
    create_framework,
    describe_framework,
    publish_framework,
    withdraw_framework,
)
from portfolio.models import (
    Alignment,
    CooperationFramework,
    CountryProgramme,
    FrameworkResult,
    ProgrammeState,
)
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from tests.people import signed_in
from tests.recipes import alignments, updates
from tests.recipes import programmes as plans

PROGRAMMES, ALIGNMENTS, UPDATES = (
    f"/api/v1/{code}/" for code in ("country-programmes", "alignments", "outcome-updates")
)
DOORS = (PROGRAMMES, ALIGNMENTS, UPDATES)
# One of each sight: what is public, one's own country, all; the rest look on with `make test-full`.
SIGHTS = ("stranger", "constituent", "pardev_officer")
VIEWERS = (*SIGHTS, "german_donor", "field_officer", "regional_officer")
# When a fact was closed is known later than the moment it is asked for, unless all since a moment is.
CLOSING = {"superseded_at", "updated_at", "withdrawn"}
# Shown of a past state to those alone who see the programme today, too.
WITHHELD = {"theory_of_change"}


# --- A life -------------------------------------------------------------------------------------------


@dataclass
class Life:
    """One programme of Zimbabwe, its alignment and what is reported under it, lived one step at a time."""

    people: dict[str, User]
    programme: CountryProgramme
    results: list[FrameworkResult]
    count: int = 0

    @property
    def now(self) -> CountryProgramme:
        return CountryProgramme.objects.get(pk=self.programme.pk)

    def word(self) -> str:
        """Return a word that nothing was called before."""
        self.count += 1
        return f"Wording {self.count}"

    def do(self, step: str) -> None:
        """Take a step; one that the rules refuse now leaves all as it was."""
        try:
            with transaction.atomic():
                STEPS[step](self)
        except UnableToAct:
            return


def retitle(life: Life) -> None:
    now, word = life.now, life.word()
    office = Office.objects.get_or_create(
        code=f"CO-{life.count}", defaults={"name": "An office", "kind": "country"}
    )
    programmes.edit_programme(
        by=life.people["field_officer"],
        programme=now,
        lock_version=now.version,
        text=plans.text(
            title=word,
            starts_on=date(2024, 1, 1) + timedelta(days=life.count),
            ends_on=date(2028, 1, 1) + timedelta(days=life.count),
            generation=life.count,
            pilot=not now.pilot,
            office=office[0],
            language="fr" if now.language == "en" else "en",
            consulted_on=date(2023, 1, 1) + timedelta(days=life.count),
            theory_of_change=word,
        ),
    )


def reword_plan(life: Life) -> None:
    by, now = life.people["field_officer"], life.now
    priority, outcome = now.priorities.get(), now.outcomes.get()
    parts.PRIORITIES.edit(
        by=by,
        row=priority,
        lock_version=priority.version,
        data=parts.PriorityData(priority.position + 1, life.word()),
    )
    text = programme_outcomes.OutcomeText(
        priority, f"ZWE{101 + life.count}", life.word(), progress=outcome.progress
    )
    programme_outcomes.edit_outcome(by=by, outcome=outcome, lock_version=outcome.version, text=text)
    indicator = outcome.indicators.get()
    parts.INDICATORS.edit(
        by=by,
        row=indicator,
        lock_version=indicator.version,
        data=parts.IndicatorData(life.word(), unit=life.word()),
    )


def reword_result(life: Life) -> None:
    result = FrameworkResult.objects.get(pk=life.results[0].pk)
    FRAMEWORK_RESULTS.edit(
        by=life.people["field_officer"],
        row=result,
        lock_version=result.version,
        data=ResultData(result.level, life.word()),
    )


def move_on(life: Life) -> None:
    before = life.now.status
    plans.moved(life.people["regional_officer"], life.now, plans.WAY[_place(before) + 1])


def extend(life: Life) -> None:
    life.count += 1
    until = date(2031, 1, 1) + timedelta(days=life.count)
    plans.moved(life.people["regional_officer"], life.now, "extended", extended_until=until)


def _place(status: str) -> int:
    named = ("draft", *plans.WAY)
    return min(named.index(status if status in named else "running"), len(plans.WAY) - 1) - 1


def take_back(life: Life) -> None:
    now = life.now
    PROGRAMME_LIFE.take_back(
        by=life.people["regional_officer"],
        noun=now,
        status=ProgrammeState.objects.current().of(now).get(),
        lock_version=now.version,
        reason="By mistake",
    )


def correct(life: Life) -> None:
    now, state = life.now, ProgrammeState.objects.current().of(life.now).get()
    PROGRAMME_LIFE.correct(
        by=life.people["regional_officer"],
        noun=now,
        status=state,
        lock_version=now.version,
        step=Step(
            state.status,
            state.effective_on - timedelta(days=1),
            "A day off",
            extended_until=state.extended_until,
        ),
    )


def align(life: Life) -> None:
    now = life.now
    present = {fact.pair.key: fact for fact in Alignment.objects.current().select_related("pair")}
    priority = Cell(life.results[0], priority=now.priorities.get())
    outcome = Cell(life.results[0], outcome=now.outcomes.get())
    cells = []
    for cell, turns in ((priority, ("full", "partial")), (outcome, ("none", "partial"))):
        fact = present.get(cell.key)
        extent = turns[1] if fact and fact.extent == turns[0] else turns[0]
        values = {"priority": cell.priority, "outcome": cell.outcome, "extent": extent}
        cells.append(Cell(life.results[0], **values, read=fact.pk if fact else None))
    set_alignment(by=life.people["field_officer"], programme=now, cells=cells)


def publish(life: Life) -> None:
    framework = CooperationFramework.objects.get(pk=life.results[0].framework_id)
    act: Callable[..., Any] = withdraw_framework if framework.published else publish_framework
    why = {"reason": "Too early"} if framework.published else {}
    act(by=life.people["regional_officer"], framework=framework, lock_version=framework.version, **why)


def report(life: Life) -> None:
    outcome = updates.fresh(life.now.outcomes.get())
    updates.accepted(life.people["field_officer"], life.people["regional_officer"], outcome)


STEPS: dict[str, Callable[[Life], None]] = {
    "retitle": retitle,
    "reword the plan": reword_plan,
    "reword a result": reword_result,
    "move on": move_on,
    "extend": extend,
    "take back": take_back,
    "correct": correct,
    "align": align,
    "publish": publish,
    "report": report,
}
# A life that takes every step, and the sample: a draft that is signed, taken back and then edited.
WHOLE = [
    *("align", "move on", "move on", "reword the plan", "publish", "take back", "retitle", "align"),
    *("publish", "move on", "move on", "report", "reword the plan", "retitle", "correct", "extend"),
    *("take back", "reword a result"),
]


# --- Its answers --------------------------------------------------------------------------------------


@dataclass
class Answers:
    """What one viewer is told at each door, by row: as JSON and as the file says it."""

    rows: dict[tuple[str, Any], dict[str, Any]] = field(default_factory=dict)


def answers_to(client: Client, **asked: str) -> Answers:
    """Return what a viewer is told now; updates that are not accepted are not known to `as_of`."""
    told = Answers()
    for door in DOORS:
        for row in client.get(door, {"limit": "1000", **asked}).json()["results"]:
            told.rows[door, "json", _name(row)] = row
        listed = client.get(door, {"format": "csv", **asked})
        for line in csv.DictReader(io.StringIO(listed.getvalue().decode())):
            told.rows[door, "csv", _name(line)] = line
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


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def live_and_check(
    people: dict[str, User], countries: dict[str, Any], steps: list[str], viewers: tuple[str, ...] = SIGHTS
) -> set[str]:
    """Live a life, and compare what each viewer was told after each step with what is told of it later.

    Returns the doors at which something of a past moment was seen.
    """
    framework = alignments.un_framework("ZWE", results=1)
    draft = plans.draft(people["field_officer"], countries["ZWE"])
    life = Life(people, draft, alignments.results_of(framework))
    clients = {who: signed_in(people.get(who)) for who in viewers}
    begun, live = settled_moment(), {}
    for step in ("", *steps):
        if step:
            life.do(step)
        told = {who: answers_to(client) for who, client in clients.items()}
        live[settled_moment()] = (step, told)
    for who, client in clients.items():
        check_updated_since(client, begun, [told[who] for _step, told in live.values()])
    return check_as_of(clients, live)


def check_as_of(clients: dict[str, Client], live: dict[datetime, tuple[str, dict[str, Answers]]]) -> set[str]:
    """Compare what each viewer was told at each moment with what is told of it now; return the doors."""
    seen = set()
    for moment, (step, told) in live.items():
        for who, client in clients.items():
            later = answers_to(client, as_of=write_moment(moment))
            for key, row in later.rows.items():
                was = told[who].rows.get(key)
                assert was is not None, f"{who} did not see {key} after “{step}”"
                assert not differing(row, was, but=set()), (who, key, step)
                assert who != "pardev_officer" or row == was, (key, step)  # nothing needs to be left out
                seen.add(key[0])
    return seen


def check_updated_since(client: Client, begun: datetime, told: list[Answers]) -> None:
    """Compare each row that was ever recorded with the last answer in which it was seen."""
    last: dict[tuple[str, Any], dict[str, Any]] = {}
    for answers in told:
        last |= answers.rows
    for key, row in answers_to(client, updated_since=write_moment(begun - timedelta(days=1))).rows.items():
        assert key in last, f"{key} was never seen"
        assert not differing(row, last[key], but=CLOSING), key


def test_a_whole_life_is_told_as_it_was_at_each_door(people, countries):
    assert live_and_check(people, countries, WHOLE) == set(DOORS)


lives = st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=8)
ANY_LIFE = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(ANY_LIFE, max_examples=2)
@given(steps=lives)
def test_any_life_is_told_as_it_was(people, countries, steps):
    with undone():
        live_and_check(people, countries, steps)


@pytest.mark.race  # long: with `make test-full` only
@settings(ANY_LIFE, max_examples=40)
@given(steps=lives)
def test_many_lives_are_told_as_they_were_to_everybody(people, countries, steps):
    with undone():
        live_and_check(people, countries, steps, VIEWERS)


# --- A draft that was signed, taken back and edited: nothing leads to what it became ------------------


@pytest.fixture
def edited(people: dict[str, User], countries: dict[str, Any]) -> str:
    """Sign a draft, take it back, edit it; return the moment when it was signed."""
    framework = alignments.un_framework("ZWE", results=1)
    draft = plans.draft(people["field_officer"], countries["ZWE"], title="Decent work for all")
    life = Life(people, draft, alignments.results_of(framework))
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
    field, region = people["field_officer"], people["regional_officer"]
    outcome = updates.outcome_of(field, region, countries["ZWE"])
    results = alignments.results_of(alignments.un_framework("ZWE", results=1))
    life = Life(people, outcome.programme, results)
    client, sizes, counts = signed_in(people["pardev_officer"]), [], []
    for period in ("2025-H1", "2025-H2", ""):
        told = answers_to(client, updated_since="2020-01-01")
        with CaptureQueriesContext(connection) as asked:
            for door in DOORS:
                assert client.get(door, {"as_of": "2199-01-01"}).status_code == 200
                assert client.get(door, {"updated_since": "2020-01-01"}).status_code == 200
        sizes.append(len(told.rows))
        counts.append(len(asked))
        if period:
            for step in ("align", "reword the plan", "retitle", "extend"):
                life.do(step)
            updates.accepted(field, region, updates.fresh(outcome), period)
    assert sizes[1] < sizes[2]
    assert counts[1] == counts[2]


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
