"""`/work/filters/`: to save the filter of a list, and to remove one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.people import policies
from ilo_dc.core.saved_filters import actions
from ilo_dc.core.saved_filters.lists import list_name
from ilo_dc.core.saved_filters.models import SavedFilter
from ilo_dc.core.ui.forms import field_of
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class SavedFilterForm(forms.Form):
    """The name of a filter; of which list and what it filters, the address tells."""

    name = field_of(SavedFilter, "name")
    page = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, max_length=1000)


class OfOnePerson(ActionPage):
    """A page about filters of one's own."""

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in."""
        return policies.may_have_work(user)

    def trail(self) -> list[tuple[str, object]]:
        """Return the page above: one's work."""
        return [(reverse("work"), _("My work"))]


class SaveFilter(OfOnePerson):
    """Save the filter of a list under a name."""

    form_class = SavedFilterForm
    parameters = ("page", "query")
    heading = gettext_lazy("Save this filter")
    lead = gettext_lazy("It stands above the list and in “My work”. Only you see it.")
    button = gettext_lazy("Save")

    @property
    def page(self) -> str:
        """The list that the filter is of; without one, one's work."""
        page = self.request.POST.get("page") or self.request.GET.get("page", "")
        return page if list_name(page) is not None else reverse("work")

    def subject(self) -> str:
        """Name the list."""
        return str(list_name(self.page) or "")

    def get_initial(self) -> dict[str, Any]:
        """Return what the address says."""
        return {name: self.request.GET.get(name, "") for name in self.parameters}

    def act(self, answers: dict[str, Any]) -> str:
        """Save it."""
        saved = actions.save_filter(by=self.by, **answers)
        self.saved_url = saved.url
        return _("The filter “%(name)s” is saved.") % {"name": saved.name}

    def back(self) -> str:
        """Return to the list."""
        query = self.request.POST.get("query") or self.request.GET.get("query", "")
        return f"{self.page}?{query}" if query else self.page

    def onward(self) -> str:
        """Return to the list as the filter narrows it."""
        return self.saved_url


class RemoveFilter(OfOnePerson):
    """Remove a filter of one's own."""

    form_class = forms.Form
    heading = gettext_lazy("Remove this filter")
    lead = gettext_lazy("The list and its rows stay as they are.")
    button = gettext_lazy("Remove")
    kind = "btn-bad"

    @cached_property
    def saved(self) -> SavedFilter:
        """The filter; another's is as none."""
        found: SavedFilter = get_object_or_404(
            SavedFilter.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )
        return found

    def subject(self) -> str:
        """Name it."""
        return self.saved.name

    def trail(self) -> list[tuple[str, object]]:
        """Return the page above: one's work."""
        return [(reverse("work"), _("My work"))]

    def act(self, _answers: dict[str, Any]) -> str:
        """Remove it."""
        actions.remove_filter(by=self.by, saved=self.saved)
        return _("The filter “%(name)s” is removed.") % {"name": self.saved.name}

    def back(self) -> str:
        """Return to one's work."""
        return reverse("work")
