from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.revenue.querysets import RevenueStatisticQuerySet
from funding.revenue.vocab import Publication, RevenueSubtype, RevenueType
from ilo_dc.core.facts.models.fact import Fact


class RevenueStatistic(Fact):
    """What the UN CEB published of the ILO's revenue: one amount of one publication; no part of the ledger.

    `by_type` has an amount per year and sub-type, `by_contributor` one per year, type and contributor. The
    two overlap and are never added. Amounts are US dollars; negative ones are refunds.
    """

    FACT_KEY = ("publication", "year", "revenue_type", "revenue_subtype", "contributor")
    NOUN = "revenue-statistics"

    publication = models.CharField(_("publication"), max_length=20, choices=Publication)
    year = models.PositiveSmallIntegerField(_("year"))
    revenue_type = models.CharField(_("type of revenue"), max_length=3, choices=RevenueType)
    revenue_subtype = models.CharField(
        _("sub-type of revenue"),
        max_length=4,
        choices=RevenueSubtype,
        blank=True,
        help_text=_("Empty: the source gives the type alone."),
    )
    partner = models.ForeignKey(
        "core.Organisation", models.PROTECT, null=True, blank=True, related_name="revenue_statistics"
    )
    contributor = models.CharField(
        _("contributor as printed"),
        max_length=300,
        blank=True,
        help_text=_("Empty in the publication by type."),
    )
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2)
    currency = models.ForeignKey("core.Currency", models.PROTECT, default="USD", related_name="+")
    source_rows = models.PositiveIntegerField(
        _("rows of the source"), default=1, help_text=_("How many rows of the file were summed.")
    )

    objects: ClassVar[Any] = RevenueStatisticQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["-year", "revenue_type", "revenue_subtype", "contributor", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "year", "revenue_type", "revenue_subtype", "contributor"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_revenue_statistic",
                violation_error_message=_(
                    "An amount of this year, type and contributor is in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(publication=Publication.BY_TYPE, contributor="", partner__isnull=True)
                | (Q(publication=Publication.BY_CONTRIBUTOR, revenue_subtype="") & ~Q(contributor="")),
                name="a_publication_splits_one_way",
                violation_error_message=_(
                    "Revenue by type must name no contributor; revenue by contributor must "
                    "name one and no sub-type."
                ),
            ),
            models.CheckConstraint(
                condition=Q(revenue_type__in=RevenueType.values),
                name="revenue_type_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["publication", "year"], name="revenue_by_publication_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.revenue_subtype or self.revenue_type} {self.contributor}".strip()
