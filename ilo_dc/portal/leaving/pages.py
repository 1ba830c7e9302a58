"""`/admin-area/`: a role ends, a person is deactivated; what awaits them by name is said before it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ilo_dc.core.administration import registers as administration
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.formats.text import whole
from ilo_dc.portal.leaving import forms
from ilo_dc.portal.leaving.actions import leaving
from ilo_dc.portal.leaving.actions.handovers import all_that_awaits, counted, what_moves

if TYPE_CHECKING:
    from ilo_dc.core.models import Handover, Membership, User
    from ilo_dc.portal.leaving.actions.handovers import Moving

SHOWN = 50  # things by name; of more, the numbers alone are complete


class LeavingPage(ActionPage):
    """A form by which somebody leaves, with what awaits them by name."""

    template_name = "portal/leaving/leaving.html"
    kind = "btn-bad"

    @cached_property
    def person(self) -> User:
        """Who leaves."""
        raise NotImplementedError

    @cached_property
    def moving(self) -> list[Moving]:
        """What moves."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how much of which kind moves, and name it."""
        number = len(self.moving)
        text = ngettext(
            "%(number)s open item awaits this person by name and moves.",
            "%(number)s open items await this person by name and move.",
            number,
        )
        return super().get_context_data(
            says=text % {"number": whole(number)}
            if number
            else _("No open work awaits this person by name."),
            kinds=[(kind.kind, whole(count)) for kind, count in counted(self.moving)],
            items=[(one.kind.kind, one.item.subject) for one in self.moving[:SHOWN]],
            **kwargs,
        )

    def back(self) -> str:
        """Return to the person."""
        return reverse("core:person", kwargs={"pk": self.person.pk})


def what_became(handover: Handover) -> str:
    """Return what is told of the work that moved."""
    number = sum(handover.moved.values()) + sum(handover.queued.values())
    if handover.settled_at is None:
        return _("The open work moves on the first day without the role.")
    if not number:
        return _("No open work had to move.")
    if handover.moved:
        text = ngettext(
            "%(number)s open item went to %(successor)s.",
            "%(number)s open items went to %(successor)s.",
            number,
        )
        return text % {"number": whole(number), "successor": handover.successor}
    text = ngettext(
        "%(number)s open item waits for whoever holds the role.",
        "%(number)s open items wait for whoever holds the role.",
        number,
    )
    return text % {"number": whole(number)}


class EndRole(LeavingPage):
    """End a role."""

    form_class = forms.EndForm
    heading = gettext_lazy("End a role")
    button = gettext_lazy("End the role")

    @cached_property
    def membership(self) -> Membership:
        """The membership that the address names."""
        rows = administration.memberships_visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def person(self) -> User:
        """Whose role it is."""
        return self.membership.user

    @cached_property
    def moving(self) -> list[Moving]:
        """What they cannot go on with without the role."""
        return what_moves(self.person, without=self.membership)

    def subject(self) -> str:
        """Return whose role it is."""
        return f"{self.person} – {self.membership.get_role_display()}"

    def act(self, answers: dict[str, Any]) -> str:
        """End."""
        handover = leaving.end_role(by=self.by, membership=self.membership, **answers)
        return " ".join((_("The role has an end."), what_became(handover)))


class Deactivate(LeavingPage):
    """Keep a person out."""

    form_class = forms.LeavingForm
    heading = gettext_lazy("Deactivate")
    lead = gettext_lazy("Their sessions and keys stop at once. Everything they did stays.")
    button = gettext_lazy("Deactivate")

    @cached_property
    def person(self) -> User:
        """The person that the address names."""
        return get_object_or_404(administration.people_visible_to(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def moving(self) -> list[Moving]:
        """All that awaits them."""
        return all_that_awaits(self.person)

    def subject(self) -> str:
        """Return the person's name."""
        return str(self.person)

    def act(self, answers: dict[str, Any]) -> str:
        """Deactivate."""
        handover = leaving.deactivate_person(by=self.by, user=self.person, **answers)
        words = _("%(name)s can no longer sign in.") % {"name": self.person}
        return " ".join((words, what_became(handover)))
