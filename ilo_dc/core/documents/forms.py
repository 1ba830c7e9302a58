"""The form of a document: field shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.documents.models import Document
from ilo_dc.core.documents.uploads import with_limit
from ilo_dc.core.ui.forms import field_of


class AttachForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(
        label=_("File"),
        help_text=with_limit(_("PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text.")),
    )
    title = field_of(Document, "title", help_text=_("Empty: the file’s name is shown."))
