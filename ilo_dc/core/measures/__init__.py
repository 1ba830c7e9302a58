"""Measures: one computation for every figure of a page, chart, API answer, export or report (DESIGN 4)."""

from ilo_dc.core.measures.engine import figures, require_counting, table
from ilo_dc.core.measures.question import Question, read_question, scope_asked
from ilo_dc.core.measures.results import Figure, Figures, Row
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Scope, Unit

__all__ = [
    "Dimension",
    "EvidenceKind",
    "Figure",
    "Figures",
    "Measure",
    "Question",
    "Row",
    "Rows",
    "Scope",
    "Unit",
    "figures",
    "read_question",
    "require_counting",
    "scope_asked",
    "table",
]
