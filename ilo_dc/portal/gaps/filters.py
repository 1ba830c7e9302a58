"""What the page of resource gaps is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.registers.question_forms import QuestionForm
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAP

if TYPE_CHECKING:
    from django.http import QueryDict

ASKED = ("region", "country")


def gaps_filter(query: QueryDict) -> QuestionForm:
    """Return the filter of the page: the place first, all else that a gap may be narrowed by folded."""
    folded = [one.code for one in FRAMEWORK_GAP.dimensions if one.code not in ASKED]
    return QuestionForm(query, FRAMEWORK_GAP, asked=ASKED, folded=folded)
