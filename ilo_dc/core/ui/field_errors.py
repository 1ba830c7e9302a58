"""What a form says of a field that is empty, in the portal's own words: what to do, not what is wrong."""

from __future__ import annotations

from django import forms
from django.core import validators
from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.ui.texts import TOO_LONG


def say_what_to_do() -> None:
    """Put the portal's words in place of Django's, for the fields of all forms and models; a field may have
    its own.
    """
    models.Field.default_error_messages = {
        **models.Field.default_error_messages,
        "blank": _("Fill this in."),
        "null": _("Fill this in."),
        "invalid_choice": _("Choose one of the listed values."),
    }
    validators.MaxLengthValidator.message = TOO_LONG
    validators.MinValueValidator.message = _("Write %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("Write %(limit_value)s or less.")
    forms.Field.default_error_messages["required"] = _("Fill this in.")
    forms.FileField.default_error_messages["empty"] = _(
        "This file is empty. Choose one with something in it."
    )
