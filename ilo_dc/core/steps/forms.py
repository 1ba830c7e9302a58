"""The form of an opinion: field shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.steps.vocab import Opinion
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import VersionForm


class OpinionForm(VersionForm):
    """The opinion of a bureau."""

    needed_later = ("text",)

    # Nothing is chosen first: nobody consents by leaving the list as it stands.
    opinion = forms.ChoiceField(label=_("Opinion"), choices=[("", "–"), *Opinion.choices])
    text = LinesField(
        label=_("Text"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("Needed for comments and for an objection."),
    )
