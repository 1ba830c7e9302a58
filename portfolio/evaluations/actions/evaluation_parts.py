"""What belongs to an evaluation: recommendations, management responses to them, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.versions.actions import field_values
from ilo_dc.core.writing.part import NOTHING, Conditions, Part, Words, remove_row
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


ANSWERED_STAYS = ("text", "addressee")  # what the management has answered


@dataclass(frozen=True, kw_only=True)
class RecommendationsPart(Part[Recommendation]):
    """The recommendations of an evaluation: what the management has answered is not said otherwise."""

    @transaction.atomic
    def edit(
        self,
        *,
        by: User,
        row: Recommendation,
        lock_version: int,
        data: RecommendationData,
        own: Mapping[str, Any] = NOTHING,
    ) -> Recommendation:
        """Save what is said of a recommendation; of an answered one its number and its unit alone change.

        Raises:
            UnableToChangeEvaluation: the management has answered it.
            Refused, Conflict, UnableToAct: as every part.
        """
        require(self.policy(by, row.evaluation))
        now = _locked(row) or row  # where it is gone, the version says so below
        values = field_values(data)
        changed = [name for name in ANSWERED_STAYS if values[name] != getattr(now, name)]
        if changed and ManagementResponse.objects.filter(recommendation=row.pk).exists():
            advice = _("The management has answered this: it stays. The response is withdrawn first.")
            problems = {name: [advice] for name in changed}
            raise UnableToChangeEvaluation(_("Some entries need your attention."), problems)
        return super().edit(by=by, row=row, lock_version=lock_version, data=data, own=own)


def _locked(row: Recommendation, _data: object = None) -> Recommendation | None:
    """Lock a recommendation, so that nobody answers what somebody else is rewriting; None: it is gone."""
    rows = Recommendation.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=row.pk).first()


RECOMMENDATIONS = RecommendationsPart(
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


def _ask_why(_row: ManagementResponse) -> None:
    raise UnableToChangeEvaluation(_("A response is withdrawn with a reason."))


RESPONSES = Part(
    model=ManagementResponse,
    data=ResponseData,
    owner="recommendation",
    policy=policies.may_respond,
    check=_check_response,
    conditions=Conditions(add=_locked, remove=_ask_why),
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


@transaction.atomic
def withdraw_response(*, by: User, row: ManagementResponse, lock_version: int, reason: str) -> None:
    """Withdraw a published response with a reason, which the history keeps beside what was said.

    Raises:
        Refused: neither a manager nor of the responsible unit, or the evaluation is a draft.
        Conflict: somebody changed or withdrew it meanwhile.
        UnableToChangeEvaluation: no reason.
    """
    require(policies.may_respond(by, row.recommendation))
    if not reason.strip():
        problems = {"reason": [_("Say why; the history keeps it.")]}
        raise UnableToChangeEvaluation(_("Some entries need your attention."), problems)
    otherwise = UnableToChangeEvaluation(str(RESPONSES.first))
    remove_row(by, row, lock_version=lock_version, reason=reason.strip(), otherwise=otherwise)


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
