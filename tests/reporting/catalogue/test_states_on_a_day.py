"""`on`: the state on a day as known at a moment, the same at every door; the worked tables of its rules."""

from __future__ import annotations

import csv
import io
import itertools
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.life.actions import Step
from portfolio.alignments.actions import Cell, UnableToSetAlignment, name_of, set_alignment
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.models import (
    Alignment,
    CooperationFramework,
    CountryProgramme,
    FrameworkState,
    ProgrammeState,
    Project,
    ProjectState,
)
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.projects.actions.project_life import PROJECT_LIFE
from reporting.catalogue.catalogue import MEASURES
from tests.people import signed_in
from tests.recipes import alignments as cast
from tests.recipes import programmes as plans
from tests.recipes import projects
from tests.registers import all_registers
from tests.test_docs import table
from tests.test_parity import answer_of, reproduce, shown_values, stated

PAGE = "states-on-a-day.md"
STATES = [code for code, measure in MEASURES.items() if measure.has_states]
SPLIT = {
    "alignments": "extent",
    "cooperation_frameworks": "status",
    "country_programmes": "status",
    "outcome_milestones": "status",
    "projects": "status",
}


# --- The worked tables --------------------------------------------------------------------------------


@pytest.fixture
def programme(field_officer, regional_officer, countries) -> CountryProgramme:
    """Zimbabwe's programme, signed with effect from 2009-06-01."""
    period = {"starts_on": date(2009, 7, 1), "ends_on": date(2014, 7, 1)}
    programme = plans.draft(field_officer, countries["ZWE"], **period)
    programme.refresh_from_db()
    PROGRAMME_LIFE.correct(
        by=regional_officer,
        noun=programme,
        status=ProgrammeState.objects.of(programme).get(),
        lock_version=programme.version,
        step=Step("draft", date(2008, 1, 1), "Typed wrongly"),
    )
    plans.moved(regional_officer, programme, "consultation", effective_on=date(2008, 9, 1))
    return plans.moved(regional_officer, programme, "signed", effective_on=date(2009, 6, 1))


@pytest.fixture
def frameworks(countries) -> dict[str, CooperationFramework]:
    """The published frameworks of Zimbabwe and Namibia, with all that their life asks for."""
    found = {}
    for code, first in (("ZWE", 2007), ("NAM", 2011)):
        framework = cast.un_framework(code)
        framework.starts_on, framework.ends_on = date(first, 1, 1), date(first + 9, 1, 1)
        framework.signed_on = date(first - 1, 11, 1)
        framework.save()
        found[framework.slug] = framework
    return found


def record_status(by: Any, framework: CooperationFramework, step: Step, how: str) -> None:
    now = CooperationFramework.objects.get(pk=framework.pk)
    read = {"by": by, "noun": now, "lock_version": now.version}
    present = FrameworkState.objects.current().of(now).first()
    if how == "change":
        FRAMEWORK_LIFE.record(**read, step=step)
    elif how == "correction":
        FRAMEWORK_LIFE.correct(**read, status=present, step=step)
    else:
        FRAMEWORK_LIFE.take_back(**read, status=present, reason="It goes on")


@pytest.fixture
def regional_project(manager, countries) -> Project:
    """A regional project of Africa without countries, planned since 2008."""
    planned = projects.planned(manager, scope="regional", region=countries["ZWE"].region)
    PROJECT_LIFE.correct(
        by=manager,
        noun=planned,
        status=ProjectState.objects.of(planned).get(),
        lock_version=planned.version,
        step=Step("planned", date(2008, 1, 1), "Typed wrongly"),
    )
    return planned


def record_project(by: Any, project: Project, step: Step, how: str) -> None:
    now = Project.objects.get(pk=project.pk)
    read = {"by": by, "noun": now, "lock_version": now.version, "step": step}
    if how == "change":
        PROJECT_LIFE.record(**read)
    else:
        PROJECT_LIFE.correct(**read, status=ProjectState.objects.current().of(now).get())


def record_alignment(by: Any, programme: CountryProgramme, number: int, extent: str, **values: Any) -> None:
    result = cast.results_of(CooperationFramework.objects.get(slug="zwe"))[number - 1]
    priority = programme.priorities.get()
    stands = Alignment.objects.current().filter(pair__result=result).first()
    cell = Cell(result=result, priority=priority, extent=extent, read=stands.pk if stands else None)
    assert set_alignment(by=by, programme=programme, cells=[cell], **values)


