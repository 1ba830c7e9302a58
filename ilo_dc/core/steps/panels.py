"""The steps of a round as a piece of a page."""

from __future__ import annotations

from dataclasses import dataclass

from ilo_dc.core.steps.rules import Clock


@dataclass(frozen=True)
class StepLine:
    """A step of a round: who has decided, or whom it waits for, and how its clock stands."""

    label: str
    who: str
    clock: Clock
    result: str = ""
