"""A piece of an agreement's page: what the ledger counts of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from funding.ledger.models.pool import Pool

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class PoolPanel:
    """The pool of an agreement with its balance, and the address of its lines."""

    pool: Pool
    lines_url: str
    template: str = "funding/ledger/panels/pool_of_agreement.html"


def pool_of_agreement(user: Viewer, agreement: Agreement) -> PoolPanel | None:
    """Return the pool of an agreement; None: there is none yet, or `user` sees no pools."""
    pool = Pool.objects.visible_to(user).for_list().filter(agreement=agreement).first()
    if pool is None:
        return None
    return PoolPanel(pool, f"{reverse('funding:ledger')}?agreement={agreement.pk}")
