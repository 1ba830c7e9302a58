"""Shapes of evaluations and of what belongs to them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ilo_dc.core.models import Office
from ilo_dc.core.registers.api.addresses import address_of
from portfolio.evaluations.models.evaluation import SUMMARY_MOST, Evaluation
from portfolio.evaluations.models.recommendation import (
    TEXT_MOST,
    Lesson,
    ManagementResponse,
    Recommendation,
)
from portfolio.evaluations.vocab import EvaluationKind, FollowUpState, LessonKind, ResponseDecision
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.models.project import Project
from portfolio.projects.vocab import NO_COUNTRY

CODES = serializers.ListField(child=serializers.CharField())


class OfCountries(serializers.ModelSerializer[Any]):
    """What is of the countries of a project or country programme."""

    countries = serializers.SerializerMethodField()

    @extend_schema_field(CODES)
    def get_countries(self, row: Any) -> list[str]:
        """Return the ISO3 codes of the countries of what was evaluated."""
        return [] if row.country_key == NO_COUNTRY else row.country_key.split("-")


class EvaluationSerializer(OfCountries):
    """An evaluation of a project (by its number), a country programme (by its number) or a theme.

    `link` is where the report stands elsewhere; the documents have a path of their own. `recommendations`,
    `answered` and `lessons` count.
    """

    recommendations = serializers.IntegerField(source="recommendation_count")
    answered = serializers.IntegerField(source="answered_count")
    lessons = serializers.IntegerField(source="lesson_count")
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Evaluation
        fields = [
            "id",
            "kind",
            "title",
            "language",
            "evaluated_on",
            "project",
            "programme",
            "theme",
            "countries",
            "evaluators",
            "summary",
            "link",
            "recommendations",
            "answered",
            "lessons",
            "state",
            "published_at",
            "version",
            "updated_at",
            "demonstration",
            "url",
            "page",
        ]

    def get_url(self, row: Evaluation) -> str:
        """Return the address of the object."""
        return address_of("api:evaluations-detail", row.pk)

    def get_page(self, row: Evaluation) -> str:
        """Return the address of the page."""
        return address_of("portfolio:evaluation", row.pk)


class EvaluationInput(serializers.Serializer[Any]):
    """What may be said of an evaluation."""

    kind = serializers.ChoiceField(choices=EvaluationKind.choices)
    title = serializers.CharField(max_length=300)
    evaluated_on = serializers.DateField(help_text="The date of the report.")
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    theme = serializers.CharField(max_length=300, allow_blank=True, required=False)
    evaluators = serializers.CharField(max_length=300, allow_blank=True, required=False)
    summary = serializers.CharField(max_length=SUMMARY_MOST, allow_blank=True, required=False)
    link = serializers.URLField(max_length=500, allow_blank=True, required=False)


class NewEvaluationInput(EvaluationInput):
    """A new evaluation with what it is of, which never changes: project, programme or `theme`."""

    project = serializers.PrimaryKeyRelatedField(
        queryset=Project.objects.none(), allow_null=True, required=False
    )
    programme = serializers.PrimaryKeyRelatedField(
        queryset=CountryProgramme.objects.none(), allow_null=True, required=False
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Offer the projects and programmes that the caller sees."""
        fields = super().get_fields()
        user = self.context["request"].user
        fields["project"].queryset = Project.objects.visible_to(user)  # type: ignore[attr-defined]
        fields["programme"].queryset = CountryProgramme.objects.visible_to(user)  # type: ignore[attr-defined]
        return fields


class EvaluationWithdrawInput(serializers.Serializer[Any]):
    """Why a published evaluation is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class PublishInput(serializers.Serializer[Any]):
    """A step that needs nothing to be said."""


class ManagementResponseSerializer(serializers.ModelSerializer[ManagementResponse]):
    """What the management says to a recommendation; what it accepts has a follow-up with its date."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ManagementResponse
        fields = [
            "id",
            "decision",
            "text",
            "language",
            "responded_on",
            "due_on",
            "state",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: ManagementResponse) -> str:
        """Return the address of the object."""
        return address_of("api:recommendation-response", row.recommendation_id, row.pk)


class ManagementResponseInput(serializers.Serializer[Any]):
    """What may be said in a response; `due_on` and `state` are of what is accepted, also in part."""

    decision = serializers.ChoiceField(choices=ResponseDecision.choices)
    text = serializers.CharField(max_length=TEXT_MOST)
    responded_on = serializers.DateField()
    language = serializers.ChoiceField(choices=TextLanguage.choices, required=False)
    due_on = serializers.DateField(allow_null=True, required=False)
    state = serializers.ChoiceField(choices=FollowUpState.choices, allow_blank=True, required=False)


class ResponseWithdrawInput(serializers.Serializer[Any]):
    """Why a published response is withdrawn."""

    reason = serializers.CharField(max_length=500, help_text="Kept in the history; not public.")


class RecommendationSerializer(OfCountries):
    """A recommendation by its number in the evaluation (`position`), with the management's response.

    `unit` is the office named to answer, `responsible` the one that answers: else that of the project or
    country programme.
    """

    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    responsible = serializers.CharField(source="responsible_code", allow_null=True)
    response = ManagementResponseSerializer(allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Recommendation
        fields = [
            "id",
            "evaluation",
            "position",
            "text",
            "addressee",
            "unit",
            "responsible",
            "countries",
            "response",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: Recommendation) -> str:
        """Return the address of the object."""
        return address_of("api:recommendations-detail", row.pk)


class RecommendationInput(serializers.Serializer[Any]):
    """What may be said of a recommendation."""

    position = serializers.IntegerField(min_value=1, max_value=999)
    text = serializers.CharField(max_length=TEXT_MOST)
    addressee = serializers.CharField(max_length=300)
    unit = serializers.SlugRelatedField(
        slug_field="code", queryset=Office.objects.all(), allow_null=True, required=False
    )


class LessonSerializer(OfCountries):
    """A lesson learned or a good practice, by its theme."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Lesson
        fields = [
            "id",
            "evaluation",
            "kind",
            "theme",
            "text",
            "countries",
            "version",
            "updated_at",
            "demonstration",
            "url",
        ]

    def get_url(self, row: Lesson) -> str:
        """Return the address of the object."""
        return address_of("api:lessons-detail", row.pk)


class LessonInput(serializers.Serializer[Any]):
    """What may be said of a lesson."""

    theme = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=TEXT_MOST)
    kind = serializers.ChoiceField(choices=LessonKind.choices, required=False)
