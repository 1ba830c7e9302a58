"""Evaluations as a piece of the page of a project or a country programme, and what their own page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from ilo_dc.core.documents.pages import Listed
from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.history import events as history
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import grants_of
from portfolio.evaluations import policies
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Recommendation
from portfolio.evaluations.tables import decision_badge, follow_up_badge, state_badge, subject_link

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.projects.models.project import Project

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class EvaluationsPanel:
    """The evaluations of a project or a country programme, and the way to add one."""

    evaluations: list[tuple[Any, str]]
    add: str
    template: str = "portfolio/evaluations/panels/evaluations_of.html"


@dataclass(frozen=True)
class RecommendationLine:
    """A recommendation with its answer as the page writes it, and the ways open to the reader."""

    row: Recommendation
    decision: str
    follow_up: str
    may_respond: bool


def evaluations_of_project(user: Viewer, project: Project) -> EvaluationsPanel | None:
    """Return the evaluations of a project that `user` sees; None: there is none, and no way to add one."""
    return _panel(user, Q(project=project), f"project={project.pk}")


def evaluations_of_programme(user: Viewer, programme: CountryProgramme) -> EvaluationsPanel | None:
    """Return the evaluations of a country programme that `user` sees; None as above."""
    return _panel(user, Q(programme=programme), f"programme={programme.pk}")


def _panel(user: Viewer, subject: Q, query: str) -> EvaluationsPanel | None:
    rows = Evaluation.objects.visible_to(user).filter(subject).for_list().order_by("-evaluated_on", "-pk")
    may_add = policies.may_write_evaluations(user)
    add = f"{reverse('portfolio:evaluation-new')}?{query}" if may_add else ""
    lines = [(row, state_badge(row.state)) for row in rows]
    return EvaluationsPanel(lines, add) if lines or add else None


def page_of(user: Viewer, found: Any) -> dict[str, Any]:
    """Return what the page of an evaluation (fetched for its list) shows to `user`."""
    may_edit = bool(policies.may_edit_evaluation(user, found))
    rows = found.recommendations.for_list().order_by("position")
    answered = set(
        policies.recommendations_answered_by(user).filter(evaluation=found).values_list("pk", flat=True)
    )
    return {
        "evaluation": found,
        "subject": subject_link(found),
        "state": state_badge(found.state),
        "may_edit": may_edit,
        "may_publish": bool(policies.may_publish_evaluation(user, found)),
        "may_withdraw": bool(policies.may_withdraw_evaluation(user, found)),
        "recommendations": [
            RecommendationLine(
                row,
                decision_badge(row.decision),
                follow_up_badge(row.follow_up_state),
                row.pk in answered,
            )
            for row in rows
        ],
        "lessons": list(found.lessons.select_related("evaluation").order_by("kind", "theme", "pk")),
        "documents": _documents(user, found, may_edit=may_edit),
        "changes": _changes(found) if grants_of(user).is_staff else [],
    }


def _documents(user: Viewer, found: Evaluation, *, may_edit: bool) -> list[Listed]:
    rows = Document.objects.of(found).current().select_related("attached_by").order_by("-pk")
    is_staff = grants_of(user).is_staff
    return [
        Listed(
            row,
            reverse("portfolio:evaluation-document", args=[found.pk, row.pk]),
            reverse("portfolio:evaluation-document-withdraw", args=[found.pk, row.pk]) if may_edit else "",
            who=str(row.attached_by) if is_staff else "",
        )
        for row in rows
    ]


def _changes(found: Evaluation) -> list[history.Event]:
    """Return what people changed last of the evaluation and of what belongs to it."""
    of_it = Q(evaluation_id=found.pk)
    about = {
        "portfolio.evaluation": Q(pgh_obj_id=found.pk),
        "portfolio.recommendation": of_it,
        "portfolio.lesson": of_it,
        "portfolio.managementresponse": Q(recommendation_id__in=found.recommendations.values("pk")),
        noun_of(Document): Q(owner_noun=noun_of(found), owner_id=str(found.pk)),
    }
    by_people = Q(pgh_context__metadata__user__gt=0)
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)
