"""Who may write evaluations, and who answers recommendations (journeys, J5 and section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Document, Membership
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import STAFF_ROLES, Role
from portfolio.evaluations.models.recommendation import Recommendation
from portfolio.evaluations.vocab import EvaluationState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.models import Office
    from ilo_dc.core.people.grants import Viewer
    from portfolio.evaluations.models.evaluation import Evaluation
    from portfolio.evaluations.querysets import RecommendationQuerySet

# Of a unit's people, those who act for it; the others read.
ANSWERERS = tuple(sorted(STAFF_ROLES - {Role.AUDITOR, Role.ADMIN}))


def may_write_evaluations(user: Viewer) -> Verdict:
    """The Evaluation Office records evaluations."""
    if grants_of(user).has(Role.EVALUATOR):
        return ALLOWED
    return refused(_("Only evaluation officers record evaluations, their recommendations and lessons."))


def may_edit_evaluation(user: Viewer, _evaluation: Evaluation) -> Verdict:
    """Who records evaluations edits each of them and what belongs to it, published or not."""
    return may_write_evaluations(user)


def may_publish_evaluation(user: Viewer, evaluation: Evaluation) -> Verdict:
    """A draft is published once."""
    verdict = may_write_evaluations(user)
    return refused(_("It is published already.")) if verdict and evaluation.is_published else verdict


def may_withdraw_evaluation(user: Viewer, evaluation: Evaluation) -> Verdict:
    """What is published by mistake is taken back."""
    verdict = may_write_evaluations(user)
    return verdict if not verdict or evaluation.is_published else refused(_("It is a draft."))


def may_withdraw_document(user: Viewer, evaluation: Evaluation) -> Verdict:
    """Of a published evaluation its last report stays, unless it has the address of one."""
    verdict = may_write_evaluations(user)
    if not verdict or not evaluation.is_published or evaluation.link:
        return verdict
    if Document.objects.of(evaluation).current().count() > 1:
        return ALLOWED
    return refused(
        _("A published evaluation keeps its report: attach the new one first, then withdraw this.")
    )


def may_respond(user: Viewer, recommendation: Recommendation) -> Verdict:
    """Managers and the responsible unit answer what is published."""
    if not _answers(user, recommendation):
        return refused(_("Only PARDEV managers and the responsible unit answer this recommendation."))
    if recommendation.evaluation.state != EvaluationState.PUBLISHED:
        return refused(_("The evaluation is a draft: its recommendations are answered once it is published."))
    return ALLOWED


def _answers(user: Viewer, recommendation: Recommendation) -> bool:
    if grants_of(user).has(Role.MANAGER):
        return True
    unit = recommendation.responsible_unit
    return unit is not None and _own_memberships(user).filter(office=unit).exists()


def _own_memberships(user: Viewer) -> QuerySet[Membership]:
    """Return the memberships in which `user`, or whom they act for, answers for an office."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    person = user.acting_for or user
    rows = Membership.objects.in_force_on(timezone.now().date())
    return rows.filter(user=person, role__in=ANSWERERS, office__isnull=False)


def members_of(unit: Office) -> QuerySet[Membership]:
    """Return the memberships of those who answer for a unit today."""
    rows = Membership.objects.in_force_on(timezone.now().date())
    return rows.filter(office=unit, role__in=ANSWERERS)


def recommendations_answered_by(user: Viewer) -> RecommendationQuerySet:
    """Return the published recommendations that `user` answers; `may_respond` says the same of one."""
    rows: RecommendationQuerySet = Recommendation.objects.filter(evaluation__state=EvaluationState.PUBLISHED)
    if grants_of(user).has(Role.MANAGER):
        return rows
    if not grants_of(user).has(*ANSWERERS):
        return rows.none()
    return rows.with_responsible().filter(responsible__in=_own_memberships(user).values("office"))
