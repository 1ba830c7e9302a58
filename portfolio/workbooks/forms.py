"""The forms that take workbooks: field shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.documents.uploads import with_limit


class ProgrammeSheetForm(forms.Form):
    """The workbook, and why it changes what is recorded."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=with_limit(_("The .xlsx that you downloaded from this programme and edited.")),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("What changed, and who reported it. Kept in the history."),
    )


class ProjectSheetForm(ProgrammeSheetForm):
    """The workbook of a project, and why it changes what is recorded."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=with_limit(_("The .xlsx that you downloaded from this project and edited.")),
        widget=ProgrammeSheetForm.base_fields["file"].widget,
    )
