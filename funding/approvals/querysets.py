"""Querysets of approvals: who sees them, and who took their steps."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    BooleanField,
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from funding.agreements.querysets import agreements_seen_by, amounts_seen_by
from funding.agreements.vocab import AgreementStatus
from funding.approvals.vocab import WITH_MINUTE, ApprovalStatus
from funding.ledger.querysets import shown_of
from ilo_dc.core.history.four_eyes import Steps, taken_by
from ilo_dc.core.life.querysets import DatedStatusQuerySet
from ilo_dc.core.people.grants import grants_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

MONEY: DecimalField[Any, Any] = DecimalField(max_digits=16, decimal_places=2)
MONEY_USD: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
BOOLEAN: BooleanField[Any, Any] = BooleanField()
RECORDED = gettext_noop("Approval recorded")
EDITED = gettext_noop("Approval edited")
HANDED_IN = gettext_noop("Handed in for the second signature")
# Who wrote an approval or handed it in; sending it back is no writing.
WRITING = (
    Steps("funding.approval", written=Q(pgh_context__metadata__reason__in=(RECORDED, EDITED, HANDED_IN))),
)
# Who wrote the terms that it approves, before they were signed.
WRITING_OF_TERMS = (Steps("funding.agreement", written=Q(status=AgreementStatus.DRAFT)),)


def approvals_seen_by(user: Viewer, path: str = "") -> Q:
    """Return the condition that `user` sees an approval; `path` leads to it and ends in two underscores.

    Staff see all; others what was issued of agreements whose whole amount they read.
    """
    if grants_of(user).is_staff:
        return Q()
    agreement = f"{path}agreement__"
    issued = Q(**{f"{path}status__in": WITH_MINUTE})
    return issued & agreements_seen_by(user, agreement) & amounts_seen_by(user, agreement)


class ApprovalQuerySet(QuerySet[Any]):
    """Approvals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the approvals that `user` sees, with `shown_project` and `shown_proposal`.

        These are the keys of those that `user` sees; null: there is none, or it is hidden. See
        `approvals_seen_by`.
        """
        from portfolio.models import Project, Proposal  # models import this

        return self.filter(approvals_seen_by(user)).annotate(
            shown_project=shown_of(user, Project, "project"),
            shown_proposal=shown_of(user, Proposal, "proposal"),
        )

    def with_signature(self) -> Self:
        """Annotate `counts_on` and `amount`: the day and the amount that were signed, of what is approved."""
        of_amendment = Q(amendment__isnull=False)
        return self.annotate(
            counts_on=Coalesce("amendment__signed_on", "agreement__signed_on"),
            amount=Case(
                When(of_amendment, then=F("amendment__amount")),
                default=F("agreement__signed_total"),
                output_field=MONEY,
            ),
        )

    def with_ledger(self) -> Self:
        """Annotate `amount_usd`: what its lines of the ledger count, in US dollars; null: none is posted.

        Of a cancelled one that is 0: all its lines are reversed.
        """
        from funding.ledger.models.entry import LedgerEntry  # models import this

        lines = LedgerEntry.objects.filter(posting=OuterRef("posting")).order_by()
        summed = lines.values("posting").annotate(sum=Sum("amount_usd")).values("sum")
        reversed_all = When(status=ApprovalStatus.CANCELLED, then=Value(Decimal("0.00")))
        return self.annotate(amount_usd=Case(reversed_all, default=Subquery(summed), output_field=MONEY_USD))

    def with_late(self) -> Self:
        """Annotate `issued_late` and `cancelled_late`, and `late`: one of both.

        Whether the reporting year in which it counts was closed when its lines, or the reversals of these,
        were recorded.
        """
        from funding.ledger.models.entry import LedgerEntry  # models import this

        own = LedgerEntry.objects.late().filter(posting=OuterRef("posting"))
        reversing = LedgerEntry.objects.late().filter(reverses__posting=OuterRef("posting"))
        cancelled = Q(status=ApprovalStatus.CANCELLED)
        return self.annotate(
            issued_late=Exists(own), cancelled_late=ExpressionWrapper(cancelled & Exists(reversing), BOOLEAN)
        ).annotate(late=ExpressionWrapper(Q(issued_late=True) | Q(cancelled_late=True), BOOLEAN))

    def for_list(self) -> Self:
        """Return the approvals with what a line and a page name."""
        return (
            self.with_signature()
            .with_ledger()
            .with_late()
            .select_related(
                "agreement__partner__funding_profile",
                "agreement__partner__country",
                "agreement__reporting_partner",
                "agreement__currency",
                "amendment",
                "proposal",
                "project",
            )
        )

    def with_shares(self, user: Viewer) -> Self:
        """Fetch `visible_shares` with the rows: what each is for, of what `user` sees."""
        from funding.approvals.models.approval_share import ApprovalShare  # models import this

        shares = ApprovalShare.objects.visible_to(user).order_by("pk")
        return self.prefetch_related(Prefetch("shares", shares, to_attr="visible_shares"))

    def with_since(self) -> Self:
        """Annotate `since`: when the present status was recorded."""
        present = self.filter(approval_states__superseded_at__isnull=True)
        return present.annotate(since=F("approval_states__recorded_at"))

    def awaiting_signature_of(self, user: Viewer) -> Self:
        """Return the approvals that `user` may sign as the second, the oldest first; whoever may record."""
        written = self.model.objects.written_by(user).order_by().values("pk")
        waiting = self.visible_to(user).with_since().filter(status=ApprovalStatus.AWAITING)
        return waiting.exclude(pk__in=written).order_by("since", "pk")

    def written_by(self, user: Viewer) -> Self:
        """Return the approvals that `user`, whom they act for, or who acted for them ever wrote in."""
        return self.filter(taken_by(user, *WRITING) | taken_by(user, *WRITING_OF_TERMS, of="agreement"))


class ApprovalShareQuerySet(QuerySet[Any]):
    """What approvals are for."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the shares of approvals that `user` sees, for what they see."""
        seen = self.filter(approvals_seen_by(user, "approval__"))
        if grants_of(user).is_staff:
            return seen
        from portfolio.models import CountryProgrammeOutcome, GlobalProduct  # models import this

        return seen.filter(
            Q(outcome__in=CountryProgrammeOutcome.objects.visible_to(user).values("pk"))
            | Q(global_product__in=GlobalProduct.objects.visible_to(user).values("pk"))
        )

    def for_list(self) -> Self:
        """Return the shares with what a line names, in the order in which they were given."""
        return self.select_related("outcome__country", "outcome__region", "global_product").order_by("pk")


class ApprovalStateQuerySet(DatedStatusQuerySet):
    """What was recorded of the status of approvals."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses that `user` sees: of approvals they see, without those before the issue."""
        seen = self.filter(approvals_seen_by(user, "approval__"))
        return seen if grants_of(user).is_staff else seen.filter(status__in=WITH_MINUTE)
