"""Sheets in, one file a kind of sheet, in the order of the page /imports/new/."""

from portfolio.imports.sub_outputs import FRAMEWORK_SUBOUTPUTS

IMPORTERS = (FRAMEWORK_SUBOUTPUTS,)

__all__ = ["FRAMEWORK_SUBOUTPUTS", "IMPORTERS"]
