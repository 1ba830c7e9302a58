"""Every measure of the portal, in the order of the definitions page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from funding.clearances import measures as clearances
from funding.dues import measures as dues
from funding.ledger import measures as ledger
from funding.revenue import measures as funding
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures import Measure
from ilo_dc.core.text_search import holds_words
from portfolio.alignments import measures as alignments
from portfolio.due_reports import measures as due_reports
from portfolio.frameworks.measures import framework_statuses, frameworks
from portfolio.programmes.measures import milestones, programmes
from portfolio.projects.measures import projects
from portfolio.proposals import measures as proposals
from portfolio.updates import measures as outcome_updates

MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        *frameworks.MEASURES,
        *framework_statuses.MEASURES,
        *programmes.MEASURES,
        *milestones.MEASURES,
        *projects.MEASURES,
        *alignments.MEASURES,
        *outcome_updates.MEASURES,
        *outcome_updates.RATIOS,
        *funding.MEASURES,
        *ledger.MEASURES,
    )
}

# What the staff of the Office may count, and of some partners what is their own; each refuses everybody else,
# and no public list names it.
OF_STAFF: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        *proposals.MEASURES,
        *outcome_updates.OF_STAFF,
        *due_reports.OF_STAFF,
        *clearances.MEASURES,
        *dues.MEASURES,
    )
}

DIMENSION_CODES = sorted({one.code for measure in MEASURES.values() for one in measure.dimensions})


def measures_named(text: str) -> list[Measure]:
    """Return the measures with each word in their name, code or definition; all of them for no text."""
    return [
        measure
        for measure in MEASURES.values()
        if holds_words(text, measure.label, measure.code, measure.definition)
    ]


def measure_named(code: str) -> Measure:
    """Return the measure of that code.

    Raises:
        UnableToRead: there is none.
    """
    found = MEASURES.get(code) or OF_STAFF.get(code)
    if found is None:
        raise UnableToRead(
            _("There is no measure “%(code)s”.") % {"code": code[:40]},
            {"measure": [_("Measures: %(codes)s.") % {"codes": ", ".join(MEASURES)}]},
        )
    return found
