"""Opening pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from funding.ledger.models.pool import Pool
from funding.ledger.policies import may_keep_ledger
from funding.ledger.vocab import Basis, PoolKind, ResourceType
from ilo_dc.core.errors import require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import save_valid

if TYPE_CHECKING:
    from ilo_dc.core.models import Biennium, User

KIND_OF_TYPE = {
    ResourceType.RBSA: (PoolKind.RBSA, Basis.RECEIVED),
    ResourceType.RB: (PoolKind.APPROPRIATION, Basis.APPROVED),
    ResourceType.RBTC: (PoolKind.APPROPRIATION, Basis.APPROVED),
}


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
