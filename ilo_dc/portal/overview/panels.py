"""Pieces of the overview: what is counted by one dimension, and what the sources published last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ilo_dc.core.measures import Figure, Figures, Question, figures
from ilo_dc.formats import text
from ilo_dc.portal.data.lines import Line, lines_of, ordered
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAP
from portfolio.programmes.measures.programmes import COUNTRY_PROGRAMMES
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from django.http import HttpRequest

IN_FORCE = (ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED)


@dataclass(frozen=True)
class Counts:
    """A measure's count by one dimension, as lines with bars."""

    answer: Figures
    title: str
    sub: str
    head: str
    lines: list[Line]

    @property
    def csv(self) -> str:
        """Where the lines are as CSV."""
        return self.answer.export("csv")

    @property
    def xlsx(self) -> str:
        """Where the lines are as a workbook."""
        return self.answer.export("xlsx")

    @property
    def name(self) -> str:
        """What the explanation is called on the page."""
        return self.answer.measures[0].code

    @property
    def figure(self) -> Figure:
        """The total."""
        return self.answer.figure()

    @property
    def largest(self) -> Any:
        """What the bars are drawn against."""
        return self.lines[0].cells[0].value


@dataclass(frozen=True)
class SourceUpdate:
    """What a source published last: the day that it is of, what it tells, and who publishes it."""

    on: date
    title: str
    source: str


def source_updates(gaps: Figures, revenue: Figures, partners: dict[str, Any]) -> list[SourceUpdate]:
    """Return what the sources of this page published last, the latest first."""
    sub_outputs = ngettext("%(count)s sub-output", "%(count)s sub-outputs", gaps.total.count) % {
        "count": text.whole(gaps.total.count)
    }
    found = [(gaps.figure(measure=FRAMEWORK_GAP), _("Resource gaps: %(count)s") % {"count": sub_outputs})]
    if partners:
        year = {"year": partners["year"]}
        found += [
            (revenue.figure(), _("Revenue by type, up to %(year)s") % year),
            (partners["figure"], _("Revenue by contributor, up to %(year)s") % year),
        ]
    updates = [
        SourceUpdate(one.source_date, title, str(one.source)) for one, title in found if one.source_date
    ]
    return sorted(updates, key=lambda one: one.on, reverse=True)


def counts_of(request: HttpRequest, as_of: datetime) -> list[Counts]:
    """Return the programmes in force by region, and how far programmes and UN frameworks agree."""
    running = Question(by=("region",), where={"status": IN_FORCE}, as_of=as_of)
    programmes = figures(COUNTRY_PROGRAMMES, user=request.user, question=running)
    aligned = figures(ALIGNMENTS, user=request.user, question=Question(by=("extent",), as_of=as_of))
    return [
        Counts(
            programmes,
            _("Country programmes running or extended"),
            _("By region"),
            _("Region"),
            ordered(lines_of(programmes), COUNTRY_PROGRAMMES.code),
        ),
        Counts(
            aligned,
            _("Alignment with UN frameworks"),
            _("Pairs of a priority or an outcome and a result of the UN framework, by extent"),
            _("Extent"),
            ordered(lines_of(aligned), ALIGNMENTS.code),
        ),
    ]
