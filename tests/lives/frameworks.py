"""A cooperation framework of Zimbabwe: described, published, withdrawn, with its statuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from ilo_dc.core.life.actions import Step
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.frameworks.actions.frameworks import (
    FrameworkText,
    create_framework,
    describe_framework,
    publish_framework,
    withdraw_framework,
)
from portfolio.models import CooperationFramework, FrameworkState
from tests.lives.life import Life

WAY = ("preparation", "signed", "running", "ended")


def text(title: str) -> FrameworkText:
    """Return what a framework says that may be signed."""
    return FrameworkText(
        title=title,
        kind="unsdcf",
        starts_on=date(2022, 1, 1),
        ends_on=date(2027, 1, 1),
        signed_on=date(2021, 11, 1),
    )


def retitle(life: FrameworkLife) -> None:
    now = life.now
    by = life.people["regional_officer"]
    describe_framework(by=by, framework=now, lock_version=now.version, text=text(life.word()))


def publish(life: FrameworkLife) -> None:
    now = life.now
    act: Callable[..., Any] = withdraw_framework if now.published else publish_framework
    why = {"reason": "Too early"} if now.published else {}
    act(by=life.people["regional_officer"], framework=now, lock_version=now.version, **why)


def _current(life: FrameworkLife) -> Any:
    return FrameworkState.objects.current().of(life.now).get()


def move_on(life: FrameworkLife) -> None:
    now, before = life.now, life.status()
    following = WAY[0] if not before else WAY[(WAY.index(before) + 1) % len(WAY)]
    step = Step(following, date(2022, 1, 1) + timedelta(days=WAY.index(following)), "Agreed")
    FRAMEWORK_LIFE.record(by=life.people["regional_officer"], noun=now, lock_version=now.version, step=step)


def take_back(life: FrameworkLife) -> None:
    if not life.status():
        return
    FRAMEWORK_LIFE.take_back(
        by=life.people["regional_officer"],
        noun=life.now,
        status=_current(life),
        lock_version=life.now.version,
        reason="By mistake",
    )


@dataclass
class FrameworkLife(Life):
    """One framework, lived from its first description on."""

    DOORS: ClassVar = ("framework-statuses",)
    STEPS: ClassVar[dict[str, Callable[[FrameworkLife], None]]] = {
        "retitle": retitle,
        "publish": publish,
        "move on": move_on,
        "take back": take_back,
    }
    WHOLE: ClassVar = (
        *("move on", "move on", "publish", "retitle", "publish", "retitle", "publish", "move on"),
        *("take back", "retitle"),
    )
    ASKED: ClassVar = {"framework-statuses": ({"status": "signed"}, {"search": "zimbabwe"})}

    framework: CooperationFramework = field(init=False)

    def begin(self) -> None:
        """Describe a framework."""
        by = self.people["regional_officer"]
        self.framework = create_framework(by=by, countries=[self.countries["ZWE"]], text=text("A framework"))

    @property
    def now(self) -> CooperationFramework:
        return CooperationFramework.objects.get(pk=self.framework.pk)

    def status(self) -> str:
        """Return the status recorded last; empty: none is."""
        found = FrameworkState.objects.current().of(self.now).first()
        return found.status if found else ""
