import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import MOST_MONEY
from funding.agreements.querysets import AmendmentQuerySet
from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.versions.models import Revised


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Amendment(Revised):
    """A signed change of an agreement: more money or less, a new end, or both.

    It counts on its own day of signature, never on that of the agreement. `amount` is in the agreement's
    currency, support costs included, below 0 where money was taken back. `ends_on` is the day after the new
    last day; None: the end stays.
    """

    HAPPENED = ("signed_on",)  # days that cannot lie ahead
    NAMED_BY = ("agreement", "number")  # in histories

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="amendments", verbose_name=_("agreement")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    signed_on = models.DateField(_("signed on"))
    amount = models.DecimalField(
        _("plus or minus"),
        max_digits=16,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(-MOST_MONEY), MaxValueValidator(MOST_MONEY)],
        help_text=_("0: the amount stays. Below 0 where it was cut."),
    )
    ends_on = DayAfterField(
        _("new last day"), null=True, blank=True, help_text=_("Empty: the last day stays.")
    )
    partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
        help_text=_("Of a multi-donor agreement: whose part changes."),
    )
    note = models.CharField(_("what changes"), max_length=500, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("amendment")
        abstract = False
        ordering = ["agreement", "number", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="an_amendment_has_its_number_alone",
                violation_error_message=_("Another amendment of this agreement has this number."),
            ),
            models.CheckConstraint(
                condition=~Q(amount=0) | Q(ends_on__isnull=False) | ~Q(note=""),
                name="an_amendment_changes_something",
                violation_error_message=_(
                    "Give an amount, a new last day, or say what else the amendment changes."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-MOST_MONEY, amount__lte=MOST_MONEY),
                name="an_amendment_has_a_sane_amount",
                violation_error_message=_("An amount must lie between -100,000,000,000 and 100,000,000,000."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="amendments_count_from_one",
                violation_error_message=_("Amendments are numbered from 1."),
            ),
            WithinCalendar(
                name="amendment_dates_are_in_the_calendar", days=["signed_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return _("Amendment %(number)d") % {"number": self.number}

    @property
    def last_day(self) -> object:
        """The new last day; None: it stays."""
        return last_day(self.ends_on)
