"""What the list of funding partners is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.revenue.measures import REPORTED_REVENUE_BY_PARTNER
from ilo_dc.core.registers.question_forms import QuestionForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict


def partners_filter(query: QueryDict, years: Sequence[int]) -> QuestionForm:
    """Return the filter of the list, which shows the latest of `years` where no year or period is named."""
    own = {
        "search": forms.CharField(label=_("Name"), required=False),
        "year": forms.ChoiceField(label=_("Year"), choices=_choices(query, years), required=False),
    }
    return QuestionForm(
        query, REPORTED_REVENUE_BY_PARTNER, own=own, asked=("source",), folded=("display_group",)
    )


def _choices(query: QueryDict, years: Sequence[int]) -> list[tuple[str, str]]:
    """Return the years, and what it means that none is chosen; several stand as the address has them."""
    offered = [str(year) for year in reversed(years)]
    asked = query.get("year", "")
    if asked and asked not in offered:
        offered.insert(0, asked)
    if query.get("period") or query.get("biennium"):
        none = gettext("All of the period")
    elif years:
        none = gettext("%(year)s, the latest") % {"year": years[-1]}
    else:
        none = gettext("None is published yet")
    return [("", none), *((year, year) for year in offered)]
