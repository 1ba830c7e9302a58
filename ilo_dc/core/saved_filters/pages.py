"""`/work/filters/`: to save the filter of a list, to have it mailed, to stop that, and to remove one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from ilo_dc.core.people import policies
from ilo_dc.core.saved_filters.actions import letters
from ilo_dc.core.saved_filters.actions import saved_filters as actions
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


class OfOneFilter(OfOnePerson):
    """A page about one filter of one's own."""

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

    def back(self) -> str:
        """Return to one's work."""
        return reverse("work")


class RemoveFilter(OfOneFilter):
    """Remove a filter of one's own."""

    form_class = forms.Form
    heading = gettext_lazy("Remove this filter")
    lead = gettext_lazy("The list and its rows stay as they are.")
    button = gettext_lazy("Remove")
    kind = "btn-bad"

    def act(self, _answers: dict[str, Any]) -> str:
        """Remove it."""
        actions.remove_filter(by=self.by, saved=self.saved)
        return _("The filter “%(name)s” is removed.") % {"name": self.saved.name}


class WeeklyForm(forms.Form):
    """Whether a filter is mailed each week, and whether also where nothing changed."""

    weekly = field_of(SavedFilter, "weekly")
    only_changes = field_of(SavedFilter, "only_changes")


class MailFilter(OfOneFilter):
    """Have a filter of one's own mailed each week, or no longer."""

    form_class = WeeklyForm
    heading = gettext_lazy("Mail this filter weekly")
    lead = gettext_lazy("On Mondays, in your language: what is new or changed in the list.")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is chosen; who opens this wants it."""
        return {"weekly": True, "only_changes": self.saved.only_changes}

    def act(self, answers: dict[str, Any]) -> str:
        """Save it."""
        saved = letters.choose_weekly(by=self.by, saved=self.saved, **answers)
        if saved.weekly:
            return _("The filter “%(name)s” is mailed to you on Mondays.") % {"name": saved.name}
        return _("The filter “%(name)s” is not mailed.") % {"name": saved.name}


@method_decorator(csrf_exempt, name="dispatch")  # a mail program sends it; the token alone lets it
class StopMail(TemplateView):
    """Stop the mail of a filter by the link in it: no sign-in, no script; a mere look stops nothing."""

    template_name = "core/saved_filters/stop.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is stopped; 404 for what is no token of ours."""
        saved = letters.filter_of_token(self.kwargs["token"])
        if saved is None:
            raise Http404
        return super().get_context_data(saved=saved, stopped=not saved.weekly, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop it, as often as it is sent."""
        letters.stop_weekly(token=self.kwargs["token"])
        return self.get(request, *args, **kwargs)
