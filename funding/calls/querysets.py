"""Querysets of funding calls and of the Office's bids: its staff alone sees them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from funding.calls.rules import SOON
from funding.calls.vocab import NO_RESULT, CallStatus
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.text_search import has_words
from portfolio.proposals.querysets.proposals import SEEING, proposals_seen_by

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class FundingCallQuerySet(models.QuerySet[Any]):
    """Funding calls."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all calls to the staff of the Office, none to others."""
        return self if grants_of(user).is_staff else self.none()

    def named(self, text: str) -> Self:
        """Return the calls with each word in title or round, or in a name of the fund or partner."""

        def of_partner(word: str) -> Q:
            return Q(partner__in=organisations_named(word))

        return self.filter(has_words(text, ("title", "round"), also=of_partner))

    def with_status(self, day: date) -> Self:
        """Annotate `status`: whether a call takes bids on `day`; see `rules.status_on`."""
        status = Case(
            When(opens_on__gt=day, then=Value(CallStatus.COMING)),
            When(closes_on__lt=day, then=Value(CallStatus.CLOSED)),
            default=Value(CallStatus.OPEN),
            output_field=CharField(),
        )
        return self.annotate(status=status)

    def open_on(self, day: date) -> Self:
        """Return the calls that take bids on `day`."""
        begun = Q(opens_on__isnull=True) | Q(opens_on__lte=day)
        return self.filter(begun, Q(closes_on__isnull=True) | Q(closes_on__gte=day))

    def closing_soon(self, today: date) -> Self:
        """Return the calls whose last day is within `SOON` days from `today` on, this one included."""
        return self.filter(closes_on__range=(today, today + timedelta(days=SOON)))

    def for_list(self, user: Viewer, *, today: date) -> Self:
        """Return the calls with all that a line shows to `user`: their status, how many bids they see."""
        from funding.calls.models.bid import Bid  # models import this

        seen = Bid.objects.visible_to(user).filter(call=OuterRef("pk")).order_by().values("call")
        bids = Coalesce(Subquery(seen.annotate(number=Count("pk")).values("number")), 0)
        rows = self.select_related("partner", "lead_agency").with_status(today)
        return rows.annotate(bid_count=bids)


class BidQuerySet(models.QuerySet[Any]):
    """Bids of the Office in funding calls."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the bids that `user` sees: staff, and one with a proposal as the proposal.

        Who sees every proposal sees every bid, also one whose proposal was discarded since.
        """
        grants = grants_of(user)
        if grants.has(*SEEING):
            return self
        if not grants.is_staff:
            return self.none()
        return self.filter(Q(proposal__isnull=True) | proposals_seen_by(user, "proposal__"))

    def named(self, text: str) -> Self:
        """Return the bids with each word in a title of theirs, or in a name of the fund or partner."""

        def of_partner(word: str) -> Q:
            return Q(call__partner__in=organisations_named(word))

        return self.filter(has_words(text, ("title", "proposal__title", "call__title"), also=of_partner))

    def undecided(self) -> Self:
        """Return the bids of which nothing is decided yet."""
        return self.filter(result="")

    def with_result(self, result: str) -> Self:
        """Return the bids with this result, or those without one (`none`)."""
        return self.undecided() if result == NO_RESULT else self.filter(result=result)

    def for_list(self) -> Self:
        """Return the bids with all that a line shows; `subject` is what one is for."""
        subject = Case(When(title="", then=F("proposal__title")), default=F("title"))
        rows = self.select_related("call__partner", "proposal", "unit")
        return rows.annotate(subject_text=subject)
