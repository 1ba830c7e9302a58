"""Querysets of appraisals: who sees them, whom they await, the settings of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from ilo_dc.core.history.four_eyes import Steps, taken_by
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.steps.querysets import DatedSettingsQuerySet
from portfolio.appraisals.vocab import EVALUATED, HANDED_IN, SAVED
from portfolio.proposals.querysets.desks import bureaux_of
from portfolio.proposals.querysets.proposals import SEEING, WRITING, proposals_seen_by
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.people.grants import Viewer

# Who sees the appraisals of all proposals (journeys, section 3): finance sees none.
READERS = tuple(role for role in SEEING if role != Role.FINANCE)

# Who appraised in a round: who took it up for themselves, was its appraiser or EVAL's once, scored, remarked.
APPRAISING = (
    Steps(
        "portfolio.appraisal",
        people=("appraiser_id", "evaluator_id"),
        written=Q(pgh_context__metadata__reason__in=(SAVED, HANDED_IN, EVALUATED))
        | Q(pgh_label="insert", appraiser=F("taken_up_by")),
    ),
    Steps("portfolio.appraisalscore", row="appraisal_id", people=("scored_by_id",), written=Q()),
    Steps("portfolio.appraisalremark", row="appraisal_id", written=Q()),
)


def waiting_to_revise(rows: Any, today: date) -> Any:
    """Return of proposals those that wait to be revised, with `days`: how long their authors have for it.

    They are those of the settings that the last round began under.
    """
    from portfolio.appraisals.models.appraisal import Appraisal, AppraisalRule  # models import this

    last = Appraisal.objects.filter(proposal=OuterRef("pk")).order_by("-round")
    days = Coalesce(
        Subquery(last.values("rules__revise_days")[:1]), AppraisalRule.objects.days_on(today, "revise_days")
    )
    return _waiting(rows, ProposalStatus.REVISE, days)


def waiting_to_be_taken_up(rows: Any, today: date) -> Any:
    """Return of proposals those that are submitted, with `days`: how long they may wait to be taken up."""
    from portfolio.appraisals.models.appraisal import AppraisalRule  # models import this

    return _waiting(rows, ProposalStatus.SUBMITTED, AppraisalRule.objects.days_on(today, "take_up_days"))


def _waiting(rows: Any, status: str, days: Coalesce) -> Any:
    """Return proposals of a status, the longest ago first, with `days` and `co_authors`: their keys."""
    from portfolio.proposals.models.proposal import ProposalAuthor  # models import this

    beside = ProposalAuthor.objects.filter(proposal=OuterRef("pk")).order_by("pk").values("user")
    found = rows.filter(status=status, discarded=False).select_related("author").with_status_since()
    found = found.annotate(days=days, co_authors=ArraySubquery(beside))
    return found.order_by("status_since", "pk")


class AppraisalRuleQuerySet(DatedSettingsQuerySet):
    """Settings of appraisals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the settings: the staff of the Office sees them."""
        return self.all() if grants_of(user).is_staff else self.none()


class AppraisalQuerySet(models.QuerySet[Any]):
    """Appraisals of proposals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the appraisals that `user` sees: of the proposals that they see, but for finance."""
        return self.filter(proposals_seen_by(user, "proposal__", roles=READERS))

    def open(self) -> Self:
        """Return the appraisals that are not decided on, of proposals that still wait for them."""
        return self.filter(decision="", proposal__status=ProposalStatus.APPRAISAL)

    def scored_by(self, user: Viewer) -> Self:
        """Return the open appraisals that `user` has to score."""
        return (
            self.open()
            .filter(appraiser__in=persons_of(user), scored_at__isnull=True)
            .exclude(taken_by(user, *WRITING, of="proposal"))
            .order_by("taken_up_at", "pk")
        )

    def left_to(self, user: Viewer) -> Self:
        """Return those without an appraiser, not yet scored, but for what `user` ever wrote in."""
        rows = self.filter(appraiser__isnull=True, scored_at__isnull=True)
        return rows.exclude(taken_by(user, *WRITING, of="proposal"))

    def evaluated_by(self, user: Viewer) -> Self:
        """Return the open appraisals that EVAL has to score, if `user` is of EVAL and wrote none of them."""
        rows = self.open().filter(evaluation_needed=True, evaluated_at__isnull=True)
        rows = rows if grants_of(user).has(Role.EVALUATOR) else rows.none()
        return rows.exclude(taken_by(user, *WRITING, of="proposal")).order_by("taken_up_at", "pk")

    def decided_by_manager(self, user: Viewer) -> Self:
        """Return the open appraisals that are complete and that `user` decides on, the oldest first."""
        if not grants_of(user).has(Role.MANAGER):
            return self.none()
        from portfolio.appraisals.models.appraisal import AppraisalOpinion  # models import this

        silent = AppraisalOpinion.objects.filter(appraisal=OuterRef("pk"), opinion="")
        rows = self.open().filter(~Exists(silent), scored_at__isnull=False)
        rows = rows.filter(Q(evaluation_needed=False) | Q(evaluated_at__isnull=False))
        return rows.not_touched_by(user).order_by("scored_at", "pk")

    def appraised_by(self, user: Viewer) -> Self:
        """Return the appraisals that `user` had a part in, for whomever and by whomever."""
        return self.filter(taken_by(user, *APPRAISING))

    def not_touched_by(self, user: Viewer) -> Self:
        """Return the appraisals in which `user` neither appraised nor wrote the proposal."""
        return self.exclude(taken_by(user, *APPRAISING)).exclude(taken_by(user, *WRITING, of="proposal"))

    def for_work(self) -> Self:
        """Return the appraisals with what their clocks read, in one query more."""
        people = ("appraiser", "evaluator", "decided_by", "taken_up_by")
        rows = self.select_related("proposal", "rules", *people)
        return rows.prefetch_related(_given(), "proposal__states")

    def for_list(self) -> Self:
        """Return the appraisals with all that a line shows.

        Scores, opinions and the life of their proposals come in three queries more.
        """
        from portfolio.appraisals.models.appraisal import AppraisalScore  # models import this

        region = Coalesce("proposal__country__region", "proposal__region")
        people = ("appraiser", "evaluator", "decided_by", "taken_up_by")
        scores = AppraisalScore.objects.select_related("scored_by").order_by("pk")
        return (
            self.annotate(region_key=region)
            .select_related(
                "proposal__country__region", "proposal__region", "proposal__author", "rules", *people
            )
            .prefetch_related(Prefetch("scores", scores), _given(), "proposal__states")
        )


def _given() -> Prefetch:
    from portfolio.appraisals.models.appraisal import AppraisalOpinion  # models import this

    return Prefetch("opinions", AppraisalOpinion.objects.select_related("given_by").order_by("bureau"))


class OfAppraisalQuerySet(models.QuerySet[Any]):
    """Rows that belong to an appraisal, and are seen by those who see it."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the appraisals that `user` sees."""
        return self.filter(proposals_seen_by(user, "appraisal__proposal__", roles=READERS))


class AppraisalScoreQuerySet(OfAppraisalQuerySet):
    """Scores."""


class AppraisalOpinionQuerySet(OfAppraisalQuerySet):
    """Opinions of the bureaux."""

    def awaiting(self, user: Viewer) -> Self:
        """Return the opinions that `user`'s bureau owes on what `user` did not write, the oldest first."""
        rows = self.filter(
            opinion="",
            bureau__in=bureaux_of(user),
            appraisal__decision="",
            appraisal__proposal__status=ProposalStatus.APPRAISAL,
        )
        rows = rows.exclude(taken_by(user, *WRITING, of="appraisal__proposal"))
        return rows.order_by(F("appraisal__taken_up_at").asc(), "pk")


class AppraisalRemarkQuerySet(OfAppraisalQuerySet):
    """Flags to teams and requests for changes."""
