from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.calls.querysets import FundingCallQuerySet
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised
from portfolio.programmes.vocab import TextLanguage

RULES_MOST = 5000


@texts_written_in("language", "title", "round", "rules")
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FundingCall(Revised):
    """A call of a fund or a partner for proposals: which round, when it takes bids, by which rules.

    Both days are among those on which it takes bids.
    """

    NAMED_BY = ("title",)  # in histories

    # What its querysets add: `with_status` and `for_list`.
    status: str
    bid_count: int

    partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        related_name="funding_calls",
        verbose_name=_("fund or partner"),
    )
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    round = models.CharField(
        _("round"), max_length=80, blank=True, help_text=_("As the fund calls it: second call.")
    )
    opens_on = models.DateField(
        _("opens"), null=True, blank=True, help_text=_("Empty: it is open already, since when is not known.")
    )
    closes_on = models.DateField(
        _("closes"), null=True, blank=True, help_text=_("The last day for bids. Empty: it goes on.")
    )
    rules = LongTextField(
        _("rules"),
        blank=True,
        max_length=RULES_MOST,
        help_text=_("Who may bid for what, up to which amount."),
    )
    link = models.URLField(_("address of the rules"), max_length=500, blank=True)
    lead_agency = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead agency"),
        help_text=_("Of a joint bid: the organisation that hands it in."),
    )

    objects = FundingCallQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("funding call")
        abstract = False
        ordering = ["-closes_on", "-pk"]
        indexes = [
            models.Index(fields=["closes_on", "id"], name="funding_calls_by_last_day"),
            FoldedTexts(fields=["title", "round"], name="funding_call_folded"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"))
                | Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True),
                name="a_funding_call_closes_after_it_opens",
                violation_error_message=_("A call must not close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="funding_call_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="funding_call_dates_are_in_the_calendar", days=["opens_on", "closes_on"]),
        ]

    def __str__(self) -> str:
        return self.title
