"""What a search over everything finds in the portfolio, one file a noun, in the order of the page."""

from ilo_dc.core.search import Finder
from portfolio.search import alignments, frameworks, outcome_updates, programmes, results

FINDERS: tuple[Finder, ...] = (
    *programmes.FINDERS,
    *outcome_updates.FINDERS,
    *frameworks.FINDERS,
    *alignments.FINDERS,
    *results.FINDERS,
)
