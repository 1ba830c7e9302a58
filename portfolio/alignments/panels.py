"""Alignment with UN frameworks as a piece of the pages of a programme and of a framework."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.languages import together
from ilo_dc.core.measures import Question, figures
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.alignments.models import Alignment
from portfolio.alignments.policies import may_set_alignment
from portfolio.alignments.tables import extent_badge, matrix_address
from portfolio.alignments.vocab import Extent
from portfolio.frameworks.models.framework import CooperationFramework

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.measures import Figure, Figures
    from ilo_dc.core.measures.results import Row
    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer
    from portfolio.alignments.models import AlignmentPair
    from portfolio.programmes.models.country_programme import CountryProgramme


@dataclass(frozen=True)
class AlignmentLine:
    """One pair of a programme of which something is recorded now."""

    pair: AlignmentPair
    fact: Alignment
    badge: str


@dataclass(frozen=True)
class ProgrammeAlignmentPanel:
    """What is recorded of a programme now, in the order of its plan."""

    lines: list[AlignmentLine]
    counts: list[tuple[str, int]]
    any_demonstration: bool
    may_edit: bool
    url: str
    template: str = "portfolio/alignments/panels/alignment_of_programme.html"


@dataclass(frozen=True)
class ExtentCount:
    """How many pairs of a programme, or of a country without one, with the framework have an extent."""

    name: str
    url: str
    extent: str
    count: int
    page: str
    demonstration: bool


@dataclass(frozen=True)
class FrameworkAlignmentPanel:
    """Pairs with a framework's results by country, programme and extent: the measure's own lines."""

    answer: Figures
    lines: list[ExtentCount]
    template: str = "portfolio/alignments/panels/alignment_of_framework.html"


@dataclass(frozen=True)
class CountryAlignmentPanel:
    """The alignments of a country by extent: the measure's own lines."""

    answer: Figures
    figure: Figure
    lines: list[tuple[str, int, str]]
    may_edit: bool
    url: str
    template: str = "portfolio/alignments/panels/alignment_of_country.html"


def alignment_of_country(
    user: Viewer, country: Country, *, as_of: datetime, is_of_the_past: bool = False
) -> CountryAlignmentPanel | None:
    """Return how a country is aligned with UN frameworks: its programmes, and what it has without any.

    None where nothing is recorded, unless `user` may assess it without a programme.
    """
    question = Question(as_of=as_of).narrowed("country", country.pk).split_by("extent")
    answer = figures(ALIGNMENTS, user=user, question=question)
    lines = [(extent_badge(line.keys["extent"]), line.count, answer.page(line)) for line in answer.lines]
    may_edit = bool(may_set_alignment(user, country)) and not is_of_the_past
    if not lines and not may_edit:
        return None
    return CountryAlignmentPanel(
        answer, answer.figure(), lines, may_edit, url=matrix_address(None, country.pk)
    )


def alignment_of_programme(user: Viewer, programme: CountryProgramme) -> ProgrammeAlignmentPanel:
    """Return what `user` sees of a programme's alignment; one query, whatever its size."""
    facts = (
        Alignment.objects.visible_to(user)
        .current()
        .filter(pair__programme=programme)
        .select_related("pair__priority", "pair__outcome__priority", "pair__result__framework")
    )

    def place(fact: Alignment) -> tuple[int, str, str, int]:
        pair = fact.pair
        above = pair.priority or (pair.outcome.priority if pair.outcome else None)
        number = above.position if above else 1000
        return (number, pair.outcome.code if pair.outcome else "", pair.result.text, fact.pk)

    known = sorted(facts, key=place)
    counted = Counter(fact.extent for fact in known)
    return ProgrammeAlignmentPanel(
        lines=[AlignmentLine(one.pair, one, extent_badge(one.extent)) for one in known],
        counts=[(extent_badge(one), counted[one]) for one in Extent if counted[one]],
        any_demonstration=any(one.demonstration for one in known),
        may_edit=bool(may_set_alignment(user, programme)),
        url=reverse("portfolio:programme-alignment", args=[programme.slug]),
    )


def alignment_of_framework(
    user: Viewer, framework: CooperationFramework, *, as_of: datetime | None = None
) -> FrameworkAlignmentPanel | None:
    """Return how country programmes are aligned with a framework; None where nothing is recorded.

    Programmes from signature on: the figures that everyone sees (saw at `as_of`). So a framework that not
    everyone sees has none either.
    """
    countries = list(framework.countries.all())
    one = countries[0] if len(countries) == 1 else None
    narrowed = Question(as_of=as_of).narrowed("framework", framework.slug)
    # Of a single country all lines are, and its name is at hand.
    question = narrowed.split_by("programme", *([] if one else ["country"]), "extent")
    try:
        answer = figures(ALIGNMENTS, user=user, question=question)
    except UnableToRead:  # no figure names a framework that not everyone sees
        return None
    lines = [
        ExtentCount(
            name=_name_of(line, one),
            url=_matrix_of(line, one),
            extent=extent_badge(line.keys["extent"]),
            count=line.count,
            page=answer.page(line),
            demonstration=line.demonstration,
        )
        for line in answer.lines
    ]
    return FrameworkAlignmentPanel(answer, lines) if lines else None


def _name_of(line: Row, one: Country | None) -> str:
    """Return what a line is of: a programme, or a country without one, `one` where there is no other."""
    if line.keys["programme"] is not None:
        return line.labels["programme"]
    country = one.name if one else line.labels["country"]
    return together(country, f" ({line.labels['programme']})")


def _matrix_of(line: Row, one: Country | None) -> str:
    """Return the address of the matrix of a line."""
    if line.keys["programme"] is None:
        return reverse("portfolio:country-alignment", args=[one.pk if one else line.keys["country"]])
    return reverse("portfolio:programme-alignment", args=[line.keys["programme"]])
