"""Forms of evaluations and of what belongs to them: field shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.row_fields import OfficeField
from ilo_dc.core.text_search import best_first, has_words
from ilo_dc.core.ui.forms import Section, SectionsMixin, field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.writing.forms import VersionForm
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Lesson, ManagementResponse, Recommendation
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.projects.models.project import Project
from portfolio.projects.querysets.projects import TITLES


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _projects_called(rows: QuerySet[Project], text: str) -> Any:
    named: Any = rows
    return best_first(named.named(text), text, TITLES, ("code", "number")).order_by("rank", "pk")


def _programmes_called(rows: QuerySet[CountryProgramme], text: str) -> Any:
    found = rows.filter(has_words(text, ("title",), ("slug",)))
    return best_first(found, text, ("title",), ("slug",)).order_by("rank", "pk")


class EvaluationFields(SectionsMixin, forms.Form):
    """What is said of an evaluation."""

    sections: tuple[Section, ...] = (
        Section(_("What it is"), ("kind", "title", "language", "evaluated_on", "evaluators")),
        Section(_("What is evaluated"), ("theme",)),
        Section(_("Needed before it is published"), ("summary", "link")),
    )
    needed_later: tuple[str, ...] = ("summary", "link")

    kind = field_of(Evaluation, "kind")
    title = field_of(Evaluation, "title")
    language = field_of(Evaluation, "language")
    evaluated_on = field_of(Evaluation, "evaluated_on")
    evaluators = field_of(Evaluation, "evaluators")
    theme = field_of(Evaluation, "theme")
    summary = field_of(Evaluation, "summary", widget=_long_text(8))
    link = field_of(
        Evaluation, "link", help_text=_("Where it stands elsewhere; or attach the report as a document.")
    )


class NewEvaluationForm(EvaluationFields):
    """A new evaluation, with what it is of, which never changes."""

    sections = (
        EvaluationFields.sections[0],
        Section(_("What is evaluated"), ("project", "programme", "theme"), _("One of the three.")),
        EvaluationFields.sections[2],
    )

    project = RowField(
        Project.objects.all(),
        find=_projects_called,
        label=_("Project"),
        required=False,
        help_text=_("Title, TC code or number."),
    )
    programme = RowField(
        CountryProgramme.objects.all(),
        find=_programmes_called,
        label=_("Country programme"),
        required=False,
    )

    def __init__(self, *args: Any, projects: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class EvaluationForm(VersionForm, EvaluationFields):
    """An evaluation that is edited."""


class RecommendationFields(forms.Form):
    """What is recommended, to whom."""

    position = field_of(Recommendation, "position", min_value=1, max_value=999)
    text = field_of(Recommendation, "text", widget=_long_text(4))
    addressee = field_of(Recommendation, "addressee")
    unit = OfficeField(
        label=_("Unit that answers"),
        required=False,
        help_text=_("Empty: the unit that is responsible for the project or the country programme."),
    )


class ResponseFields(forms.Form):
    """What the management says to a recommendation."""

    decision = field_of(ManagementResponse, "decision")
    text = field_of(ManagementResponse, "text", widget=_long_text(4))
    language = field_of(ManagementResponse, "language")
    responded_on = field_of(ManagementResponse, "responded_on")
    due_on = field_of(
        ManagementResponse, "due_on", help_text=_("Of what is accepted, also in part; else empty.")
    )
    state = field_of(
        ManagementResponse, "state", help_text=_("Of what is accepted, also in part; else empty.")
    )


class LessonFields(forms.Form):
    """What was learned."""

    kind = field_of(Lesson, "kind")
    theme = field_of(Lesson, "theme")
    text = field_of(Lesson, "text", widget=_long_text(4))
