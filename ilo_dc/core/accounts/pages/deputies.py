"""`/work/deputies/`: who stands in for the reader, whom they stand in for, and acting for those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from ilo_dc.core.accounts import policies
from ilo_dc.core.accounts.actions import deputies
from ilo_dc.core.accounts.deputies import ACTS_BY
from ilo_dc.core.accounts.forms import DeputyForm
from ilo_dc.core.errors import ALLOWED, Verdict
from ilo_dc.core.people.models.deputy import Deputy
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.writing.forms import NoAnswersForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class OwnDeputies(Guarded, TemplateView):
    """Who stands in for the reader, and whom the reader stands in for."""

    template_name = "core/accounts/deputies.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: these are one's own."""
        return ALLOWED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return both lists; what has ended is left out."""
        today = timezone.now().date()
        rows = [row for row in Deputy.objects.visible_to(self.by) if row.ends_on > today]
        return super().get_context_data(
            mine=[row for row in rows if row.principal_id == self.by.pk],
            others=[(row, row.starts_on <= today) for row in rows if row.deputy_id == self.by.pk],
            may_name=policies.may_name_deputy(self.by, self.by),
            **kwargs,
        )


class DeputyPage(ActionPage):
    """A form about deputies."""

    def trail(self) -> list[tuple[str, object]]:
        """Lead back over one's work."""
        return [(reverse("work"), _("My work")), (self.back(), _("Deputies"))]

    def back(self) -> str:
        """Return to the list."""
        return reverse("core:deputies")


class NameDeputy(DeputyPage):
    """Say who stands in for oneself."""

    form_class = DeputyForm
    heading = gettext_lazy("Name a deputy")
    lead = gettext_lazy("For the time that you are away. You can do all yourself meanwhile, too.")
    button = gettext_lazy("Name the deputy")

    def verdict(self, user: Viewer) -> Verdict:
        """Let staff in."""
        return policies.may_name_deputy(user, self.by)

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": timezone.now().date()}

    def act(self, answers: dict[str, Any]) -> str:
        """Name."""
        row = deputies.name_deputy(by=self.by, principal=self.by, **answers)
        return _("%(deputy)s stands in for you.") % {"deputy": row.deputy}


class EndDeputy(DeputyPage):
    """End it before its time."""

    form_class = NoAnswersForm
    heading = gettext_lazy("End a deputy")
    lead = gettext_lazy("From now on nobody acts so any more.")
    button = gettext_lazy("End it")
    kind = "btn-bad"

    @cached_property
    def row(self) -> Deputy:
        """The naming of the address; one that does not concern the reader is missing."""
        found: Deputy = get_object_or_404(Deputy.objects.visible_to(self.by), pk=self.kwargs["pk"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Let in whom it concerns."""
        return policies.may_end_deputy(user, self.row)

    def subject(self) -> str:
        """Return who stands in for whom."""
        return str(self.row)

    def act(self, answers: dict[str, Any]) -> str:
        """End it."""
        deputies.end_deputy(by=self.by, row=self.row)
        return _("It has ended.")


@login_required
@require_POST
def act_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Act for whom the reader stands in for, from the next page on."""
    row = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    deputies.act_for(user=request.user, row=row)  # type: ignore[arg-type]  # who signed in is a person
    request.session[ACTS_BY] = row.pk
    messages.success(request, _("You act for %(principal)s now.") % {"principal": row.principal})
    return HttpResponseRedirect(reverse("work"))


@login_required
@require_POST
def act_for_oneself(request: HttpRequest) -> HttpResponse:
    """Act for oneself again."""
    request.session.pop(ACTS_BY, None)
    messages.success(request, _("You act as yourself again."))
    return HttpResponseRedirect(reverse("work"))
