"""Forms of a decision: with a reason, or with no more than its button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.ui.texts import LinesField


class NoAnswersForm(forms.Form):
    """A decision that needs no more than its button."""


class ReasonForm(forms.Form):
    """A decision that needs a reason."""

    reason = LinesField(label=_("Reason"), max_length=500, rows=2, help_text=_("Kept in the history."))


class VersionForm(forms.Form):
    """Carries the version that was read, so that no edit overwrites another unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonWithVersionForm(ReasonForm, VersionForm):
    """A decision about a version that needs a reason."""


def say_missing(form: forms.BaseForm, missing: Mapping[str, Sequence[str]]) -> None:
    """Say beside its field what a draft still lacks: nothing stands against saving it."""
    for name, texts in missing.items():
        if name in form.fields:
            form.fields[name].help_text = format_html(
                "<strong>{}</strong> {}", _("Still missing:"), " ".join(texts)
            )
