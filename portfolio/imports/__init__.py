"""Sheets in, one file a kind of sheet, in the order of the page /imports/new/."""

from portfolio.imports.cross_walks import CROSS_WALKS
from portfolio.imports.results import RESULTS_FRAMEWORKS
from portfolio.imports.sub_outputs import FRAMEWORK_SUBOUTPUTS

# Frameworks before the cross-walks between them.
IMPORTERS = (FRAMEWORK_SUBOUTPUTS, RESULTS_FRAMEWORKS, CROSS_WALKS)

__all__ = ["CROSS_WALKS", "FRAMEWORK_SUBOUTPUTS", "IMPORTERS", "RESULTS_FRAMEWORKS"]
