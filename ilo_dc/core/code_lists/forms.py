"""Forms of the code lists: field shape only; what may be saved is decided by the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.models.country import CountryStatus
from ilo_dc.core.reference.vocab import CodeScheme
from ilo_dc.core.ui.forms import DateInput


class StatusForm(forms.Form):
    """A group that a country belongs to."""

    kind = forms.ChoiceField(label=_("Group"), choices=CountryStatus.Kind)
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=DateInput, help_text=_("Empty: not known.")
    )
    ends_on = forms.DateField(label=_("Until, not included"), required=False, widget=DateInput)
    source = forms.CharField(label=_("Source"), max_length=300)


class EndStatusForm(forms.Form):
    """The end of a country's status."""

    on = forms.DateField(label=_("First day outside the group"), widget=DateInput)


class AliasForm(forms.Form):
    """Another way a source writes an organisation."""

    name = forms.CharField(label=_("Written as"), max_length=300)
    source = forms.CharField(label=_("Source"), max_length=200)


class CodeForm(forms.Form):
    """An organisation's code in a register."""

    scheme = forms.ChoiceField(label=_("Register"), choices=CodeScheme)
    code = forms.CharField(label=_("Code"), max_length=100)
