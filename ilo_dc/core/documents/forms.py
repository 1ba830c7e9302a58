"""The form of a document: field shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AttachForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text."),
    )
    title = forms.CharField(
        label=_("What it is"),
        max_length=200,
        required=False,
        help_text=_("Empty: the file’s name is shown."),
    )
