"""What a reader writes of a figure, and what is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.moments import read_moment
from ilo_dc.core.own_pages import MUST_BE_OWN, leads_into_the_portal
from ilo_dc.core.registers.filtersets import ReadableField
from ilo_dc.core.ui.forms import field_of
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.vocab import ProblemStatus

SHOWN = ("measure", "value", "scope", "as_of", "page", "rows")  # what the figure was, as its page says it


class ReportForm(forms.Form):
    """The figure as it was shown, and what looks wrong; `website` is filled by programs only."""

    measure = field_of(FigureProblem, "measure", widget=forms.HiddenInput)
    value = field_of(FigureProblem, "value", widget=forms.HiddenInput)
    scope = field_of(FigureProblem, "scope", widget=forms.HiddenInput)
    as_of = ReadableField(read=read_moment, widget=forms.HiddenInput)
    page = field_of(FigureProblem, "page", widget=forms.HiddenInput)
    rows = field_of(FigureProblem, "rows", widget=forms.HiddenInput)
    text = field_of(FigureProblem, "text", widget=forms.Textarea(attrs={"rows": 6}))
    address = field_of(FigureProblem, "address")
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, has_account: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_account:
            del self.fields["address"]

    def clean_page(self) -> str:
        """Refuse a page that is none of the portal."""
        return self._own("page")

    def clean_rows(self) -> str:
        """Refuse rows that stand elsewhere than in the portal."""
        return self._own("rows")

    def _own(self, name: str) -> str:
        address: str = self.cleaned_data[name]
        if address and not leads_into_the_portal(address):
            raise forms.ValidationError(MUST_BE_OWN)
        return address

    def clean_website(self) -> str:
        """Refuse what fills in a field that people are told to leave empty."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: it tells people from programs."))
        return ""


class AnswerForm(forms.Form):
    """What came out."""

    status = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            (ProblemStatus.ANSWERED, _("Answer")),
            (ProblemStatus.CLOSED, _("Close: nothing more is to be done")),
            (ProblemStatus.OPEN, _("Open again")),
        ],
        widget=forms.RadioSelect,
    )
    note = field_of(FigureProblem, "note", widget=forms.Textarea(attrs={"rows": 6}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