@pytest.fixture
def moments_of_steps(programme, frameworks, regional_project, people) -> list[str]:
    """Record the steps of the table; return the moments after each, the first before all."""
    regional_officer, manager = people["regional_officer"], people["manager"]
    moments = [settled_moment()]
    for _step, of, recorded, day, how in table(PAGE, "step"):
        kind, _blank, name = of.partition(" ")
        effective_on = date.fromisoformat(day)
        if kind == "framework":
            step = Step(recorded, effective_on, "Read the document")
            record_status(regional_officer, frameworks[name], step, how)
        elif kind == "project":
            step = Step(recorded, effective_on, "Agreed with the partner")
            record_project(manager, regional_project, step, how)
        else:
            values = {"effective_on": effective_on, "correction": how == "correction"}
            record_alignment(regional_officer, programme, int(name[-1]), recorded, **values)
        moments.append(settled_moment())
    return [write_moment(moment) for moment in moments]


def counted(values: dict[str, int]) -> str:
    return ", ".join(f"{key} {values[key]}" for key in sorted(values)) or "nothing"


def test_the_worked_tables_are_true_at_every_door(moments_of_steps) -> None:
    client = Client()
    for figure, on, step, expected in table(PAGE, "figure"):
        figure, _blank, split = figure.partition(" by ")  # noqa: PLW2901  (a name in two parts)
        split = split or SPLIT[figure]
        query = {"on": on, "as_of": moments_of_steps[int(step)]}
        answer = answer_of(client, figure, (split,), **query)
        where = (figure, on, step)
        assert counted({line[split]: line["value"] for line in answer["rows"]}) == expected, where
        assert answer["on"] == on
        assert answer["total"] == sum(line["value"] for line in answer["rows"])
        for line in answer["rows"]:
            assert stated(MEASURES[figure], line) == reproduce(client, MEASURES[figure], line), where
        sheet = client.get("/api/v1/figures/", {**query, "measure": figure, "by": split, "format": "csv"})
        assert on in sheet["Content-Disposition"]
        written = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))
        assert counted({line[split]: int(line["value"]) for line in written}) == expected
        assert {line["on"] for line in written} <= {on}
        page = client.get(f"/data/measures/{figure}/", {**query, "by": split}).content.decode()
        assert date.fromisoformat(on).strftime("%-d %B %Y") in page
        values = [f"{line['value']}.00" for line in answer["rows"]]
        assert (shown_values(page) if values else []) == values


def test_publishing_a_framework_today_changes_no_day_as_known_yesterday(
    moments_of_steps, regional_officer, countries
) -> None:
    client, hidden = Client(), CooperationFramework.objects.create(country_key="NAM-ZWE", slug="nam-zwe")
    state = {"framework": hidden, "status": "running", "effective_on": date(2009, 1, 1)}
    with recording(by=None, reason="Tests"):
        FrameworkState.objects.create(**state)
    before = settled_moment()
    cast.publish([hidden])
    day = {"on": "2010-12-31"}
    known = answer_of(client, "cooperation_frameworks", (), **day, as_of=write_moment(before))
    assert (known["total"], answer_of(client, "cooperation_frameworks", (), **day)["total"]) == (1, 2)


# --- Doors --------------------------------------------------------------------------------------------


def test_only_measures_of_states_are_asked_for_a_day(installation) -> None:
    client = Client()
    assert set(STATES) == SPLIT.keys()
    for code in MEASURES:
        answer = client.get("/api/v1/figures/", {"measure": code, "on": "2015-12-31"})
        page = client.get(f"/data/measures/{code}/", {"on": "2015-12-31"})
        if code in STATES:
            assert (answer.status_code, page.status_code) == (200, 200)
            assert answer.json()["on"] == "2015-12-31"
            continue
        assert (answer.status_code, page.status_code) == (400, 400), code
        assert answer["Content-Type"] == "application/problem+json"
        assert list(answer.json()["errors"]) == ["on"]


@pytest.mark.parametrize("text", ["2015", "31.12.2015", "2015-02-30", "2300-01-01"])
def test_a_day_that_none_can_read_is_refused(installation, text) -> None:
    for address in ("/api/v1/figures/?measure=alignments", "/api/v1/alignments/?"):
        answer = Client().get(f"{address}&on={text}")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["on"]


