from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.ledger.models.pool import Pool
from funding.ledger.models.rollup import LedgerByPartner, LedgerByPlace
from funding.ledger.models.triggers import (
    MIRROR,
    OF_ITS_POOL,
    STAMP,
    SUM_TO_ZERO,
    TALLY,
    keeping,
    never,
    never_truncated,
)
from funding.ledger.querysets import LedgerEntryQuerySet
from funding.ledger.vocab import MOVED, WITH_PARTS, EntryKind, ResourceType
from funding.partners.vocab import SourceCategory
from funding.rates.vocab import RateSource
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.opening import dated_back_until_opened
from ilo_dc.core.installation.models.demonstration import Demonstrable

HAS_PARTS = Q(kind__in=WITH_PARTS) | Q(kind=EntryKind.TRANSFER, moves__in=WITH_PARTS)


class LedgerEntry(Demonstrable):
    """One line of a posting: written once, corrected by reversal only, whoever writes.

    Its lines share `posting`; each has one outcome or product and one country, or none: unattributed.
    `amount` is in `currency`, `amount_usd` at the rate of the day it counts on, for ever.
    """

    HAPPENED = ("effective_on",)

    posting = models.UUIDField(_("posting"), editable=False)
    line = models.PositiveIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    moves = models.CharField(
        _("what it moves"), max_length=12, choices=[(one.value, one.label) for one in MOVED], blank=True
    )
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="entries", verbose_name=_("pool"))
    agreement = models.ForeignKey(
        "funding.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("agreement"),
    )
    legal_partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("legal partner"),
    )
    reporting_partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting partner"),
    )
    source_category = models.CharField(
        _("source category"), max_length=20, choices=SourceCategory, blank=True
    )
    resource_type = models.CharField(_("resource type"), max_length=4, choices=ResourceType)
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("project"),
    )
    outcome = models.ForeignKey(
        "portfolio.CountryProgrammeOutcome",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("country programme outcome"),
    )
    global_product = models.ForeignKey(
        "portfolio.GlobalProduct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("global product"),
    )
    policy_outcome = models.ForeignKey(
        "portfolio.ResultsNode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("policy outcome"),
    )
    country = models.ForeignKey(
        "core.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country or area"),
    )
    region = models.ForeignKey(
        "core.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    currency = models.ForeignKey(
        "core.Currency", models.PROTECT, related_name="+", verbose_name=_("currency")
    )
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2)
    direct = models.DecimalField(_("direct cost"), max_digits=20, decimal_places=2, null=True, blank=True)
    psc = models.DecimalField(
        _("programme support costs"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    rate = models.DecimalField(_("units of the currency to the US dollar"), max_digits=18, decimal_places=6)
    rate_source = models.CharField(_("source of the rate"), max_length=10, choices=RateSource, blank=True)
    amount_usd = models.DecimalField(_("amount, US$"), max_digits=20, decimal_places=2)
    direct_usd = models.DecimalField(
        _("direct cost, US$"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    psc_usd = models.DecimalField(
        _("programme support costs, US$"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    effective_on = models.DateField(_("counts on"))
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reversals", verbose_name=_("reverses")
    )
    moved = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moves_of_it",
        verbose_name=_("moves a part of"),
    )
    reason = models.CharField(_("reason"), max_length=500)
    published = models.BooleanField(_("published"), default=False)
    # The line of its posting in whose amount it is published: the first of what several partners give.
    listed_under = models.PositiveIntegerField(_("published under the line"), null=True, editable=False)
    external_source = models.SlugField(_("system it comes from"), max_length=40, blank=True)
    external_ref = models.CharField(_("reference there"), max_length=100, blank=True)
    change = models.ForeignKey("core.Change", models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    backdated = models.BooleanField(_("recorded earlier than it was written"), default=False)

    # As `with_neighbours` has it: what the reader sees of what a line names.
    shown_outcome: int | None
    shown_product: int | None
    shown_project: int | None
    shown_reason: str
    late: bool  # as `with_late` has it

    objects = LedgerEntryQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        abstract = False
        verbose_name = _("ledger entry")
        ordering = ["-effective_on", "-pk"]
        triggers = [
            *Demonstrable.Meta.triggers,
            dated_back_until_opened(),
            pgtrigger.Trigger(name="stamp", when=pgtrigger.Before, operation=pgtrigger.Insert, func=STAMP),
            pgtrigger.Trigger(
                name="of_its_pool", when=pgtrigger.Before, operation=pgtrigger.Insert, func=OF_ITS_POOL
            ),
            pgtrigger.Trigger(name="mirror", when=pgtrigger.Before, operation=pgtrigger.Insert, func=MIRROR),
            pgtrigger.Trigger(name="tally", when=pgtrigger.Before, operation=pgtrigger.Insert, func=TALLY),
            pgtrigger.Trigger(
                name="sum_to_zero",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__kind="transfer"),
                func=SUM_TO_ZERO,
            ),
            keeping(
                {
                    "funding_ledgerbypartner": LedgerByPartner.KEYS,
                    "funding_ledgerbyplace": LedgerByPlace.KEYS,
                }
            ),
            never("never_change", pgtrigger.Update),
            never("never_delete", pgtrigger.Delete),
            never_truncated(),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values),
                name="ledger_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.TRANSFER, moves__in=MOVED)
                | (~Q(kind=EntryKind.TRANSFER) & Q(moves="")),
                name="a_transfer_names_what_it_moves",
                violation_error_message=_("A transfer, and nothing else, must name what it moves."),
            ),
            models.CheckConstraint(
                condition=(
                    HAS_PARTS
                    & Q(
                        direct__isnull=False,
                        psc__isnull=False,
                        direct_usd__isnull=False,
                        psc_usd__isnull=False,
                        direct=F("amount") - F("psc"),
                        direct_usd=F("amount_usd") - F("psc_usd"),
                    )
                )
                | (
                    ~HAS_PARTS
                    & Q(
                        direct__isnull=True,
                        psc__isnull=True,
                        direct_usd__isnull=True,
                        psc_usd__isnull=True,
                    )
                ),
                name="direct_and_support_costs_make_the_amount",
                violation_error_message=_(
                    "Direct cost and support costs must make the amount of what is allocated or spent, "
                    "and stand nowhere else."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(currency="USD") | Q(rate=1, amount=F("amount_usd")),
                name="dollars_are_dollars",
                violation_error_message=_("An amount in US dollars must stay what it is."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="a_ledger_rate_is_positive",
                violation_error_message=_("A rate must be above 0."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.REFUND) | Q(amount_usd__lte=0) | Q(reverses__isnull=False),
                name="a_refund_takes_away",
                violation_error_message=_("The amount of a refund must be negative."),
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(global_product__isnull=True),
                name="a_line_has_one_outcome",
                violation_error_message=_("A line may name an outcome or a global product, not both."),
            ),
            models.CheckConstraint(
                condition=Q(resource_type__in=ResourceType.values),
                name="ledger_resource_type_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.UniqueConstraint(
                fields=["posting", "line"],
                name="a_line_of_a_posting_once",
                violation_error_message=_("This line of the posting stands in the ledger already."),
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                name="an_entry_is_reversed_once",
                violation_error_message=_("This entry is reversed already."),
            ),
            models.UniqueConstraint(
                fields=["external_source", "external_ref", "line"],
                condition=~Q(external_ref=""),
                name="an_external_reference_once",
                violation_error_message=_("This reference stands in the ledger already."),
            ),
            WithinCalendar(name="ledger_days_are_in_the_calendar", days=["effective_on"]),
        ]
        indexes = [
            models.Index(fields=["recorded_at"], name="ledger_by_recording"),
            models.Index(fields=["effective_on"], name="ledger_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on} {self.amount} {self.currency_id}"

    @property
    def seen(self) -> Any:
        """The outcome or product that it is for, where the reader sees it (`with_neighbours`)."""
        return (self.outcome if self.shown_outcome else None) or (
            self.global_product if self.shown_product else None
        )

    @property
    def is_attributed(self) -> bool:
        """Whether it is for an outcome or a product, seen or not."""
        return self.outcome_id is not None or self.global_product_id is not None
