"""Forms of the code lists: field shape only; what may be saved is decided by the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.models.country import CountryStatus
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.reference.row_fields import CountryField, OrganisationField
from ilo_dc.core.reference.vocab import CodeScheme, OrganisationKind
from ilo_dc.core.ui.forms import LastDayField, field_of
from ilo_dc.core.writing.forms import ReasonForm


class StatusForm(forms.Form):
    """A group that a country belongs to."""

    kind = field_of(CountryStatus, "kind", choices=CountryStatus.Kind.choices)
    starts_on = field_of(CountryStatus, "starts_on")
    ends_on = field_of(CountryStatus, "ends_on", help_text=_("Empty: still so."))
    source = field_of(CountryStatus, "source")


class EndStatusForm(forms.Form):
    """The end of a country's status."""

    on = LastDayField(label=_("Last day in the group"))


class OrganisationForm(forms.Form):
    """An organisation that is not known here yet."""

    name_en = field_of(Organisation, "name_en")
    name_fr = field_of(Organisation, "name_fr")
    name_es = field_of(Organisation, "name_es")
    kind = field_of(Organisation, "kind", choices=OrganisationKind.choices)
    country = CountryField(label=_("Country or area"), required=False)
    parent = OrganisationField(label=_("Part of"), required=False)


class AliasForm(forms.Form):
    """Another way a source writes an organisation."""

    name = field_of(OrganisationAlias, "name")
    source = field_of(OrganisationAlias, "source")


class CodeForm(forms.Form):
    """An organisation's code in a register."""

    scheme = field_of(OrganisationCode, "scheme", choices=CodeScheme.choices)
    code = field_of(OrganisationCode, "code")


class PlaceForm(forms.Form):
    """What an organisation is part of."""

    parent = OrganisationField(label=_("Part of"), required=False, help_text=_("Empty: of nothing."))


class MergeForm(ReasonForm):
    """Into which organisation another one merged, and when."""

    into = OrganisationField(label=_("Became part of"))
    on = field_of(Organisation, "merged_on", label=_("On"), required=True)

    field_order = ("into", "on", "reason")
