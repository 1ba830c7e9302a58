"""Querysets of proposals: who sees them, what was recorded of their life, whether they may go on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from ilo_dc.core.facts.querysets import FactQuerySet, PastQuerySet, WrittenQuerySet, text_then
from ilo_dc.core.history.events import tracked
from ilo_dc.core.history.four_eyes import Steps, taken_by, who_took
from ilo_dc.core.life.querysets import DatedStatusQuerySet
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.proposals.vocab import BEGUN, DECIDED, EDITED, OFFERED_IN, WRITTEN_IN, ProposalStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ilo_dc.core.people.grants import Viewer
    from portfolio.proposals.models.proposal import Proposal

# Who sees every proposal (journeys, section 3); field officers see those of their countries.
SEEING = (
    Role.PARDEV,
    Role.MANAGER,
    Role.REGIONAL,
    Role.COORDINATOR,
    Role.EVALUATOR,
    Role.BUREAU,
    Role.FINANCE,
    Role.AUDITOR,
)

# Who wrote a proposal: whoever was its author or a co-author once, and who changed its text as somebody else,
# on its page, by the API, or by a sheet, whose history has a reason of its own and the number of its change.
WRITING = (
    Steps(
        "portfolio.proposal",
        people=("author_id",),
        written=Q(pgh_context__metadata__reason__in=(BEGUN, EDITED))
        | Q(pgh_context__metadata__has_key="change"),
    ),
    Steps("portfolio.proposalauthor", row="proposal_id", people=("user_id",)),
)


def writers_of(proposal: int) -> frozenset[int]:
    """Return the keys of those who ever wrote in a proposal, for whomever and by whomever."""
    return who_took([proposal], *WRITING)[proposal]


def proposals_seen_by(user: Viewer, path: str = "", *, roles: tuple[Role, ...] = SEEING) -> Q:
    """Return the condition that `user` sees a proposal; `path` leads to it and ends in two underscores.

    `roles` see every one.

    It is the Office's staff alone, whatever became of it: never a funding partner or a constituent.
    """
    grants = grants_of(user)
    kept = Q(**{f"{path}discarded": False})
    if grants.has(*roles):
        return kept
    if not grants.is_staff:
        return Q(pk__in=())
    own = Q(**{f"{path}author__in": persons_of(user)}) | Q(**{f"{path}pk__in": _written_with(user)})
    if grants.has(Role.FIELD):
        own |= grants.places(Role.FIELD).of_countries(f"{path}country__")
    return kept & own


def _written_with(user: Viewer) -> Any:
    from portfolio.proposals.models.proposal import ProposalAuthor  # models import this

    return ProposalAuthor.objects.filter(user__in=persons_of(user)).values("proposal")


class ProposalQuerySet(WrittenQuerySet):
    """Proposals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the proposals that `user` sees; see `proposals_seen_by`."""
        return self.seen_by(user).filter(proposals_seen_by(user))

    def on_offer(self, *, offered: bool = True) -> Self:
        """Return the proposals that `Proposal.is_offered` is true of, or all others.

        A manager marked it, and partners are shown its status: what is agreed or withdrawn they are not.
        """
        shown = Q(offered=True, status__in=OFFERED_IN)
        return self.filter(shown if offered else ~shown)

    def offered_to(self, user: Viewer) -> Self:
        """Return what a manager offers to partners: funding partners and the staff of the Office see it."""
        grants = grants_of(user)
        offered = self.seen_by(user).on_offer().filter(discarded=False)
        return offered if grants.is_staff or grants.has(Role.DONOR) else offered.none()

    def written_by(self, user: Viewer) -> Self:
        """Return the proposals that `user`, or whom they act for, is an author of."""
        return self.filter(Q(author__in=persons_of(user)) | Q(pk__in=_written_with(user)), discarded=False)

    def left_to(self, user: Viewer) -> Self:
        """Return the proposals that are being written, whose author left, and that `user` may take over."""
        grants = grants_of(user)
        places = Q() if grants.has(Role.PARDEV, Role.COORDINATOR) else Q(pk__in=())
        if grants.has(Role.FIELD):
            places |= grants.places(Role.FIELD).of_countries("country__")
        once = tracked()["portfolio.proposal"]._default_manager.filter(author__isnull=False)
        rows = self.filter(places, author__isnull=True, discarded=False, status__in=WRITTEN_IN)
        return rows.filter(Exists(once.filter(pgh_obj_id=OuterRef("pk"))))

    def ever_written_by(self, user: Viewer) -> Self:
        """Return the proposals that `user` ever wrote in, for whomever and by whomever."""
        return self.filter(taken_by(user, *WRITING))

    def named(self, text: str) -> Self:
        """Return the proposals with each word in title, code, problem or the country's name."""
        place = partial(in_country, path="country")
        return self.filter(has_words(text, ("title", "code", "problem"), also=place))

    def titled(self, text: str) -> Self:
        """Return the proposals with each word in title or country's name: what partners may know."""
        return self.filter(has_words(text, ("title",), also=partial(in_country, path="country")))

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a regional proposal's own."""
        return self.annotate(region_key=Coalesce("country__region", "region"))

    def with_status_since(self) -> Self:
        """Annotate `status_since` and, of the pipeline, `partner_name`, `amount` and `probability`."""
        from portfolio.proposals.models.proposal_state import ProposalState  # models import this

        current = ProposalState.objects.current().filter(proposal=OuterRef("pk"))
        return self.annotate(
            status_since=Subquery(current.values("effective_on")[:1]),
            partner_slug=Subquery(current.values("partner__slug")[:1]),
            amount=Subquery(current.values("amount_usd")[:1]),
            probability=Subquery(current.values("probability")[:1]),
        )

    def for_list(self) -> Self:
        """Return the proposals with all that a line shows."""
        return (
            self.with_region()
            .with_status_since()
            .select_related("country__region", "region", "office", "author", "need_outcome", "need_product")
        )

    def with_clearance(self) -> Self:
        """Annotate `cleared`: whether an appraisal found it ready, or a manager waived the appraisal."""
        from portfolio.proposals.models.proposal_state import AppraisalWaiver, ProposalState

        found = ProposalState.objects.in_life().filter(proposal=OuterRef("pk"), status=ProposalStatus.READY)
        waived = AppraisalWaiver.objects.current().filter(proposal=OuterRef("pk"))
        return self.annotate(cleared=Exists(found) | Exists(waived))


