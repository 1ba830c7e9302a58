from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.approvals.querysets import ApprovalShareQuerySet
from ilo_dc.core.installation.models.demonstration import Demonstrable


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ApprovalShare(Demonstrable):
    """What a part of an approval is for, in per cent; written whole, with the approval's version.

    Nothing of it counts: when the approval is issued, the ledger gets a line for each.
    """

    NAMED_BY = ("outcome", "global_product")  # in histories

    approval = models.ForeignKey(
        "funding.Approval", models.CASCADE, related_name="shares", verbose_name=_("approval")
    )
    outcome = models.ForeignKey(
        "portfolio.CountryProgrammeOutcome",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country programme outcome"),
    )
    global_product = models.ForeignKey(
        "portfolio.GlobalProduct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("global product"),
    )
    share = models.DecimalField(
        _("share, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )

    objects = ApprovalShareQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("share of an approval")
        abstract = False
        ordering = ["approval", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, global_product__isnull=True)
                | Q(outcome__isnull=True, global_product__isnull=False),
                name="a_share_of_an_approval_is_for_one_thing",
                violation_error_message=_("A share must name an outcome or a global product, one of them."),
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="the_share_of_an_approval_is_a_share",
                violation_error_message=_("A share must be above 0 and at most 100."),
            ),
            models.UniqueConstraint(
                fields=["approval", "outcome"],
                name="an_approval_names_an_outcome_once",
                violation_error_message=_("This outcome is named already: change its share."),
            ),
            models.UniqueConstraint(
                fields=["approval", "global_product"],
                name="an_approval_names_a_product_once",
                violation_error_message=_("This product is named already: change its share."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.named} {self.share}"

    @property
    def named(self) -> object:
        """The outcome or the product."""
        return self.outcome or self.global_product
