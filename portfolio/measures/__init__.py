"""What may be counted in the portfolio, one file a kind of row."""

from portfolio.measures import alignments, frameworks, outcome_updates, programmes

MEASURES = (*frameworks.MEASURES, *programmes.MEASURES, *alignments.MEASURES, *outcome_updates.MEASURES)
