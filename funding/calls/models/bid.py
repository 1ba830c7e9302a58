from __future__ import annotations

from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.calls.models.funding_call import FundingCall
from funding.calls.querysets import BidQuerySet
from funding.calls.vocab import BidResult
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised

MOST_MONEY = Decimal(10) ** 11
LEAST_MONEY = Decimal("0.01")
MOST_DAYS = Decimal(10_000)


@texts_written_in("call.language", "title")
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Bid(Revised):
    """What the Office asks for in a funding call, what became of it, and what it took to write.

    Amounts are in `currency` and stand in no total of money: what is won counts once it is approved.
    """

    HAPPENED = ("decided_on",)  # days that cannot lie ahead
    NAMED_BY = ("call", "title")  # in histories

    call = models.ForeignKey(FundingCall, models.PROTECT, related_name="bids", verbose_name=_("funding call"))
    proposal = models.ForeignKey(
        "portfolio.Proposal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bids",
        verbose_name=_("proposal"),
    )
    title = models.CharField(
        _("what it is for"),
        max_length=300,
        blank=True,
        help_text=_("In the language of the call; needed where no proposal is named."),
    )
    unit = models.ForeignKey("core.Office", models.PROTECT, related_name="+", verbose_name=_("unit"))
    currency = models.ForeignKey(
        "core.Currency", models.PROTECT, related_name="+", verbose_name=_("currency")
    )
    amount_asked = models.DecimalField(
        _("amount asked"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(LEAST_MONEY), MaxValueValidator(MOST_MONEY)],
    )
    result = models.CharField(_("result"), max_length=10, choices=BidResult, blank=True)
    decided_on = models.DateField(_("day of the result"), null=True, blank=True)
    amount_won = models.DecimalField(
        _("amount won"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_MONEY), MaxValueValidator(MOST_MONEY)],
    )
    staff_days = models.DecimalField(
        _("staff-days"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_DAYS)],
        help_text=_("What it took to write the bid."),
    )

    objects = BidQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("bid")
        abstract = False
        ordering = ["call", "pk"]
        indexes = [FoldedTexts(fields=["title"], name="bid_folded")]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["call", "proposal"],
                condition=Q(proposal__isnull=False),
                name="a_proposal_bids_once_in_a_call",
                violation_error_message=_("This proposal is a bid in the call already."),
            ),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False) | ~Q(title=""),
                name="a_bid_says_what_it_is_for",
                violation_error_message=_("Name the proposal, or say what the bid is for."),
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(result__in=BidResult.values),
                name="bid_result_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(result="", decided_on__isnull=True)
                | (~Q(result="") & Q(decided_on__isnull=False)),
                name="a_bids_result_has_its_day",
                violation_error_message=_("A result needs its day, and a day its result."),
            ),
            models.CheckConstraint(
                condition=Q(result=BidResult.WON, amount_won__isnull=False)
                | (~Q(result=BidResult.WON) & Q(amount_won__isnull=True)),
                name="only_a_won_bid_has_an_amount_won",
                violation_error_message=_("A bid that was won needs the amount won; no other has one."),
            ),
            models.CheckConstraint(
                condition=Q(amount_asked__gt=0, amount_asked__lte=MOST_MONEY)
                & (Q(amount_won__isnull=True) | Q(amount_won__gt=0, amount_won__lte=MOST_MONEY)),
                name="a_bids_amounts_are_amounts",
                violation_error_message=_("An amount must be more than 0."),
            ),
            models.CheckConstraint(
                condition=Q(staff_days__isnull=True) | Q(staff_days__gte=0, staff_days__lte=MOST_DAYS),
                name="a_bid_takes_days",
                violation_error_message=_("Staff-days must lie between 0 and 10,000."),
            ),
            WithinCalendar(name="bid_dates_are_in_the_calendar", days=["decided_on"]),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """What the bid is for: its own words, else the title of its proposal, fetched with it."""
        return self.title or (self.proposal.title if self.proposal else "")
