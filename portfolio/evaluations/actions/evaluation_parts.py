"""What belongs to an evaluation: recommendations, management responses to them, lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.writing.part import Part, Words
from portfolio.evaluations import policies, rules
from portfolio.evaluations.actions.evaluation_notices import tell_evaluators
from portfolio.evaluations.models.recommendation import Lesson, ManagementResponse, Recommendation
from portfolio.evaluations.vocab import LessonKind, ResponseDecision
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Office, User


class UnableToChangeEvaluation(UnableToAct):
    """What belongs to an evaluation cannot be changed like this."""

    title = "Unable to change this evaluation"


# --- Recommendations ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecommendationData:
    """What is recommended, to whom; `unit` is the office that answers."""

    position: int
    text: str
    addressee: str
    unit: Office | None = None


RECOMMENDATIONS = Part(
    model=Recommendation,
    data=RecommendationData,
    owner="evaluation",
    policy=policies.may_edit_evaluation,
    unable=UnableToChangeEvaluation,
    first=gettext_lazy("The management has answered this recommendation: it stays."),
    history=Words(
        added=gettext_noop("Recommendation added"),
        changed=gettext_noop("Recommendation edited"),
        removed=gettext_noop("Recommendation removed"),
    ),
)

# --- Management responses -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResponseData:
    """What the management says to a recommendation; what it accepts is followed up by `due_on`."""

    decision: str
    text: str
    responded_on: date
    language: str = TextLanguage.ENGLISH
    due_on: date | None = None
    state: str = ""


def _check_response(_recommendation: Recommendation, data: ResponseData) -> None:
    accepts = data.decision != ResponseDecision.REJECTED
    needed = _("What is accepted, also in part, has a follow-up: say by when, and how far it is.")
    advice = needed if accepts else _("What is not accepted has no follow-up. Leave this empty.")
    wrong = rules.follow_up_problems(data.decision, data.due_on, data.state)
    problems = {name: [advice] for name in wrong}
    if problems:
        raise UnableToChangeEvaluation(_("Some entries need your attention."), problems)


RESPONSES = Part(
    model=ManagementResponse,
    data=ResponseData,
    owner="recommendation",
    policy=policies.may_respond,
    check=_check_response,
    unable=UnableToChangeEvaluation,
    history=Words(
        added=gettext_noop("Management response added"),
        changed=gettext_noop("Management response edited"),
        removed=gettext_noop("Management response removed"),
    ),
)


@transaction.atomic
def add_response(*, by: User, owner: Recommendation, data: ResponseData) -> ManagementResponse:
    """Answer a recommendation; the evaluation officers are told.

    Raises:
        Refused: neither a manager nor of the responsible unit, or the evaluation is a draft.
        UnableToAct: it is answered already, or as in `Part.add`.
    """
    saved = RESPONSES.add(by=by, owner=owner, data=data)
    tell_evaluators(by=by, recommendation=owner)
    return saved


# --- Lessons --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LessonData:
    """What was learned, and of which theme."""

    theme: str
    text: str
    kind: str = LessonKind.LESSON


LESSONS = Part(
    model=Lesson,
    data=LessonData,
    owner="evaluation",
    policy=policies.may_edit_evaluation,
    unable=UnableToChangeEvaluation,
    history=Words(
        added=gettext_noop("Lesson added"),
        changed=gettext_noop("Lesson edited"),
        removed=gettext_noop("Lesson removed"),
    ),
)
