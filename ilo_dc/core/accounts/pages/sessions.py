"""`/work/sessions/`: the browsers that the reader is signed in with, and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ilo_dc.core.accounts.actions import sessions
from ilo_dc.core.accounts.pages.confirming import require_confirmed
from ilo_dc.core.accounts.sessions import open_sessions
from ilo_dc.core.accounts.tables import SessionTable
from ilo_dc.core.errors import ALLOWED, Verdict
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.writing.forms import NoAnswersForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ilo_dc.core.accounts.models.session import Session
    from ilo_dc.core.people.grants import Viewer


class OwnSessions(Guarded, TemplateView):
    """The sessions that would let somebody in as the reader."""

    template_name = "core/accounts/sessions.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: these are one's own."""
        return ALLOWED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sessions, the one that was last active first."""
        rows, current = open_sessions(self.by), self.request.session.session_key
        others = any(row.session_key != current for row in rows)
        return super().get_context_data(table=SessionTable(rows, current=current), others=others, **kwargs)


class EndSessionPage(ActionPage):
    """End sessions of one's own, after confirming that it is oneself: who found a browser open does not."""

    form_class = NoAnswersForm
    button = gettext_lazy("Sign out there")

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: these are one's own."""
        return ALLOWED

    def form_valid(self, form: Any) -> HttpResponse:
        """End them, when it was confirmed."""
        self.subject()  # another's session is missing, whoever confirms
        require_confirmed(self.request)
        return super().form_valid(form)

    def trail(self) -> list[tuple[str, object]]:
        """Lead back over one's work."""
        return [(reverse("work"), _("My work")), (self.back(), _("Sessions"))]

    def back(self) -> str:
        """Return to the list."""
        return reverse("core:own-sessions")


class EndOwnSession(EndSessionPage):
    """End one session."""

    heading = gettext_lazy("Sign out of one browser")
    lead = gettext_lazy("Whoever uses it has to sign in again. What was saved stays.")

    @cached_property
    def session(self) -> Session:
        """The session that the address names."""
        found = [row for row in open_sessions(self.by) if row.number == self.kwargs["number"]]
        if not found:
            raise Http404
        return found[0]

    def subject(self) -> str:
        """Return which one it is."""
        return str(self.session)

    def act(self, answers: dict[str, Any]) -> str:
        """End it."""
        sessions.end_own_session(by=self.by, session=self.session)
        return _("%(name)s is signed out.") % {"name": self.session}


class EndOtherSessions(EndSessionPage):
    """End all sessions but this one."""

    heading = gettext_lazy("Sign out everywhere else")
    lead = gettext_lazy("You stay signed in here. API keys go on: withdraw those that you no longer trust.")
    button = gettext_lazy("Sign out everywhere else")

    def act(self, answers: dict[str, Any]) -> str:
        """End them."""
        sessions.end_other_sessions(by=self.by, but=self.request.session.session_key)
        return _("You are signed out everywhere else.")
