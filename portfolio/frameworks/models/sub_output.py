from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar, day_after
from ilo_dc.core.facts.models.fact import only_close
from ilo_dc.core.models import Fact
from ilo_dc.core.text_search import FoldedTexts, stored_as
from portfolio.frameworks.querysets.frameworks import (
    GAP,
    SEARCHED,
    SURPLUS,
    SubOutputQuerySet,
    SubOutputStateQuerySet,
)
from portfolio.frameworks.vocab import ASSUMED_CURRENCY, UNINFO, UNINFO_FINANCE_YEAR

# The columns by which the register of current rows is ordered, beside the framework's.
ORDERED: dict[str, Any] = {
    "required": F("required"),
    "available": F("available"),
    "spent": F("spent"),
    "recording": F("recorded_at"),
    "year": F("finance_year"),
    "gap": GAP,
    "surplus": SURPLUS,
}


class FrameworkSubOutput(models.Model):
    """A sub-output of a cooperation framework: only who names it, and by what number.

    All that its source says of it may change, and stands in `SubOutputState`.
    """

    source = models.CharField(_("source"), max_length=20, default=UNINFO)
    source_id = models.CharField(_("number at the source"), max_length=40)

    objects = SubOutputQuerySet.as_manager()

    class Meta:
        ordering = ["source", "source_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                name="a_sub_output_has_one_number",
                violation_error_message=_("This source has a sub-output of this number already."),
            )
        ]

    def __str__(self) -> str:
        return self.source_id


class SubOutputState(Fact):
    """What the source said of a sub-output: its place, texts, life and money.

    Amounts are those asked of UN INFO for `finance_year`, for the whole sub-output whatever its dates and
    however many countries share it: one state for each year, and years are never added. The source names no
    currency: US dollars are assumed.
    """

    FACT_KEY = ("sub_output", "finance_year")
    NOUN = "framework-suboutputs"
    SUBJECT = "sub_output_id"

    sub_output = models.ForeignKey(FrameworkSubOutput, models.PROTECT, related_name="states")
    framework = models.ForeignKey(
        "portfolio.CooperationFramework", models.PROTECT, related_name="states", verbose_name=_("framework")
    )
    result = models.ForeignKey(
        "portfolio.FrameworkResult",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="states",
        verbose_name=_("result above it"),
    )
    code = models.CharField(_("code"), max_length=60, blank=True)
    name = models.TextField(_("name"))
    name_may_be_cut = models.BooleanField(_("name may be cut by the source"), default=False)
    description = models.TextField(_("description"), blank=True)
    description_may_be_cut = models.BooleanField(_("description may be cut by the source"), default=False)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    agency = models.CharField(_("agency"), max_length=20)
    sdg = models.CharField(_("Sustainable Development Goals"), max_length=200, blank=True)
    finance_year = models.PositiveSmallIntegerField(_("finance year"), default=UNINFO_FINANCE_YEAR)
    currency = models.ForeignKey(
        "core.Currency",
        models.PROTECT,
        default=ASSUMED_CURRENCY,
        related_name="+",
        verbose_name=_("currency"),
    )
    currency_assumed = models.BooleanField(_("currency assumed"), default=True)
    required = models.DecimalField(_("required"), max_digits=20, decimal_places=2)
    available = models.DecimalField(_("available"), max_digits=20, decimal_places=2)
    spent = models.DecimalField(_("spent"), max_digits=20, decimal_places=2)

    objects = SubOutputStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        ordering = ["pk"]
        triggers = [
            *(trigger for trigger in Fact.Meta.triggers if trigger.name != "only_close"),
            only_close(*(stored_as(column) for column in SEARCHED)),
        ]
        indexes = [
            *Fact.Meta.indexes,
            FoldedTexts(fields=SEARCHED, name="sub_output_state_folded"),
            models.Index(
                fields=["framework"],
                name="current_states_by_framework",
                condition=Q(superseded_at__isnull=True),
            ),
            models.Index(fields=["sub_output", "recorded_at"], name="states_of_a_sub_output"),
            # All that figures read of a row, now and as of any moment, so that none of its texts is fetched.
            models.Index(
                fields=["finance_year", "framework"],
                include=[
                    *("required", "available", "spent", "edition", "demonstration"),
                    *("recorded_at", "superseded_at"),
                ],
                name="figures_of_states",
            ),
            *(
                models.Index(
                    column, "id", name=f"current_states_by_{name}", condition=Q(superseded_at__isnull=True)
                )
                for name, column in ORDERED.items()
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sub_output", "finance_year"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_year",
                violation_error_message=_(
                    "Amounts of this sub-output and finance year are in force already: they must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(required__gte=0, available__gte=0, spent__gte=0),
                name="sub_output_amounts_are_not_negative",
                violation_error_message=_("Amounts of a sub-output must be zero or more."),
            ),
            WithinCalendar(name="sub_output_state_dates_are_in_the_calendar", days=["starts_on", "ends_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def day_after(self) -> date | None:
        """The day after the last, as the periods of other nouns are stored; None: not known."""
        return day_after(self.ends_on)
