"""Pages of evaluations: the registers, one evaluation, its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ilo_dc.core.parameters import takes
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.evaluations import forms, policies
from portfolio.evaluations.actions import evaluations as actions
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.panels import page_of
from portfolio.evaluations.registers import EVALUATIONS, LESSONS, RECOMMENDATIONS
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.models.project import Project

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


def evaluation_or_404(user: Viewer, pk: int) -> Evaluation:
    """Return an evaluation that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(Evaluation.objects.visible_to(user).for_list(), pk=pk)


class EvaluationsPage(RegisterPage):
    """`/evaluations/`: evaluations."""

    register = EVALUATIONS
    template_name = "portfolio/evaluations/evaluations.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to record one, for those who may."""
        may_write = policies.may_write_evaluations(self.request.user)
        return {**super().context(listing, page), "may_write": may_write}


class RecommendationsPage(RegisterPage):
    """`/evaluations/recommendations/`: what evaluations recommend, and the responses."""

    register = RECOMMENDATIONS
    template_name = "portfolio/evaluations/evaluation_parts.html"


class LessonsPage(RegisterPage):
    """`/evaluations/lessons/`: lessons learned and good practices."""

    register = LESSONS
    template_name = "portfolio/evaluations/evaluation_parts.html"


@require_safe
@takes()
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one evaluation: its summary, report, recommendations with their responses, lessons."""
    found = evaluation_or_404(request.user, pk)
    return render(request, "portfolio/evaluations/evaluation.html", page_of(request.user, found))


class NewEvaluation(ActionPage):
    """Record an evaluation."""

    template_name = "portfolio/evaluations/evaluation_form.html"
    form_class = forms.NewEvaluationForm
    heading = gettext_lazy("Record an evaluation")
    lead = gettext_lazy("It begins as a draft, which only staff see.")
    button = gettext_lazy("Record it")
    parameters = ("project", "programme")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` records evaluations."""
        return policies.may_write_evaluations(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the person sees."""
        rows = {
            "projects": Project.objects.visible_to(self.by),
            "programmes": CountryProgramme.objects.visible_to(self.by),
        }
        return {**super().get_form_kwargs(), **rows}

    def get_initial(self) -> dict[str, Any]:
        """Return the reader's language, and what the address names."""
        language = self.by.language[:2]
        known = language if language in TextLanguage.values else TextLanguage.ENGLISH
        named = {name: self.request.GET.get(name, "") for name in self.parameters}
        subject = {name: int(value) for name, value in named.items() if value.isascii() and value.isdigit()}
        return {"language": known, **subject}

    def act(self, answers: dict[str, Any]) -> str:
        """Record."""
        subject = actions.Subject(answers.pop("project"), answers.pop("programme"))
        text = actions.EvaluationText(**answers)
        self.recorded = actions.add_evaluation(by=self.by, subject=subject, text=text)
        return _("The evaluation is recorded. Add its report, recommendations and lessons.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:evaluations")

    def onward(self) -> str:
        """Go to the new evaluation."""
        return reverse("portfolio:evaluation", args=[self.recorded.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:evaluations"), EVALUATIONS.label)]


class EvaluationPage(ActionPage):
    """A form about one evaluation; to others a hidden one is missing."""

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation that the address names."""
        return evaluation_or_404(self.request.user, self.kwargs["evaluation"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may edit it."""
        return policies.may_edit_evaluation(user, self.evaluation)

    def back(self) -> str:
        """Return to the evaluation."""
        return reverse("portfolio:evaluation", args=[self.evaluation.pk])

    def subject(self) -> str:
        """Return the evaluation."""
        return self.evaluation.title

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.evaluation.version}

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the evaluation."""
        address = reverse("portfolio:evaluation", args=[self.evaluation.pk])
        return [(reverse("portfolio:evaluations"), EVALUATIONS.label), (address, self.evaluation.title)]


class EditEvaluation(EvaluationPage):
    """Change what is said of an evaluation."""

    template_name = "portfolio/evaluations/evaluation_form.html"
    form_class = forms.EvaluationForm
    heading = gettext_lazy("Edit the evaluation")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.evaluation, name) for name in forms.EvaluationForm.base_fields}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), actions.EvaluationText(**answers)
        actions.edit_evaluation(by=self.by, evaluation=self.evaluation, lock_version=version, text=text)
        return _("Saved.")


class PublishEvaluation(EvaluationPage):
    """Publish a draft."""

    form_class = VersionForm
    heading = gettext_lazy("Publish the evaluation")
    lead = gettext_lazy(
        "Everyone who sees what was evaluated reads it, with its report, recommendations and lessons. The "
        "management is asked to answer."
    )
    button = gettext_lazy("Publish it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may publish it."""
        return policies.may_publish_evaluation(user, self.evaluation)

    def act(self, answers: dict[str, Any]) -> str:
        """Publish."""
        version = answers["version"]
        actions.publish_evaluation(by=self.by, evaluation=self.evaluation, lock_version=version)
        return _("The evaluation is published.")


class WithdrawEvaluation(EvaluationPage):
    """Take a published evaluation back."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Take the evaluation back")
    lead = gettext_lazy("It is a draft again, which only staff see. Responses are kept.")
    button = gettext_lazy("Take it back")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may take it back."""
        return policies.may_withdraw_evaluation(user, self.evaluation)

    def act(self, answers: dict[str, Any]) -> str:
        """Take it back."""
        read = {"evaluation": self.evaluation, "lock_version": answers["version"]}
        actions.withdraw_evaluation(by=self.by, reason=answers["reason"], **read)
        return _("The evaluation is a draft again.")
