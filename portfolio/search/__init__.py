"""What a search over everything finds in the portfolio, one file a noun, in the order of the page."""

from ilo_dc.core.search import Finder
from portfolio.search import frameworks, programmes, results

FINDERS: tuple[Finder, ...] = (*programmes.FINDERS, *frameworks.FINDERS, *results.FINDERS)
