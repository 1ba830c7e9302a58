"""Columns of evaluations, recommendations and lessons."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import shortened, together
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.reading_tags import demo_row
from ilo_dc.core.ui.tags import badge, day
from portfolio.evaluations.vocab import EvaluationState, FollowUpState, ResponseDecision

DECISIONS = {
    ResponseDecision.ACCEPTED: "ok",
    ResponseDecision.PARTLY: "note",
    ResponseDecision.REJECTED: "",
}
FOLLOW_UPS = {FollowUpState.PLANNED: "note", FollowUpState.UNDER_WAY: "note", FollowUpState.DONE: "ok"}
SHOWN = 160  # characters of a long text in a line


def state_badge(code: str) -> str:
    """Return the badge of an evaluation's state."""
    return badge(EvaluationState(code).label, "ok" if code == EvaluationState.PUBLISHED else "")


def decision_badge(code: str) -> str:
    """Return the badge of a management response; nobody answered yet: it says so."""
    if not code:
        return badge(_("Not yet answered"), "warn")
    return badge(ResponseDecision(code).label, DECISIONS[ResponseDecision(code)])


def follow_up_badge(code: str) -> str:
    """Return the badge of a follow-up; empty: there is none."""
    return badge(FollowUpState(code).label, FOLLOW_UPS[FollowUpState(code)]) if code else ""


def subject_link(evaluation: Any) -> str:
    """Return what was evaluated, as a link where it has a page."""
    if evaluation.project is not None:
        address = reverse("project", args=[evaluation.project_id])
        return format_html('<a href="{}">{}</a>', address, together(evaluation.project))
    if evaluation.programme is not None:
        address = reverse("programme", args=[evaluation.programme.slug])
        return format_html('<a href="{}">{}</a>', address, evaluation.programme.title)
    return format_html("{}", evaluation.theme)


def _marked(text: Any, record: Any) -> str:
    """Return a text with the mark of a row that several countries share."""
    return format_html("{} {}", text, badge(_("Shared"), "note") if "-" in record.country_key else "")


def _of_evaluation(record: Any) -> str:
    return _marked(record.evaluation.title, record)


def _place(anchor: str) -> Any:
    return lambda record: f"{reverse('portfolio:evaluation', args=[record.evaluation_id])}#{anchor}"


def _shown(record: Any) -> str:
    return shortened(record.text, SHOWN)


class EvaluationTable(RegisterTable):
    """Columns of evaluations."""

    id = exported(_("Number"), accessor="pk")
    title = LinkColumn(_("Evaluation"), lambda record: reverse("portfolio:evaluation", args=[record.pk]))
    kind = CodeColumn(_("Kind"))
    subject = PageColumn(_("Subject"), lambda record: _marked(subject_link(record), record), accessor="pk")
    project_id = exported(_("Number of the project here"))
    programme = exported(_("Address of the country programme here"), accessor="programme__slug")
    theme = exported(_("Strategy or theme"))
    countries = exported(_("Countries or areas"), accessor="country_key")
    evaluated_on = django_tables2.Column(_("Date of the report"))
    evaluators = exported(_("Who evaluated"))
    recommendations = django_tables2.Column(
        _("Recommendations"), accessor="recommendation_count", attrs={"cell": {"class": "n"}}
    )
    answered = django_tables2.Column(_("Answered"), accessor="answered_count", attrs={"cell": {"class": "n"}})
    lessons = django_tables2.Column(_("Lessons"), accessor="lesson_count", attrs={"cell": {"class": "n"}})
    state = CodeColumn(_("State"), state_badge)
    language = exported(_("Language of its texts"))
    summary = exported(_("Summary"))
    link = exported(_("Address of the report"))
    published_at = exported(_("Published"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_subject(self, record: Any) -> str:
        """Export the name of what was evaluated."""
        titled = record.project or record.programme
        return titled.title if titled is not None else record.theme


class RecommendationTable(RegisterTable):
    """Columns of recommendations with the management's response."""

    id = exported(_("Number"), accessor="pk")
    evaluation_id = exported(_("Number of the evaluation here"))
    evaluation = PageColumn(_("Evaluation"), _of_evaluation, accessor="evaluation__title")
    position = django_tables2.Column(_("Number of the recommendation"), attrs={"cell": {"class": "n"}})
    text = LinkColumn(
        _("Recommendation"),
        _place("recommendations"),
        text=_shown,
        marks=lambda record: demo_row(record.demonstration),
    )
    addressee = django_tables2.Column(_("To whom"))
    unit = django_tables2.Column(_("Unit that answers"), accessor="responsible_code", default="")
    response = CodeColumn(
        _("Management response"), decision_badge, accessor="decision", empty_values=(), default=""
    )
    response_text = exported(_("Response and follow-up"), accessor="management_response__text")
    responded_on = exported(_("Date of the response"), accessor="management_response__responded_on")
    due_on = PageColumn(
        _("Follow-up due"),
        lambda record: day(record.response.due_on),
        accessor="management_response__due_on",
        default="",
    )
    follow_up = CodeColumn(_("Follow-up"), follow_up_badge, accessor="follow_up_state", default="")
    countries = exported(_("Countries or areas"), accessor="country_key")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "text"


class LessonTable(RegisterTable):
    """Columns of lessons."""

    id = exported(_("Number"), accessor="pk")
    evaluation_id = exported(_("Number of the evaluation here"))
    kind = CodeColumn(_("Kind"))
    theme = django_tables2.Column(_("Theme"))
    text = LinkColumn(_("What was learned"), _place("lessons"), text=_shown)
    evaluation = PageColumn(_("Evaluation"), _of_evaluation, accessor="evaluation__title")
    evaluated_on = django_tables2.Column(_("Date of the report"), accessor="evaluation__evaluated_on")
    countries = exported(_("Countries or areas"), accessor="country_key")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "text"
