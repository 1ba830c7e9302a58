import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.ledger.models.triggers import OF_A_SIGNED_AGREEMENT, OPEN_BALANCE, kept_by_the_ledger, never
from funding.ledger.querysets import PoolQuerySet
from funding.ledger.vocab import Basis, PoolKind, ResourceType
from ilo_dc.core.installation.models.demonstration import Demonstrable


class Pool(Demonstrable):
    """Money that lies together and is allocated from: an agreement, the RBSA of a biennium, an appropriation.

    Opened once and never changed; what it holds, its `PoolBalance` says.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=PoolKind)
    basis = models.CharField(_("can be allocated"), max_length=10, choices=Basis)
    resource_type = models.CharField(_("resource type"), max_length=4, choices=ResourceType)
    biennium = models.ForeignKey(
        "core.Biennium",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pools",
        verbose_name=_("biennium"),
    )
    agreement = models.OneToOneField(
        "funding.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pool",
        verbose_name=_("agreement"),
        error_messages={"unique": _("There is a pool of this agreement already.")},
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    objects = PoolQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        abstract = False
        verbose_name = _("pool")
        ordering = ["-biennium", "resource_type", "pk"]
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Trigger(
                name="open_balance", when=pgtrigger.After, operation=pgtrigger.Insert, func=OPEN_BALANCE
            ),
            pgtrigger.Trigger(
                name="of_a_signed_agreement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OF_A_SIGNED_AGREEMENT,
            ),
            never("never_change", pgtrigger.Update),
            never("never_delete", pgtrigger.Delete),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["biennium", "resource_type"],
                name="one_pool_of_a_biennium_and_type",
                violation_error_message=_("There is a pool of this biennium and resource type already."),
            ),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.RBSA, resource_type=ResourceType.RBSA, basis=Basis.RECEIVED)
                | Q(
                    kind=PoolKind.APPROPRIATION,
                    resource_type__in=[ResourceType.RB, ResourceType.RBTC],
                    basis=Basis.APPROVED,
                )
                | Q(kind=PoolKind.AGREEMENT, resource_type=ResourceType.XBDC, basis__in=Basis.values),
                name="a_pool_has_the_basis_of_its_kind",
                violation_error_message=_(
                    "RBSA can only be allocated once received; an appropriation of RB or RBTC once approved."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.AGREEMENT, agreement__isnull=False, biennium__isnull=True)
                | ~Q(kind=PoolKind.AGREEMENT) & Q(agreement__isnull=True, biennium__isnull=False),
                name="a_pool_is_of_an_agreement_or_a_biennium",
                violation_error_message=_("A pool must name its agreement or its biennium, by its kind."),
            ),
        ]

    def __str__(self) -> str:
        owner = self.biennium_id if self.agreement is None else self.agreement.reference
        return f"{self.resource_type} {owner}"


class PoolBalance(models.Model):
    """What a pool holds in US dollars, kept by the triggers of the ledger alone.

    `available` by the pool's basis; `shortfall` is what is allocated beyond it because money went that was
    allocated already.
    """

    pool = models.OneToOneField(Pool, models.PROTECT, primary_key=True, related_name="balance")
    approved = models.DecimalField(_("approved, US$"), max_digits=20, decimal_places=2)
    received = models.DecimalField(_("received, US$"), max_digits=20, decimal_places=2)
    refunded = models.DecimalField(_("refunded, US$"), max_digits=20, decimal_places=2)
    adjusted = models.DecimalField(_("adjusted, US$"), max_digits=20, decimal_places=2)
    available = models.DecimalField(_("available for allocation, US$"), max_digits=20, decimal_places=2)
    allocated = models.DecimalField(_("allocated, US$"), max_digits=20, decimal_places=2)
    spent = models.DecimalField(_("spent, US$"), max_digits=20, decimal_places=2)
    shortfall = models.DecimalField(_("shortfall, US$"), max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("balance of a pool")
        triggers = kept_by_the_ledger()
        constraints = [
            models.CheckConstraint(
                condition=Q(allocated__lte=F("available") + F("shortfall")),
                name="allocated_within_available",
                violation_error_message=_("No more may be allocated than the pool has."),
            ),
            models.CheckConstraint(
                condition=Q(shortfall__gte=0),
                name="shortfall_is_not_negative",
                violation_error_message=_("A shortfall must be 0 or more."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pool)