def test_a_day_that_is_still_to_come_is_refused_at_its_field_at_every_door(installation) -> None:
    client, today = Client(), timezone.now().date()
    tomorrow, words = today + timedelta(days=1), "This day is still to come. Give today or an earlier day."
    lists = {code: one for code, one in all_registers().items() if "on" in one.filterset.base_filters}
    assert len(lists) >= 4
    doors = [(f"/api/v1/{code}/", {}) for code in lists]
    doors += [("/api/v1/figures/", {"measure": code, "by": SPLIT[code]}) for code in STATES]
    for (address, query), form in itertools.product(doors, ("json", "csv")):
        asked = {**query, "format": form}
        assert client.get(address, {**asked, "on": f"{today}"}).status_code == 200, address
        refused = client.get(address, {**asked, "on": f"{tomorrow}"})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["on"]), address
        assert words in refused.content.decode()
    for code in STATES:
        assert client.get(f"/data/measures/{code}/", {"on": f"{today}"}).status_code == 200
        refused = client.get(f"/data/measures/{code}/", {"on": f"{tomorrow}"})
        assert (refused.status_code, words in refused.content.decode()) == (400, True), code
    for register in lists.values():
        page = client.get(reverse(register.page), {"on": f"{tomorrow}"})
        shown = page.content.decode()
        assert (page.status_code, words in shown, 'href="#id_on"' in shown) == (400, True, True), (
            register.code
        )
        assert re.search(rf'name="on" value="{tomorrow}"', shown), register.code


def test_a_day_does_not_go_with_what_changed_since(installation) -> None:
    query = {"on": "2015-12-31", "updated_since": "2015-12-31"}
    answer = Client().get("/api/v1/alignments/", query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["updated_since"])
    assert Client().get("/dwcps/alignments/", query).status_code == 400


def test_the_matrix_and_the_api_correct_a_recorded_alignment(
    moments_of_steps, programme, regional_officer
) -> None:
    client = signed_in(regional_officer)
    stands = Alignment.objects.current().filter(extent="supported").get()
    address = f"/api/v1/alignments/{stands.pair_id}/"
    body = {"extent": "supported", "effective_on": "2019-05-01", "correction": True}
    answer = client.put(
        address, body, content_type="application/json", headers={"If-Match": f'"{stands.pk}"'}
    )
    assert (answer.status_code, answer.json()["replaces"]) == (200, stands.pk), answer.content
    on = {"on": "2019-12-31", "extent": "supported"}
    assert answer_of(client, "alignments", (), **on)["total"] == 1
    assert answer_of(client, "alignments", (), **on, as_of=moments_of_steps[-1])["total"] == 0
    corrected = Alignment.objects.current().get(pair=stands.pair_id)
    name = name_of(corrected.pair.key)
    form = {
        "read": f"{name}:{corrected.pk}",
        f"{name}-extent": "partial",
        "effective_on": "2020-01-01",
        "correction": "on",
    }
    saved = client.post(f"/dwcps/{programme.slug}/alignment/?framework=zwe", form)
    assert saved.status_code == 302
    present = Alignment.objects.current().get(pair=stands.pair_id)
    assert (present.extent, present.replaces_id) == ("partial", corrected.pk)
    assert answer_of(client, "alignments", (), **on)["total"] == 0


def test_a_correction_does_not_reach_back_before_what_held_before(
    moments_of_steps, programme, regional_officer
) -> None:
    result = cast.results_of(CooperationFramework.objects.get(slug="zwe"))[1]
    stands = Alignment.objects.current().get(pair__result=result)  # partial, after none from 2010-02-01
    cell = Cell(result=result, priority=programme.priorities.get(), extent="full", read=stands.pk)
    values = {"by": regional_officer, "programme": programme, "cells": [cell], "correction": True}
    with pytest.raises(UnableToSetAlignment) as refused:
        set_alignment(**values, effective_on=date(2010, 1, 31))
    assert list(refused.value.problems) == [f"{name_of(cell.key)}-effective_on"]
    assert set_alignment(**values, effective_on=date(2010, 2, 1))


# --- The shipped demonstration ------------------------------------------------------------------------


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("code", STATES)
def test_the_evidence_of_a_day_reproduces_the_figure(client: Client, code: str) -> None:
    measure = MEASURES[code]
    by = tuple(one.code for one in measure.splits[:2])
    for day in ("2021-12-31", "2015-12-31"):
        answer = answer_of(client, code, by, on=day)
        assert "on" in answer
        for line in (answer["total_row"], *answer["rows"][:3]):
            assert stated(measure, line) == reproduce(client, measure, line)
        assert sum(line["value"] for line in answer["rows"]) == answer["total"]


@pytest.mark.usefixtures("published")
def test_what_has_taken_effect_by_today_is_what_was_recorded_last(client: Client) -> None:
    """Without a day every figure is as it was before there were any, and says nothing of one."""
    today = timezone.now().date().isoformat()
    for code in STATES:
        by = tuple(one.code for one in MEASURES[code].splits[:2])
        plain = answer_of(client, code, by)
        assert "on" not in plain
        of_today = answer_of(client, code, by, on=today, as_of=plain["as_of"])
        values = [
            [(line["labels"], line["value"], line["row_count"]) for line in answer["rows"]]
            for answer in (plain, of_today)
        ]
        assert values[0] == values[1]
        assert plain["total"] == of_today["total"]
