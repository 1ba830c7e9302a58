"""The money of the cooperation frameworks of a programme's country, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ilo_dc.core.measures import Figure, Figures, Question, Row, table
from ilo_dc.portal.data.lines import Line, line_of, lines_of
from portfolio.frameworks.measures.frameworks import (
    FINANCE_YEAR,
    FRAMEWORK_GAP,
    FRAMEWORK_GAPS,
    FRAMEWORK_REQUIRED,
)
from portfolio.frameworks.panels.frameworks import suboutputs_of

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.people.grants import Viewer
    from portfolio.models import CountryProgramme, SubOutputState

LARGEST = 5  # sub-outputs of which the page speaks by name


@dataclass(frozen=True)
class ResourcesPanel:
    """What the cooperation frameworks of the programme's country require, have and lack, in one finance year.

    `lines` are the country's own frameworks, with their total where there are several; `shared` are those of
    several countries, which belong to none of them alone; `largest` the own sub-outputs that lack most.
    """

    answer: Figures
    lines: list[Line]
    shared: list[Line]
    largest: list[SubOutputState]
    template: str = "portal/programmes/resources.html"

    @property
    def total(self) -> Row | None:
        """The country's own sub-outputs together; None: it has none."""
        return self.answer.total if self.answer.total.count else None

    @property
    def total_line(self) -> Line | None:
        """The total as a line of the table; None: its one line says it."""
        return line_of(self.answer, self.answer.total) if len(self.lines) > 1 else None

    @property
    def gap(self) -> Figure:
        """What is missing."""
        return self.answer.figure(measure=FRAMEWORK_GAP)

    @property
    def required(self) -> Figure:
        """What is required."""
        return self.answer.figure(measure=FRAMEWORK_REQUIRED)

    @property
    def rows_url(self) -> str:
        """Where the country's own sub-outputs stand."""
        return self.answer.page(self.answer.total) if self.total else ""

    @property
    def finance_year(self) -> str:
        """The year that the amounts are of."""
        return ", ".join(str(year) for year in self.answer.keys.get(FINANCE_YEAR.code, ()))

    @property
    def as_of(self) -> datetime:
        """What was known when."""
        return self.answer.as_of

    @property
    def source(self) -> str:
        """Who publishes them."""
        return str(self.answer.measures[0].rows.source)

    @property
    def note(self) -> str:
        """What is to be known of them."""
        return str(self.answer.measures[0].rows.note)


def resources_of(user: Viewer, found: CountryProgramme) -> ResourcesPanel | None:
    """Return the resources of a programme's country; None: it has no country, or none is recorded."""
    if found.country is None:
        return None
    question = Question().narrowed("country", found.country.pk).split_by("framework")
    answer = table(FRAMEWORK_GAPS, user=user, question=question)
    if not answer.lines and not answer.apart:
        return None
    own = suboutputs_of(user, found.country, as_of=answer.as_of)
    largest: list[Any] = own.own[:LARGEST] if own else []
    return ResourcesPanel(
        answer,
        lines_of(answer, lambda row: _framework_url(str(row.keys["framework"]))),
        [line_of(answer, row) for row in answer.apart],
        [one for one in largest if one.gap],
    )


def _framework_url(slug: str) -> str:
    return reverse("portfolio:framework", args=[slug])
