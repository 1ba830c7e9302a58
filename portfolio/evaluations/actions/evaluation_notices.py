"""What people are told of evaluations: recommendations that await an answer, and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.languages import shortened
from ilo_dc.core.models import User
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from portfolio.evaluations.policies import members_of
from portfolio.evaluations.querysets import RecommendationQuerySet

if TYPE_CHECKING:
    from portfolio.evaluations.models.evaluation import Evaluation
    from portfolio.evaluations.models.recommendation import Recommendation

PUBLISHED = gettext_noop("Recommendations of an evaluation await your answer: %(evaluation)s.")
ANSWERED = gettext_noop("A recommendation of an evaluation was answered: %(evaluation)s, no. %(number)s.")


def tell_who_answers(*, by: User, evaluation: Evaluation) -> None:
    """Tell managers and the people of the responsible units that recommendations await an answer."""
    rows: RecommendationQuerySet = evaluation.recommendations.all()
    waiting = list(rows.awaiting_response().for_list())
    if not waiting:
        return
    units = {unit.pk: unit for one in waiting if (unit := one.responsible_unit) is not None}
    people = {one.user_id for unit in units.values() for one in members_of(unit)}
    people |= set(holders(Role.MANAGER, country=None, region=None).values_list("pk", flat=True))
    to = User.objects.filter(pk__in=people - {by.pk}, is_active=True).order_by("pk")
    notify(by=by, to=to, notice=_notice(PUBLISHED, evaluation))


def tell_evaluators(*, by: User, recommendation: Recommendation) -> None:
    """Tell the evaluation officers that a recommendation was answered."""
    to = holders(Role.EVALUATOR, country=None, region=None).exclude(pk=by.pk)
    notify(by=by, to=to, notice=_notice(ANSWERED, recommendation.evaluation, number=recommendation.position))


def _notice(text: str, evaluation: Evaluation, **values: object) -> Notice:
    address = f"{reverse('portfolio:evaluation', args=[evaluation.pk])}#recommendations"
    named = {"evaluation": shortened(str(evaluation), NAME_IN_A_NOTICE), **values}
    return Notice(NoticeKind.N11, text, address, named)
