"""The page of the audit: who changed what, when and why."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from ilo_dc.core.history import events as history
from ilo_dc.core.history.forms import HistoryForm
from ilo_dc.core.registers.pages.guarded import Guarded

SHOWN = 50


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
