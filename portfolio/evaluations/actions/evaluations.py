"""Evaluations: recorded as drafts, edited, published, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Document
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from portfolio.evaluations import policies, rules
from portfolio.evaluations.actions.evaluation_notices import tell_who_answers
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.vocab import EvaluationState
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.projects.models.project import Project

NEEDED = {
    "summary": gettext_lazy("A published evaluation needs a summary."),
    "link": gettext_lazy("A published evaluation needs its report: attach it, or give its address."),
}


class UnableToSaveEvaluation(UnableToAct):
    """The evaluation cannot be saved like this."""

    title = "Unable to save this evaluation"


class UnableToPublishEvaluation(UnableToAct):
    """The evaluation cannot be published or taken back now."""

    title = "Unable to publish this evaluation"


@dataclass(frozen=True)
class Subject:
    """What was evaluated: one of the three."""

    project: Project | None = None
    programme: CountryProgramme | None = None


@dataclass(frozen=True)
class EvaluationText:
    """What is said of an evaluation; `theme` names what is evaluated if it is neither of `Subject`."""

    kind: str
    title: str
    evaluated_on: date
    language: str = TextLanguage.ENGLISH
    theme: str = ""
    evaluators: str = ""
    summary: str = ""
    link: str = ""


@transaction.atomic
def add_evaluation(*, by: User, subject: Subject, text: EvaluationText) -> Evaluation:
    """Record an evaluation as a draft; its project or country programme never changes.

    Raises:
        Refused: no evaluation officer.
        UnableToAct: what the fields found: its subject is not one, its day is still to come.
    """
    require(policies.may_write_evaluations(by))
    row = Evaluation(
        project=subject.project,
        programme=subject.programme,
        author=by,
        demonstration=is_demonstration(),
        **field_values(text),
    )
    with history_context(by, gettext_noop("Evaluation recorded")):
        return save_valid(row)


@transaction.atomic
def edit_evaluation(
    *, by: User, evaluation: Evaluation, lock_version: int, text: EvaluationText
) -> Evaluation:
    """Change what is said of an evaluation; a published one keeps what its publication needs.

    Raises:
        Refused: no evaluation officer.
        Conflict: somebody changed it meanwhile.
        UnableToSaveEvaluation: it is published, and would lose its summary or its report.
        UnableToAct: what the fields found.
    """
    require(policies.may_edit_evaluation(by, evaluation))
    values = field_values(text)
    now = locked(evaluation, lock_version=lock_version, values=values)
    if now.is_published:
        problems = _lacking(now, summary=values["summary"], link=values["link"])
        if problems:
            raise UnableToSaveEvaluation(_("Some entries need your attention."), problems)
    with history_context(by, gettext_noop("Evaluation edited")):
        return save_changes(now, values)


@transaction.atomic
def publish_evaluation(*, by: User, evaluation: Evaluation, lock_version: int) -> Evaluation:
    """Publish a draft that has a summary and its report; who answers its recommendations is told.

    Raises:
        Refused: no evaluation officer, or it is published already.
        Conflict: somebody changed it meanwhile.
        UnableToPublishEvaluation: its summary or its report is missing.
    """
    require(policies.may_publish_evaluation(by, evaluation))
    now = locked(evaluation, lock_version=lock_version)
    problems = _lacking(now, summary=now.summary, link=now.link)
    if problems:
        raise UnableToPublishEvaluation(" ".join(text for texts in problems.values() for text in texts))
    with history_context(by, gettext_noop("Evaluation published")):
        saved = save_changes(now, {"state": EvaluationState.PUBLISHED, "published_at": timezone.now()})
    tell_who_answers(by=by, evaluation=saved)
    return saved


@transaction.atomic
def withdraw_evaluation(*, by: User, evaluation: Evaluation, lock_version: int, reason: str) -> Evaluation:
    """Take a published evaluation back, with a reason: it is a draft again, which staff alone see.

    Raises:
        Refused: no evaluation officer, or it is a draft.
        Conflict: somebody changed it meanwhile.
        UnableToPublishEvaluation: no reason is given.
    """
    require(policies.may_withdraw_evaluation(by, evaluation))
    now = locked(evaluation, lock_version=lock_version)
    if not reason.strip():
        problems = {"reason": [_("Say why; the history keeps it.")]}
        raise UnableToPublishEvaluation(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        return save_changes(now, {"state": EvaluationState.DRAFT, "published_at": None})


def _lacking(evaluation: Evaluation, *, summary: str, link: str) -> dict[str, list[str]]:
    """Return what a publication lacks, by field."""
    has_report = bool(link) or Document.objects.of(evaluation).current().exists()
    return {name: [str(NEEDED[name])] for name in rules.lacking(summary=summary, has_report=has_report)}
