"""Opening pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from funding.agreements.vocab import CONCLUDED, AgreementKind
from funding.ledger.models.pool import Pool
from funding.ledger.policies import may_keep_ledger
from funding.ledger.vocab import Basis, PoolKind, ResourceType
from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Biennium
from ilo_dc.core.versions.actions import save_valid

if TYPE_CHECKING:
    from datetime import date

    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import User

KIND_OF_TYPE = {
    ResourceType.RBSA: (PoolKind.RBSA, Basis.RECEIVED),
    ResourceType.RB: (PoolKind.APPROPRIATION, Basis.APPROVED),
    ResourceType.RBTC: (PoolKind.APPROPRIATION, Basis.APPROVED),
}


class UnableToOpenPool(UnableToAct):
    """The agreement has no money of its own to put into a pool."""

    title = "Unable to open a pool"


@transaction.atomic
def open_pool_of_agreement(*, by: User | None, agreement: Agreement, basis: str = Basis.APPROVED) -> Pool:
    """Open the pool of a signed agreement; it holds nothing yet.

    `basis`: whether its money can be allocated once it is approved, or once it is received.

    Raises:
        Refused: `by` corrects no ledger.
        UnableToOpenPool: it is not signed, or one of RBSA, which lies in the pool of its biennium.
        UnableToAct: there is one already.
    """
    if by is not None:
        require(may_keep_ledger(by))
    if agreement.status not in CONCLUDED:
        raise UnableToOpenPool(_("Only a signed agreement has money: there is no pool of it yet."))
    if agreement.kind == AgreementKind.RBSA:
        raise UnableToOpenPool(_("The money of RBSA lies in the pool of its biennium."))
    pool = Pool(
        kind=PoolKind.AGREEMENT,
        basis=basis,
        agreement=agreement,
        resource_type=ResourceType.XBDC,
        demonstration=is_demonstration(),
    )
    return save_valid(pool)


def pool_of_approvals(agreement: Agreement, *, day: date) -> Pool:
    """Return the pool that an approval of an agreement on `day` adds to, opened where there is none.

    That of RBSA is the pool of the biennium that holds the day.

    Raises:
        UnableToOpenPool: no biennium holds the day.
        UnableToAct: as `open_pool_of_agreement`.
    """
    if agreement.kind != AgreementKind.RBSA:
        found = Pool.objects.filter(agreement=agreement).first()
        return found or open_pool_of_agreement(by=None, agreement=agreement)
    biennium = Biennium.objects.filter(starts_on__lte=day, ends_on__gt=day).first()
    if biennium is None:
        raise UnableToOpenPool(_("No biennium holds the day of the signature: add it to the lists of codes."))
    found = Pool.objects.filter(biennium=biennium, resource_type=ResourceType.RBSA).first()
    return found or open_pool(by=None, biennium=biennium, resource_type=ResourceType.RBSA)


@transaction.atomic
def open_pool(*, by: User | None, biennium: Biennium, resource_type: ResourceType) -> Pool:
    """Open the RBSA pool of a biennium, or its appropriation of RB or RBTC; it holds nothing yet.

    Raises:
        Refused: `by` corrects no ledger.
        UnableToAct: there is one already, or the type has no pool of a biennium.
    """
    if by is not None:
        require(may_keep_ledger(by))
    kind, basis = KIND_OF_TYPE.get(resource_type, ("", ""))
    pool = Pool(
        kind=kind,
        basis=basis,
        biennium=biennium,
        resource_type=resource_type,
        demonstration=is_demonstration(),
    )
    return save_valid(pool)
