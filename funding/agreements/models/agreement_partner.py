import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import MOST_MONEY
from funding.agreements.querysets import AgreementPartnerQuerySet
from ilo_dc.core.versions.models import Revised


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgreementPartner(Revised):
    """What one of several partners gives to a multi-donor agreement, in the agreement's currency.

    Each partner reads its own part alone, as long as the agreement is not published.
    """

    NAMED_BY = ("organisation",)  # in histories

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="agreement_partners", verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        "core.Organisation", models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=16,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_MONEY)],
    )

    objects = AgreementPartnerQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("partner of an agreement")
        abstract = False
        ordering = ["agreement", "pk"]
        indexes = [
            models.Index(fields=["organisation", "agreement"], name="agreements_of_a_partner"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="a_partner_gives_to_an_agreement_once",
                violation_error_message=_("This partner is named already: change what it gives."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=MOST_MONEY),
                name="what_a_partner_gives_is_no_debt",
                violation_error_message=_("An amount must lie between 0 and 100,000,000,000."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"
