from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.ledger.models.triggers import kept_by_the_ledger
from funding.ledger.querysets import RollupQuerySet
from funding.ledger.vocab import EntryKind, ResourceType
from funding.partners.vocab import SourceCategory
from ilo_dc.core.days import WithinCalendar

# The columns that each rollup is kept by, beside the measure and the month; names of columns of an entry.
BY_PARTNER = (
    "resource_type",
    "reporting_partner_id",
    "source_category",
    "region_id",
    "published",
    "demonstration",
)
BY_PLACE = (
    "resource_type",
    "country_id",
    "region_id",
    "policy_outcome_id",
    "published",
    "demonstration",
)


class Rollup(models.Model):
    """Sums of the ledger by measure and month, kept by its triggers alone: figures of now read these.

    A transfer is counted by the measure of what it moves.
    """

    measure = models.CharField(_("measure"), max_length=12, choices=EntryKind)
    month = models.DateField(_("first day of the month"))
    resource_type = models.CharField(_("resource type"), max_length=4, choices=ResourceType)
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, related_name="+")
    published = models.BooleanField(_("published"))
    demonstration = models.BooleanField(_("demonstration data"))
    amount_usd = models.DecimalField(_("amount, US$"), max_digits=22, decimal_places=2)
    direct_usd = models.DecimalField(_("direct cost, US$"), max_digits=22, decimal_places=2)
    psc_usd = models.DecimalField(_("programme support costs, US$"), max_digits=22, decimal_places=2)
    entries = models.BigIntegerField(_("entries"))
    listed = models.BigIntegerField(_("lines as they are published"), default=0)

    KEYS: tuple[str, ...] = ()

    objects = RollupQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = kept_by_the_ledger()

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m}"


class LedgerByPartner(Rollup):
    """Sums by reporting partner, source category and region."""

    KEYS = BY_PARTNER

    reporting_partner = models.ForeignKey("core.Organisation", models.PROTECT, null=True, related_name="+")
    source_category = models.CharField(
        _("source category"), max_length=20, choices=SourceCategory, blank=True
    )

    class Meta(Rollup.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "measure",
                    "month",
                    "resource_type",
                    "reporting_partner",
                    "source_category",
                    "region",
                    "published",
                    "demonstration",
                ],
                nulls_distinct=False,
                name="one_sum_by_partner",
                violation_error_message=_("There is a sum of this measure and month already."),
            ),
            WithinCalendar(name="months_by_partner_are_in_the_calendar", days=["month"]),
        ]


class LedgerByPlace(Rollup):
    """Sums by country, region and policy outcome."""

    KEYS = BY_PLACE

    country = models.ForeignKey("core.Country", models.PROTECT, null=True, related_name="+")
    policy_outcome = models.ForeignKey("portfolio.ResultsNode", models.PROTECT, null=True, related_name="+")

    class Meta(Rollup.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "measure",
                    "month",
                    "resource_type",
                    "country",
                    "region",
                    "policy_outcome",
                    "published",
                    "demonstration",
                ],
                nulls_distinct=False,
                name="one_sum_by_place",
                violation_error_message=_("There is a sum of this measure and month already."),
            ),
            WithinCalendar(name="months_by_place_are_in_the_calendar", days=["month"]),
        ]
