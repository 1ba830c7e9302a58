"""`/work/notices/`: what one was told; `/work/preferences/`: how one wants to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ilo_dc.core.errors import ALLOWED, Verdict
from ilo_dc.core.notices import actions
from ilo_dc.core.notices.models import Notification
from ilo_dc.core.parameters import takes
from ilo_dc.core.people.actions import users
from ilo_dc.core.people.language import answer_in
from ilo_dc.core.people.models.user import User
from ilo_dc.core.registers.paging import page_of
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


@login_required
@never_cache
@require_safe
@takes("cursor")
def notices(request: HttpRequest) -> HttpResponse:
    """List what the reader was told, the latest first."""
    rows = Notification.objects.visible_to(request.user)
    page = page_of(rows, ordering=("-pk",), cursor=request.GET.get("cursor", ""))
    return render(request, "core/notices/notices.html", {"page": page})


@login_required
@never_cache
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page that a notification is about, and note that it was read."""
    found = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    actions.mark_read(by=cast("User", request.user), notification=found)
    return redirect(found.url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that everything was read."""
    actions.mark_all_read(by=cast("User", request.user))
    messages.success(request, _("All notices are marked as read."))
    return redirect("core:notices")


class PreferencesForm(forms.Form):
    """What each person decides for themselves."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Of the portal and of your mail."),
    )
    daily_digest = forms.BooleanField(
        label=gettext_lazy("Send me one mail a day with what is new"),
        required=False,
        help_text=gettext_lazy("What is urgent, such as a decision on your proposal, is mailed at once."),
    )


class Preferences(ActionPage):
    """Language and mail of the person who is signed in."""

    template_name = "core/notices/preferences.html"
    form_class = PreferencesForm
    heading = gettext_lazy("Preferences")
    button = gettext_lazy("Save")

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: these are one's own."""
        return ALLOWED

    def get_initial(self) -> dict[str, Any]:
        """Return what is chosen now."""
        return {"language": self.by.language, "daily_digest": self.by.daily_digest}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Speak the chosen language from here on."""
        response = super().form_valid(form)
        if response.status_code == 302:
            answer_in(response, form.cleaned_data["language"])
        return response

    def act(self, answers: dict[str, Any]) -> str:
        """Choose."""
        users.choose_preferences(by=self.by, **answers)
        return _("Saved.")

    def back(self) -> str:
        """Return to one's work."""
        return reverse("work")
