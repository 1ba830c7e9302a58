"""`/figures/problems/`: to report a problem with a figure, to see it and to answer it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from ilo_dc.core.accounts.throttles import count, rate
from ilo_dc.core.client_address import counted_as
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.history.events import events_of
from ilo_dc.core.own_pages import leads_into_the_portal
from ilo_dc.core.people.policies import may_have_work
from ilo_dc.core.problems.pages import too_often
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.pages.action_page import ActionPage, show_problems
from ilo_dc.formats.text import worded
from reporting.catalogue.catalogue import MEASURES, measure_named
from reporting.figure_problems import policies
from reporting.figure_problems.actions import Report, answer_problem, report_problem
from reporting.figure_problems.forms import SHOWN, AnswerForm, ReportForm
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.registers import FIGURE_PROBLEMS

if TYPE_CHECKING:
    from django.http import QueryDict

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User

EVENTS = 50


class ReportProblem(FormView):
    """Report a problem with a figure; open to everybody, a few times an hour."""

    template_name = "reporting/figure_problems/report.html"
    form_class = ReportForm
    http_method_names = ["get", "head", "post", "options"]
    parameters = SHOWN

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Count who reports: an address reports a few problems an hour, whoever sits there."""
        if request.method == "POST":
            most, seconds = rate("figure_problems")
            window = int(time.time() // seconds)
            if count(f"figure-problems:{counted_as(request)}:{window}", seconds) > most:
                return too_often(request, seconds)
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_initial(self) -> dict[str, Any]:
        """Return the figure as the address tells it, and the page that led here."""
        return self._shown(self.request.GET)

    def _shown(self, given: QueryDict) -> dict[str, str]:
        """Return the figure as it is told; of its addresses only those of the portal are followed."""
        shown = {name: given.get(name, "") for name in SHOWN}
        own = {name: shown[name] if leads_into_the_portal(shown[name]) else "" for name in ("page", "rows")}
        return {**shown, **own, "page": own["page"] or self._came_from()}

    def _came_from(self) -> str:
        before = self.request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(before, {self.request.get_host()}):
            return reverse("overview")
        parts = urlsplit(before)
        address = f"{parts.path}?{parts.query}"[:300] if parts.query else parts.path[:300]
        return address if leads_into_the_portal(address) else reverse("overview")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask those without an account where the answer goes."""
        return {**super().get_form_kwargs(), "has_account": self.request.user.is_authenticated}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figure in words."""
        code = self.request.POST.get("measure") or self.request.GET.get("measure", "")
        shown = self._shown(self.request.POST if self.request.method == "POST" else self.request.GET)
        return super().get_context_data(
            measure=MEASURES.get(code),
            shown=shown,
            as_of=worded(shown["as_of"][:10]),
            noindex=True,
            **kwargs,
        )

    def form_valid(self, form: ReportForm) -> HttpResponse:
        """Keep it, and lead back to the figure."""
        answers = {name: value for name, value in form.cleaned_data.items() if name != "website"}
        by = cast("User", self.request.user) if self.request.user.is_authenticated else None
        try:
            problem = report_problem(by=by, report=Report(**answers))
        except UnableToAct as error:
            show_problems(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Thank you. The office that owns this figure was told."))
        return HttpResponseRedirect(problem.page)

    def form_invalid(self, form: ReportForm) -> HttpResponse:
        """Show what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class FigureProblemsPage(Guarded, RegisterPage):
    """`/figures/problems/`: the problems of one's figures, and those that one reported."""

    register = FIGURE_PROBLEMS

    def verdict(self, user: Viewer) -> Verdict:
        """Let everyone in who is signed in: the rows are one's own."""
        return may_have_work(user)


@login_required
@never_cache
@require_safe
def problem_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a problem to who reported it and to who owns the figure, with what was done."""
    problem = get_object_or_404(
        FigureProblem.objects.visible_to(request.user).select_related("reported_by"), pk=pk
    )
    context = {
        "problem": problem,
        "measure": measure_named(problem.measure),
        "may_answer": policies.may_answer(request.user, problem) and problem.status != "closed",
        "events": events_of(problem, limit=EVENTS),
    }
    return render(request, "reporting/figure_problems/problem.html", context)


class AnswerProblem(ActionPage):
    """Answer a problem, close it or open it again."""

    form_class = AnswerForm
    heading = gettext_lazy("Answer what was reported of a figure")
    button = gettext_lazy("Save")

    @cached_property
    def problem(self) -> FigureProblem:
        """The problem, if the reader sees it."""
        found: FigureProblem = get_object_or_404(
            FigureProblem.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Let in who owns the figure."""
        return policies.may_answer(user, self.problem)

    def subject(self) -> str:
        """Name the figure."""
        return f"{measure_named(self.problem.measure).label} · {self.problem.value}"

    def trail(self) -> list[tuple[str, object]]:
        """Return the pages above: one's work, the problem."""
        return [(reverse("work"), _("My work")), (self.back(), self.subject())]

    def get_initial(self) -> dict[str, Any]:
        """Return what was answered so far."""
        return {"note": self.problem.note, "version": self.problem.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Answer."""
        answers = {**answers, "lock_version": answers["version"]}
        del answers["version"]
        answer_problem(by=self.by, problem=self.problem, **answers)
        return _("Saved.")

    def back(self) -> str:
        """Return to the problem."""
        return self.problem.get_absolute_url()
