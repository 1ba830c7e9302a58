"""What awaits finance: pools in which more is allocated than there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, WorkItem
from ilo_dc.formats import text

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the pools with a shortfall, which finance has to cover, the largest first."""
    if not grants_of(user).has(Role.FINANCE):
        return
    last = LedgerEntry.objects.filter(pool=OuterRef("pk")).order_by("-pk").values("recorded_at")[:1]
    pools = Pool.objects.visible_to(user).short().for_list().annotate(since=Subquery(last))
    for pool in pools.order_by("-balance__shortfall", "pk")[:MOST]:
        yield WorkItem(
            title=_("Cover a shortfall of %(amount)s")
            % {"amount": text.amount(pool.balance.shortfall, "USD", 2)},
            url=f"{reverse('funding:pools')}?short=true",
            kind=_("Pool"),
            since=pool.since,
            subject=str(pool),
            key=f"shortfall:{pool.pk}",
        )
