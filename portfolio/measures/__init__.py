"""What may be counted in the portfolio, one file a kind of row."""

from portfolio.measures import frameworks

MEASURES = frameworks.MEASURES
