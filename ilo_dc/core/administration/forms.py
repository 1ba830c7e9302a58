"""Forms of people and memberships: field shape only; what may be saved is decided by the actions."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.people.vocab import ScopeKind
from ilo_dc.core.reference.models.country import Region
from ilo_dc.core.reference.row_fields import CountryField, OfficeField, OrganisationField
from ilo_dc.core.ui.forms import field_of


class ParticularsForm(forms.Form):
    """What is written of a person."""

    name = field_of(User, "name", required=True, help_text=_("As they write it themselves."))
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

    needed_later = ("office", "country", "region", "organisation")  # the one that the role is limited to

    role = field_of(Membership, "role")
    scope = field_of(
        Membership,
        "scope",
        choices=ScopeKind.choices,
        initial=ScopeKind.GLOBAL,
        help_text=_("Then name exactly that one below."),
    )
    office = OfficeField(label=_("Office"), required=False)
    country = CountryField(label=_("Country or area"), required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False)
    organisation = OrganisationField(label=_("Organisation"), required=False)
    starts_on = field_of(Membership, "starts_on", help_text=_("Empty: at once."))
    ends_on = field_of(Membership, "ends_on", help_text=_("Empty: open."))


class InviteForm(ParticularsForm, GrantForm):
    """A new person with their first role."""

    field_order = ("name", "email", "username", "language", "role", "scope")
