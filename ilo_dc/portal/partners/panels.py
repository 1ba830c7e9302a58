"""A piece of a partner's page: what it approved and paid by year, by the published figures of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from funding.ledger.measures import APPROVALS, CONTRIBUTIONS
from ilo_dc.core.measures import Figures, Question, Row, figures
from ilo_dc.portal.data.lines import Cell, explanation

if TYPE_CHECKING:
    from ilo_dc.core.measures import Measure
    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class MoneyPanel:
    """What a reporting partner approved and paid: a line a year, the latest first, and the totals.

    The two are different measures and never added; a cell stands beside its
    measure, and is None where a year has no line.
    """

    measures: tuple[Measure, ...]
    years: list[tuple[int, tuple[tuple[Measure, Cell | None], ...]]]
    totals: tuple[Cell, ...]
    rows_url: str
    csv: str
    demonstration: bool
    template: str = "portal/partners/panels/money_of_partner.html"


def money_of_partner(user: Viewer, partner: Organisation, as_of: datetime | None) -> MoneyPanel | None:
    """Return what was approved and received under a partner's row, as published; None: nothing was."""
    question = Question(by=("year",), where={"reporting_partner": (partner.slug,)}, as_of=as_of)
    answers = tuple(figures(one, user=user, question=question) for one in (APPROVALS, CONTRIBUTIONS))
    by_year = [{int(row.keys["year"]): row for row in answer.lines} for answer in answers]
    years = sorted({year for rows in by_year for year in rows}, reverse=True)
    if not years:
        return None
    return MoneyPanel(
        measures=tuple(answer.measures[0] for answer in answers),
        years=[
            (
                year,
                tuple(
                    (answer.measures[0], _cell(answer, rows[year]) if year in rows else None)
                    for answer, rows in zip(answers, by_year, strict=True)
                ),
            )
            for year in years
        ],
        totals=tuple(_cell(answer, answer.total) for answer in answers),
        rows_url=answers[0].page(answers[0].total),
        csv=answers[0].export("csv"),
        demonstration=any(answer.total.demonstration for answer in answers),
    )


def _cell(answer: Figures, row: Row) -> Cell:
    measure = answer.measures[0]
    return Cell(measure, answer.value(row), explanation(answer, row, measure))
