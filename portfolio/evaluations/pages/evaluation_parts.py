"""Forms of what belongs to an evaluation: recommendations, responses to them, lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from ilo_dc.core.languages import filled, shortened
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import PartForm, part_pages
from portfolio.evaluations import forms
from portfolio.evaluations.actions import evaluation_parts as parts
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Lesson, ManagementResponse, Recommendation
from portfolio.evaluations.pages.evaluations import EvaluationPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

QUOTED = 120  # characters of a recommendation above the form that answers it


class ToEvaluation(EvaluationPage, pages.PartPage):
    """Add to an evaluation, which the address names."""

    anchor: ClassVar[str] = "recommendations"

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        verdict: Verdict = self.shown.part.policy(user, self.owner)
        return verdict

    @property
    def owner(self) -> Any:
        """The evaluation."""
        return self.evaluation

    def back(self) -> str:
        """Return to the part's place on the evaluation's page."""
        return f"{super().back()}#{self.anchor}"


class ToLessons(ToEvaluation):
    """Add a lesson."""

    anchor = "lessons"


class OfEvaluation(ToEvaluation):
    """A form about a part of an evaluation, which the address names by number."""

    model: ClassVar[type[Any]]

    @cached_property
    def row(self) -> Any:
        """The part that the address names."""
        rows = self.model._default_manager.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("evaluation"), pk=self.kwargs["pk"])

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation of the part."""
        found: Evaluation = self.row.evaluation
        return found


class OfRecommendation(OfEvaluation):
    """A recommendation's pages."""

    model = Recommendation


class OfLesson(OfEvaluation):
    """A lesson's pages."""

    model, anchor = Lesson, "lessons"


class ToRecommendation(ToEvaluation):
    """Answer a recommendation, which the address names."""

    @cached_property
    def recommendation(self) -> Recommendation:
        """The recommendation."""
        rows = Recommendation.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, pk=self.kwargs["recommendation"])

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation of the recommendation."""
        return self.recommendation.evaluation

    @property
    def owner(self) -> Any:
        """The recommendation."""
        return self.recommendation

    def subject(self) -> str:
        """Return what is answered."""
        number, text = str(self.recommendation.position), shortened(self.recommendation.text, QUOTED)
        return filled("%(number)s. %(text)s", number=number, text=text)

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the evaluation."""
        address = reverse("portfolio:evaluation", args=[self.evaluation.pk])
        return [*super().trail()[:1], (address, self.evaluation.title)]


class OfResponse(ToRecommendation):
    """A response's pages."""

    @cached_property
    def row(self) -> Any:
        """The response that the address names."""
        rows = ManagementResponse.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def recommendation(self) -> Recommendation:
        """The recommendation of the response."""
        found: Recommendation = Recommendation.objects.for_list().get(pk=self.row.recommendation_id)
        return found


RECOMMENDATION = PartForm(
    part=parts.RECOMMENDATIONS,
    form=forms.RecommendationFields,
    headings=(
        gettext_lazy("Add a recommendation"),
        gettext_lazy("Edit the recommendation"),
        gettext_lazy("Remove the recommendation"),
    ),
)
RESPONSE = PartForm(
    part=parts.RESPONSES,
    form=forms.ResponseFields,
    headings=(
        gettext_lazy("Answer the recommendation"),
        gettext_lazy("Edit the management response"),
        gettext_lazy("Remove the management response"),
    ),
    lead=gettext_lazy("It was published: readers see it no more, the history keeps it with your reason."),
    add_button=gettext_lazy("Save the response"),
    add=parts.add_response,
    remove=parts.withdraw_response,
    asks_why=True,
)
LESSON = PartForm(
    part=parts.LESSONS,
    form=forms.LessonFields,
    headings=(
        gettext_lazy("Add a lesson or good practice"),
        gettext_lazy("Edit the lesson"),
        gettext_lazy("Remove the lesson"),
    ),
)

urlpatterns = [
    *part_pages(
        "recommendations",
        RECOMMENDATION,
        (ToEvaluation, OfRecommendation),
        noun="recommendation",
        add="<int:evaluation>/recommendations/new/",
    ),
    *part_pages(
        "responses",
        RESPONSE,
        (ToRecommendation, OfResponse),
        noun="response",
        add="recommendations/<int:recommendation>/response/new/",
    ),
    *part_pages("lessons", LESSON, (ToLessons, OfLesson), noun="lesson", add="<int:evaluation>/lessons/new/"),
]