class ProposalAuthorQuerySet(models.QuerySet[Any]):
    """Co-authors of proposals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the co-authors of the proposals that `user` sees."""
        return self.filter(proposals_seen_by(user, "proposal__"))


class ProposalStateQuerySet(DatedStatusQuerySet):
    """What was recorded of the status of proposals."""

    # Code, country and region never change.
    EDITED: ClassVar = {"proposal": ("title", "language", "budget_usd", "problem")}

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses of the proposals that `user` sees."""
        return self.seen_by(user).filter(proposals_seen_by(user, "proposal__"))

    def held_at(self, moment: datetime, of: Callable[[str], Any] = OuterRef) -> Any:
        """Return `moment`: a status that another one followed holds in the life all the same (`in_life`)."""
        return PastQuerySet.held_at(self, moment)

    def moment_of(self, row: Any) -> datetime:
        """Return the moment at which a row is shown, as `held_at` does, of one that was read."""
        return PastQuerySet.moment_of(self, row)

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were; `title_then` orders them."""
        return super().as_shown_at(moment).annotate(title_then=text_then("proposal", "title"))

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in what a search of proposals reads, as it was."""
        place = partial(in_country, path="proposal__country")
        rows = self.alias(problem_then=text_then("proposal", "problem"))
        return rows.filter(has_words(text, ("title_then", "proposal__code", "problem_then"), also=place))

    def in_life(self, moment: datetime | None = None) -> Self:
        """Return the statuses that hold in the lives of proposals as known at `moment` (None: now).

        Of all that was recorded by then: what was neither corrected nor taken back by then.
        """
        recorded = self.model._default_manager.all()
        rows = self
        if moment is not None:
            recorded = recorded.filter(recorded_at__lte=moment)
            rows = rows.filter(recorded_at__lte=moment)
        instead = recorded.filter(Q(replaces=OuterRef("pk")) | Q(takes_back=OuterRef("pk")))
        return rows.filter(~Exists(instead))

    def decided(self) -> Self:
        """Return the decisions of appraisals: ready, to be revised, rejected."""
        return self.filter(status__in=DECIDED)

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a regional proposal's own."""
        return self.annotate(region_key=Coalesce("proposal__country__region", "proposal__region"))

    def with_days(self, moment: datetime | None = None) -> Self:
        """Annotate `days` (from the submission to this status) and `decisions` (1 for a decision).

        The submission is the last one on or before the status, as known at `moment`. Days where there is
        none: 0, as of a status that decides nothing. Calendar days, by effective dates.
        """
        handed_in = (
            self.model._default_manager.in_life(moment)
            .filter(
                proposal=OuterRef("proposal"),
                status=ProposalStatus.SUBMITTED,
                effective_on__lte=OuterRef("effective_on"),
            )
            .order_by("-effective_on", "-pk")
        )
        is_decision = Q(status__in=DECIDED)
        submitted = self.annotate(submitted_on=Subquery(handed_in.values("effective_on")[:1]))
        passed = models.Func(
            F("effective_on"), F("submitted_on"), template="(%(expressions)s)", arg_joiner=" - "
        )
        return submitted.annotate(
            days=Case(
                When(
                    is_decision & Q(submitted_on__isnull=False),
                    then=models.ExpressionWrapper(passed, output_field=IntegerField()),
                ),
                default=Value(0),
                output_field=IntegerField(),
            ),
            decisions=Case(When(is_decision, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )

    def with_approval(self, moment: datetime | None = None) -> Self:
        """Annotate `signed` (1 for an agreement) and `approved` (1 if an appraisal had found it ready).

        “Ready” on or before the day of the agreement, as known at `moment`. A waiver approves nothing.
        """
        ready = self.model._default_manager.in_life(moment).filter(
            proposal=OuterRef("proposal"),
            status=ProposalStatus.READY,
            effective_on__lte=OuterRef("effective_on"),
        )
        agreed = Q(status=ProposalStatus.AGREED)
        return self.annotate(
            signed=Case(When(agreed, then=Value(1)), default=Value(0), output_field=IntegerField()),
            approved=Case(
                When(agreed & Exists(ready), then=Value(1)), default=Value(0), output_field=IntegerField()
            ),
        )

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return (
            self.with_region()
            .with_days()
            .with_approval()
            .select_related("proposal__country__region", "proposal__region", "partner", "change__by")
        )


class WaiverQuerySet(FactQuerySet):
    """Waivers of appraisals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the waivers of the proposals that `user` sees."""
        return self.seen_by(user).filter(proposals_seen_by(user, "proposal__"))

    def of(self, proposal: Proposal) -> Self:
        """Return what was waived of one proposal, the latest first."""
        return self.filter(proposal=proposal).order_by("-pk")
