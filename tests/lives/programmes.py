"""A programme of Zimbabwe, its alignment with a UN framework, its milestone and what is reported under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Office
from portfolio.alignments.actions import Cell, set_alignment
from portfolio.due_reports.actions.due_reports import settle_due_reports
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, ResultData
from portfolio.frameworks.actions.frameworks import publish_framework, withdraw_framework
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
from tests.lives.life import Life
from tests.recipes import alignments, updates
from tests.recipes import programmes as plans
from tests.recipes.due_reports import updates_since


def retitle(life: ProgrammeLife) -> None:
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


def reword_plan(life: ProgrammeLife) -> None:
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


def reword_result(life: ProgrammeLife) -> None:
    result = FrameworkResult.objects.get(pk=life.results[0].pk)
    FRAMEWORK_RESULTS.edit(
        by=life.people["field_officer"],
        row=result,
        lock_version=result.version,
        data=ResultData(result.level, life.word()),
    )


def move_on(life: ProgrammeLife) -> None:
    before = life.now.status
    plans.moved(life.people["regional_officer"], life.now, plans.WAY[_place(before) + 1])


def extend(life: ProgrammeLife) -> None:
    life.count += 1
    until = date(2031, 1, 1) + timedelta(days=life.count)
    plans.moved(life.people["regional_officer"], life.now, "extended", extended_until=until)


def _place(status: str) -> int:
    named = ("draft", *plans.WAY)
    return min(named.index(status if status in named else "running"), len(plans.WAY) - 1) - 1


def take_back(life: ProgrammeLife) -> None:
    now = life.now
    PROGRAMME_LIFE.take_back(
        by=life.people["regional_officer"],
        noun=now,
        status=ProgrammeState.objects.current().of(now).get(),
        lock_version=now.version,
        reason="By mistake",
    )


def correct(life: ProgrammeLife) -> None:
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


def align(life: ProgrammeLife) -> None:
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


def publish(life: ProgrammeLife) -> None:
    framework = CooperationFramework.objects.get(pk=life.results[0].framework_id)
    act: Callable[..., Any] = withdraw_framework if framework.published else publish_framework
    why = {"reason": "Too early"} if framework.published else {}
    act(by=life.people["regional_officer"], framework=framework, lock_version=framework.version, **why)


def report(life: ProgrammeLife) -> None:
    outcome = updates.fresh(life.now.outcomes.get())
    updates.accepted(life.people["field_officer"], life.people["regional_officer"], outcome)


def rate(life: ProgrammeLife) -> None:
    milestone = life.now.outcomes.get().indicators.get().milestones.get()
    parts.edit_milestone(
        by=life.people["field_officer"],
        row=milestone,
        lock_version=milestone.version,
        data=parts.MilestoneData(milestone.due_on + timedelta(days=1), life.word()),
        status="no_progress" if milestone.status == "on_track" else "on_track",
    )


def settle(_life: ProgrammeLife) -> None:
    """Let the updates fall due that its outcomes, known of since today, owe until the year after next."""
    settle_due_reports(today=date.today() + timedelta(days=400))  # noqa: DTZ011


@dataclass
class ProgrammeLife(Life):
    """One programme, lived from its draft on."""

    DOORS: ClassVar = (
        "alignments",
        "country-programmes",
        "due-reports",
        "milestone-statuses",
        "outcome-update-steps",
        "outcome-updates",
    )
    STEPS: ClassVar[dict[str, Callable[[ProgrammeLife], None]]] = {
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
        "rate": rate,
        "settle": settle,
    }
    WHOLE: ClassVar = (
        *("align", "move on", "move on", "reword the plan", "publish", "take back", "retitle", "align"),
        *("publish", "move on", "move on", "rate", "report", "settle", "reword the plan", "retitle"),
        *("rate", "correct", "extend", "take back", "reword a result"),
    )
    ASKED: ClassVar = {
        "country-programmes": (
            *({"generation": str(number)} for number in (1, 2)),
            *({"pilot": one} for one in ("true", "false")),
            {"office": plans.OFFICE},
            {"office": "CO-1"},
        ),
        "outcome-updates": ({"code": "ZWE101"},),
        "milestone-statuses": ({"status": "on_track"},),
    }

    title: str = "Decent Work Country Programme"
    programme: CountryProgramme = field(init=False)
    results: list[FrameworkResult] = field(init=False)

    def begin(self) -> None:
        """Draft a programme beside a published framework with one result."""
        updates_since(self.countries["NAM"])
        self.programme = plans.draft(self.people["field_officer"], self.countries["ZWE"], title=self.title)
        self.results = alignments.results_of(alignments.un_framework("ZWE", results=1))

    @property
    def now(self) -> CountryProgramme:
        return CountryProgramme.objects.get(pk=self.programme.pk)
