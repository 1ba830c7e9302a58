"""Pages about background work: staff see that it ran and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from ilo_dc.core.people import policies
from ilo_dc.core.registers.pages.guarded import Guarded, GuardedRegister
from ilo_dc.core.runs.actions import runs
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.policies import may_retry_run
from ilo_dc.core.runs.registers import RUNS
from ilo_dc.core.writing.forms import NoAnswersForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class Runs(GuardedRegister):
    """All background work, newest first."""

    register = RUNS

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_read_runs`."""
        return policies.may_read_runs(user)


class RunPage(Guarded, DetailView):
    """One piece of work; without a script the page asks again by itself until it has finished."""

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_read_runs`."""
        return policies.may_read_runs(user)

    template_name = "core/runs/run.html"
    context_object_name = "run"

    def get_queryset(self) -> Any:
        """Return the runs that the reader may see."""
        return Run.objects.visible_to(self.request.user).select_related("requested_by")

    def get_template_names(self) -> list[str]:
        """Answer a script that asks again with the progress alone."""
        asks_again = self.request.headers.get("HX-Request")
        return ["core/runs/run_progress.html"] if asks_again else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be done with it."""
        unfinished = self.object.state in ("pending", "running")
        return super().get_context_data(
            unfinished=unfinished,
            may_cancel=unfinished and policies.may_restart_runs(self.request.user),
            may_retry=not unfinished
            and self.object.state != "done"
            and may_retry_run(self.request.user, self.object),
            **kwargs,
        )


class RunAction(ActionPage):
    """A decision about one run."""

    form_class = NoAnswersForm

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_restart_runs`."""
        return policies.may_restart_runs(user)

    @cached_property
    def run(self) -> Run:
        """The run that the address names."""
        return get_object_or_404(Run.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def subject(self) -> str:
        """Return which run it is."""
        return str(self.run)

    def back(self) -> str:
        """Return to the run."""
        return reverse("core:run", kwargs={"pk": self.run.pk})


class RetryRun(RunAction):
    """Do failed work again."""

    heading = gettext_lazy("Start again")
    lead = gettext_lazy("The work is done again from its start; what failed had saved nothing.")
    button = gettext_lazy("Start again")

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_retry_run`, of those who may know that the run exists."""
        return policies.may_read_runs(user) and may_retry_run(user, self.run)

    def act(self, answers: dict[str, Any]) -> str:
        """Retry."""
        runs.retry_run(by=self.by, run=self.run)
        return _("The work waits for a worker.")


class CancelRun(RunAction):
    """Stop work."""

    heading = gettext_lazy("Cancel")
    lead = gettext_lazy("Work under way is rolled back.")
    button = gettext_lazy("Cancel the work")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """Cancel."""
        runs.cancel_run(by=self.by, run=self.run)
        return _("The work was cancelled.")
