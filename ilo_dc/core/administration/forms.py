"""Forms of people, memberships and keys: field shape only; what may be saved is decided by the actions."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.reference.models.country import Country, Region
from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.ui.forms import DateInput
from ilo_dc.core.writing.forms import ReasonForm


class ParticularsForm(forms.Form):
    """What is written of a person."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As they write it themselves."))
    email = forms.EmailField(label=_("Address"), help_text=_("The invitation goes there."))
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        required=False,
        help_text=_("Empty: the part of the address before the “@”. The address works for sign-in as well."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class GrantForm(forms.Form):
    """A role and the one thing it is limited to."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *Role.choices])
    scope = forms.ChoiceField(
        label=_("Limited to"),
        choices=ScopeKind,
        initial=ScopeKind.GLOBAL,
        help_text=_("Then name exactly that one below."),
    )
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), required=False)
    country = forms.ModelChoiceField(Country.objects.all(), label=_("Country or area"), required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"), required=False)
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=DateInput, help_text=_("Empty: at once.")
    )
    ends_on = forms.DateField(
        label=_("Until, not included"), required=False, widget=DateInput, help_text=_("Empty: open.")
    )


class InviteForm(ParticularsForm, GrantForm):
    """A new person with their first role."""

    field_order = ("name", "email", "username", "language", "role", "scope")


class EndForm(ReasonForm):
    """The end of a role."""

    on = forms.DateField(
        label=_("First day without it"), required=False, widget=DateInput, help_text=_("Empty: today.")
    )


class ApiKeyForm(forms.Form):
    """A new key."""

    label = forms.CharField(label=_("What for"), max_length=100, help_text=_("The system that will use it."))
    expires_on = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("At most one year from now.")
    )
