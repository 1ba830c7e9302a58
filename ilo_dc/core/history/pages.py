"""The page of the audit: who changed what, when and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from ilo_dc.core.history import events as history
from ilo_dc.core.people.models.user import User
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.ui.row_fields import RowField

SHOWN = 50


class HistoryForm(forms.Form):
    """What to narrow the audit to."""

    noun = forms.ChoiceField(label=_("What"), required=False)
    person = RowField(
        User.objects.all(),
        label=_("Who"),
        required=False,
        codes=("username",),
        help_text=_("Empty: anybody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nouns = [
            (name, str(model.pgh_tracked_model._meta.verbose_name).capitalize())  # type: ignore[attr-defined]
            for name, model in history.tracked().items()
        ]
        self.fields["noun"].choices = [("", _("Everything")), *nouns]  # type: ignore[attr-defined]


class HistoryPage(Guarded, TemplateView):
    """Audit rows, newest first."""

    template_name = "core/history/history.html"
    parameters = ("noun", "person", "cursor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of events."""
        form = HistoryForm(self.request.GET)
        if not form.is_valid():
            return super().get_context_data(form=form, events=[], **kwargs)
        found = history.events_before(
            history.unseal(self.request.GET.get("cursor", "")),
            limit=SHOWN + 1,
            noun=form.cleaned_data["noun"],
            person=form.cleaned_data["person"],
        )
        events, more = found[:SHOWN], len(found) > SHOWN
        return super().get_context_data(
            form=form, events=events, older=self._address(events[-1]) if more else "", **kwargs
        )

    def _address(self, event: history.Event) -> str:
        query = self.request.GET.copy()
        query["cursor"] = history.seal(event.position)
        return f"?{query.urlencode()}"
