"""What every life has: who lives it, the steps it may take, the lists that show it, what these are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.models import User

Asked = dict[str, str]


@dataclass
class Life:
    """One noun and what is shown of it, lived one step at a time.

    Attributes:
        DOORS: the codes of the registers that show it.
        STEPS: every step by its name, each on a life.
        WHOLE: a life that takes every step.
        ASKED: what these registers are asked, by code; `search` for each word of the life is asked besides.
    """

    people: dict[str, User]
    countries: dict[str, Any]
    count: int = 0

    DOORS: ClassVar[tuple[str, ...]] = ()
    STEPS: ClassVar[Mapping[str, Callable[[Any], None]]] = {}
    WHOLE: ClassVar[tuple[str, ...]] = ()
    ASKED: ClassVar[Mapping[str, tuple[Asked, ...]]] = {}

    def __post_init__(self) -> None:
        """Begin it."""
        self.begin()

    def begin(self) -> None:
        """Make what the steps change."""
        raise NotImplementedError

    def word(self) -> str:
        """Return a word that nothing was called before."""
        self.count += 1
        return f"Wording {self.count}"

    def do(self, step: str) -> None:
        """Take a step; one that the rules refuse now leaves all as it was."""
        try:
            with transaction.atomic():
                self.STEPS[step](self)
        except UnableToAct:
            return
