"""What the list of countries is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.question_forms import QuestionForm
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAP

if TYPE_CHECKING:
    from django.http import QueryDict

DATA = [("", _("All countries")), ("yes", _("With data only"))]


def countries_filter(query: QueryDict) -> QuestionForm:
    """Return the filter of the list: a country is looked for by name, a region is chosen."""
    own = {
        "search": forms.CharField(label=_("Name or code"), required=False),
        "data": forms.ChoiceField(label=_("Data"), choices=DATA, required=False),
    }
    return QuestionForm(query, FRAMEWORK_GAP, own=own, asked=("region",))
