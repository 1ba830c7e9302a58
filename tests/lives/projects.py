"""A project of Zimbabwe: what it says, where it works, what it contributes to, who takes part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Office, Organisation
from portfolio.due_reports.actions.due_reports import settle_due_reports
from portfolio.models import Participant, Project, ProjectState, ResultsNode
from portfolio.projects.actions import projects as actions
from portfolio.projects.actions.initiatives import InitiativeText, add_initiative
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.actions.project_parts import PARTICIPANTS, ParticipantData
from tests.lives.life import Life
from tests.recipes import alignments, outcomes
from tests.recipes import projects as cast
from tests.recipes.due_reports import reports_since

WHOLE = Decimal(100)
# Nobody of the cast acts for the first; somebody does for the second, and sees what it takes part in.
PARTNERS = ("unops", "germany")


def retitle(life: ProjectLife) -> None:
    now, word = life.now, life.word()
    office = Office.objects.get_or_create(
        code=f"CO-{life.count}", defaults={"name": "An office", "kind": "country"}
    )[0]
    said = cast.text(
        title=word,
        title_fr=f"{word} en français",
        language="fr" if now.language == "en" else "en",
        description=word,
        scope=now.scope,
        unit=office,
        backstopper=office,
        starts_on=now.starts_on,
        ends_on=now.ends_on,
        sstc_theme=word,
        ilo_share=Decimal(life.count),
        code=f"GLO/20/{life.count:02}/NOR",
        number=f"{life.count:06}",
    )
    actions.edit_project(by=life.people["manager"], project=now, lock_version=now.version, text=said)


def tie(life: ProjectLife) -> None:
    """Tie it to whatever it is not tied to now."""
    by = life.people["manager"]
    life.turn = not life.turn
    one, other = (1, 0) if life.turn else (0, 1)
    cast.tied(
        by,
        life.now,
        countries=((life.places[one], WHOLE),),
        outcomes=((life.outcomes[one], WHOLE),),
        budget=((life.results[one], WHOLE),),
        sectors=((("11330", "16020")[one], WHOLE),),
        targets=(life.targets[one],),
        markers=(("hdp", "sstc_provider")[one],),
        initiatives=(life.initiatives[one],),
        sstc_countries=(life.places[other],) if life.turn else (),
    )


def take_part(life: ProjectLife) -> None:
    """Let each partner take part, or no more."""
    by = life.people["manager"]
    for organisation in life.partners:
        row = Participant.objects.filter(project=life.project, organisation=organisation).first()
        if row is None:
            data = ParticipantData(organisation, "funding")
            PARTICIPANTS.add(by=by, owner=life.now, data=data)
        else:
            PARTICIPANTS.remove(by=by, row=row, lock_version=row.version)


def move_on(life: ProjectLife) -> None:
    following = {"planned": "running", "running": "suspended", "suspended": "running"}
    cast.moved(life.people["manager"], life.now, following[life.now.status], effective_on=life.next_day())


def _current(life: ProjectLife) -> Any:
    return ProjectState.objects.current().of(life.now).get()


def take_back(life: ProjectLife) -> None:
    PROJECT_LIFE.take_back(
        by=life.people["manager"],
        noun=life.now,
        status=_current(life),
        lock_version=life.now.version,
        reason="By mistake",
    )


def correct(life: ProjectLife) -> None:
    status = _current(life)
    PROJECT_LIFE.correct(
        by=life.people["manager"],
        noun=life.now,
        status=status,
        lock_version=life.now.version,
        step=Step(status.status, status.effective_on - timedelta(days=1), "A day off"),
    )


def settle(_life: ProjectLife) -> None:
    """Let the reports fall due that the project, known of since today, owes until the year after next."""
    settle_due_reports(today=date.today() + timedelta(days=400))  # noqa: DTZ011


@dataclass
class ProjectLife(Life):
    """One project, lived from its plan on."""

    DOORS: ClassVar = ("due-reports", "projects")
    STEPS: ClassVar[dict[str, Callable[[ProjectLife], None]]] = {
        "retitle": retitle,
        "tie": tie,
        "take part": take_part,
        "move on": move_on,
        "take back": take_back,
        "correct": correct,
        "settle": settle,
    }
    WHOLE: ClassVar = (
        *("tie", "take part", "move on", "take back", "tie", "retitle", "take part", "move on"),
        *("settle", "retitle", "settle", "tie", "move on", "correct", "take part", "tie"),
    )
    ASKED: ClassVar = {
        "projects": (
            {"country": "ZWE"},
            {"country": "NAM", "shared": "true"},
            {"country": "NAM", "shared": "only"},
            {"search": "namibia"},
            {"region": "africa"},
            {"marker": "hdp"},
            {"marker": "none"},
            {"initiative": "first"},
            {"policy_outcome": "PB-2022-23/1"},
            {"sdg_goal": "8"},
            {"sdg": "8.5"},
            {"outcome": "NAM501"},
            {"participant": PARTNERS[0]},
            {"unit": cast.UNIT},
            {"code": "GLO/20/01/NOR"},
            {"code": "000001"},
            {"active_on": "2025-01-01"},
            {"scope": "country"},
        ),
        "due-reports": ({"country": "NAM"},),
    }

    project: Project = field(init=False)
    turn: bool = field(init=False, default=False)
    days: int = field(init=False, default=0)

    def begin(self) -> None:
        """Plan a project, and make what it will be tied to."""
        manager = self.people["manager"]
        self.places = [self.countries["ZWE"], self.countries["NAM"]]
        self.outcomes = [outcomes.cpo(place) for place in self.places]
        plan, goals = alignments.budget(), alignments.sdg()
        self.results = list(ResultsNode.objects.filter(framework=plan, level="outcome").order_by("order"))
        self.targets = list(ResultsNode.objects.filter(framework=goals, level="target").order_by("order"))
        texts = [InitiativeText(code, "flagship", code) for code in ("first", "second")]
        self.initiatives = [add_initiative(by=manager, text=text) for text in texts]
        self.partners = [
            Organisation.objects.get_or_create(slug=slug, defaults={"kind": "un", "name_en": slug.upper()})[0]
            for slug in PARTNERS
        ]
        reports_since(manager, self.places[0])
        self.project = cast.planned(manager, self.places[0])

    @property
    def now(self) -> Project:
        return Project.objects.get(pk=self.project.pk)

    def next_day(self) -> date:
        """Return a day after all that were taken."""
        self.days += 1
        return date(2024, 2, 1) + timedelta(days=self.days)
