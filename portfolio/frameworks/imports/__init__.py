"""Sheets in: sub-outputs of cooperation frameworks."""

from portfolio.frameworks.imports.sub_outputs import FRAMEWORK_SUBOUTPUTS

__all__ = ["FRAMEWORK_SUBOUTPUTS"]
