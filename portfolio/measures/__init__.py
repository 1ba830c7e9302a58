"""What may be counted in the portfolio, one file a kind of row."""

from portfolio.measures import alignments, frameworks, programmes

MEASURES = (*frameworks.MEASURES, *programmes.MEASURES, *alignments.MEASURES)
