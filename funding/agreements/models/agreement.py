from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from funding.agreements.querysets import AgreementQuerySet
from funding.agreements.vocab import CONCLUDED, AgreementKind, AgreementStatus, Earmarking, Levy
from funding.revenue.vocab import RevenueSubtype
from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.programmes.vocab import TextLanguage

# `status` repeats the current AgreementState; only the trigger of that fact writes it.
STATUS_IS_THE_FACTS = """
IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'An agreement begins as a draft.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
    SELECT 1 FROM funding_agreementstate
    WHERE agreement_id = NEW.id AND superseded_at IS NULL AND status = NEW.status
) THEN
    RAISE EXCEPTION 'The status of an agreement follows its recorded statuses only.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Who reads what of an agreement, and what is posted of it, rest on these.
TERMS_ARE_FIXED = """
IF OLD.status NOT IN ('draft', 'abandoned')
   AND (NEW.kind, NEW.partner_id, NEW.currency_id, NEW.parent_id)
       IS DISTINCT FROM (OLD.kind, OLD.partner_id, OLD.currency_id, OLD.parent_id) THEN
    RAISE EXCEPTION 'Kind, partner, currency and umbrella of a signed agreement never change.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Half of an umbrella's rules is about another row, which no check constraint sees.
CHILD_OF_ITS_UMBRELLA = """
IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM funding_agreement
    WHERE id = NEW.parent_id AND kind = 'umbrella' AND partner_id = NEW.partner_id
      AND currency_id = NEW.currency_id
) THEN
    RAISE EXCEPTION 'An umbrella has the partner and the currency of the agreements under it.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

MOST_MONEY = Decimal(10) ** 11
# A reference as references are compared (`approvals.rules.plain_reference`).
PLAIN_REFERENCE = Func(
    Upper("reference"), Value("[^[:alnum:]]"), Value(""), Value("g"), function="regexp_replace"
)


def _rate(label: object, text: object) -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(
        label,  # type: ignore[arg-type]
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=text,  # type: ignore[arg-type]
    )


@texts_written_in("language", "title", "reporting_terms")
@pghistory.track(meta=in_force_when_written())
class Agreement(Revised):
    """An agreement with a funding partner, as it was signed; what changed since are its amendments.

    `partner` is the legal partner, who signed; `reporting_partner` the one under whose row it is published
    (None: the same). `signed_total` is in the agreement's currency, support costs included; of money that an
    administrative agent passes on, the ILO's share. The period is half-open: `ends_on` is the day after the
    last. What counts as approved is posted to the ledger, not read from here.
    """

    HAPPENED = ("signed_on",)  # days that cannot lie ahead

    # What its querysets add: `with_amount` and `with_present_terms`.
    amount: Decimal | None
    whole_amount: bool
    amended_total: Decimal | None
    ends_now: date | None

    reference = models.CharField(
        _("reference"), max_length=60, blank=True, help_text=_("As it stands on the signed text.")
    )
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=AgreementKind, default=AgreementKind.CONTRIBUTION
    )
    partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        related_name="signed_agreements",
        verbose_name=_("funding partner"),
        help_text=_("Who signed."),
    )
    reporting_partner = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements_reported",
        verbose_name=_("published under"),
        help_text=_("Empty: under the partner that signed."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="child_agreements",
        verbose_name=_("umbrella agreement"),
    )
    country = models.ForeignKey(
        "core.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trust_funds",
        verbose_name=_("benefiting country or area"),
        help_text=_("Of a direct trust fund."),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    currency = models.ForeignKey(
        "core.Currency", models.PROTECT, related_name="+", verbose_name=_("currency")
    )
    signed_total = models.DecimalField(
        _("signed total"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_MONEY)],
        help_text=_("Support costs included; of a pooled fund the ILO’s share alone."),
    )
    psc_rate = _rate(
        _("rate of support costs, %"),
        _("Of the direct cost. Empty: the usual rate of this kind of agreement."),
    )
    agent_fee_rate = _rate(
        _("fee of the administrative agent, %"),
        _("Of money that an agent passes on. Empty: the usual one."),
    )
    levy = models.CharField(_("coordination levy"), max_length=15, choices=Levy, blank=True)
    levy_reason = models.CharField(_("why it is exempt from the levy"), max_length=300, blank=True)
    earmarking = models.CharField(_("earmarking"), max_length=12, choices=Earmarking, blank=True)
    revenue_type = models.CharField(
        _("type of revenue (UN)"),
        max_length=4,
        choices=RevenueSubtype,
        blank=True,
        help_text=_("Empty: the one of its kind and earmarking."),
    )
    reporting_terms = LongTextField(_("reporting terms"), blank=True, max_length=2000)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=AgreementStatus,
        default=AgreementStatus.DRAFT,
        editable=False,
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("agreement")
        abstract = False
        ordering = ["pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="status_is_the_facts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                func=STATUS_IS_THE_FACTS,
            ),
            pgtrigger.Trigger(
                name="terms_are_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=TERMS_ARE_FIXED,
            ),
            pgtrigger.Trigger(
                name="child_of_its_umbrella",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHILD_OF_ITS_UMBRELLA,
            ),
        ]
        indexes = [
            FoldedTexts(fields=["title", "reference"], name="agreement_folded"),
            models.Index(fields=["status", "id"], name="agreements_by_status"),
            models.Index(fields=["-signed_on", "id"], name="agreements_by_signature"),
            models.Index(PLAIN_REFERENCE, name="agreements_by_reference"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["partner", "reference"],
                condition=~Q(reference=""),
                name="a_partner_has_a_reference_once",
                violation_error_message=_("Another agreement with this partner has this reference."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=CONCLUDED)
                | Q(
                    signed_on__isnull=False,
                    signed_total__isnull=False,
                    psc_rate__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                )
                & ~Q(reference="")
                & ~Q(levy="")
                & ~Q(earmarking="")
                & ~Q(revenue_type=""),
                name="a_signed_agreement_has_its_terms",
                violation_error_message=_(
                    "A signed agreement needs its reference, day of signature, period, total and terms."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=AgreementKind.CHILD, parent__isnull=False)
                | ~Q(kind=AgreementKind.CHILD) & Q(parent__isnull=True),
                name="only_a_child_has_an_umbrella",
                violation_error_message=_(
                    "An agreement under an umbrella must name it; other agreements name none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=AgreementKind.DTF, country__isnull=False)
                | ~Q(kind=AgreementKind.DTF) & Q(country__isnull=True),
                name="only_a_direct_trust_fund_has_a_country",
                violation_error_message=_(
                    "A direct trust fund must name the country that benefits; other agreements name none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(levy=Levy.EXEMPT) & ~Q(levy_reason="") | ~Q(levy=Levy.EXEMPT) & Q(levy_reason=""),
                name="only_an_exemption_from_the_levy_has_a_reason",
                violation_error_message=_("Give a reason where the agreement is exempt, and only there."),
            ),
            models.CheckConstraint(
                condition=Q(signed_total__isnull=True) | Q(signed_total__gte=0, signed_total__lte=MOST_MONEY),
                name="a_signed_total_is_no_debt",
                violation_error_message=_("An amount must lie between 0 and 100,000,000,000."),
            ),
            models.CheckConstraint(
                condition=(Q(psc_rate__isnull=True) | Q(psc_rate__gte=0, psc_rate__lte=100))
                & (Q(agent_fee_rate__isnull=True) | Q(agent_fee_rate__gte=0, agent_fee_rate__lte=100)),
                name="the_rates_of_an_agreement_are_shares",
                violation_error_message=_("A rate must lie between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(status__in=CONCLUDED),
                name="only_a_signed_agreement_is_published",
                violation_error_message=_("Only a signed agreement may be published."),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{name}__in": choices.values}),
                    name=f"agreement_{name}_is_known",
                    violation_error_message=_("Choose one of the listed values."),
                )
                for name, choices in (
                    ("kind", AgreementKind),
                    ("language", TextLanguage),
                    ("status", AgreementStatus),
                )
            ],
            *[
                models.CheckConstraint(
                    condition=Q(**{name: ""}) | Q(**{f"{name}__in": choices.values}),
                    name=f"agreement_{name}_is_known",
                    violation_error_message=_("Choose one of the listed values."),
                )
                for name, choices in (
                    ("levy", Levy),
                    ("earmarking", Earmarking),
                    ("revenue_type", RevenueSubtype),
                )
            ],
            WithinCalendar(
                name="agreement_dates_are_in_the_calendar",
                days=["signed_on", "starts_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return together(*([self.reference, " "] if self.reference else []), self.title)

    def clean(self) -> None:
        """Refuse, at its field, a period that runs backwards and an umbrella of another partner."""
        problems = {}
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            problems["ends_on"] = _("The end must be after the start.")
        umbrella = self.parent
        if umbrella is not None and (
            umbrella.kind != AgreementKind.UMBRELLA
            or (umbrella.partner_id, umbrella.currency_id) != (self.partner_id, self.currency_id)
        ):
            problems["parent"] = _("Choose an umbrella agreement of the same partner and currency.")
        if problems:
            raise ValidationError(problems)

    @property
    def last_day(self) -> date | None:
        """The last day; None: not known."""
        return last_day(self.ends_on)

    @property
    def is_published(self) -> bool:
        """Whether everybody sees it."""
        return self.published_at is not None

    @property
    def reported_as(self) -> Any:
        """The organisation under whose row it is published."""
        return self.reporting_partner or self.partner
