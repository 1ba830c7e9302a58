"""What a form says of a field that is empty, in the portal's own words: what to do, not what is wrong."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def say_what_to_do() -> None:
    """Put the portal's words in place of Django's, for the fields of all forms; a field may have its own."""
    forms.Field.default_error_messages["required"] = _("Fill this in.")
    forms.FileField.default_error_messages["empty"] = _(
        "This file is empty. Choose one with something in it."
    )
