"""Registers of the ledger and its pools: the same rows for pages, API paths and exports."""

from django.utils.translation import gettext_lazy as _

from funding.ledger import policies
from funding.ledger.filters import LedgerEntryFilterSet, PoolFilterSet
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from funding.ledger.tables import LedgerEntryTable, PoolTable
from ilo_dc.core.registers.register import Register

LEDGER_ENTRIES = Register(
    code="ledger-entries",
    label=_("Ledger"),
    lead=_(
        "Every line that was posted. None is ever changed: a mistake is taken back by a reversal on the same "
        "day, and transfers move a part without changing a total. A line is late that "
        "was recorded while the reporting year in which it counts was closed."
    ),
    readers=policies.may_read_ledger,
    rows=lambda user: LedgerEntry.objects.visible_to(user).for_list(user).with_keys().with_late(),
    filterset=LedgerEntryFilterSet,
    table=LedgerEntryTable,
    orderings={
        "effective_on": ("effective_on",),
        "kind": ("kind", "effective_on"),
        "pool": ("pool_id", "effective_on"),
        "amount": ("amount",),
        "amount_usd": ("amount_usd",),
        "recorded_at": ("recorded_at",),
    },
    ordering="-effective_on",
    page="funding:ledger",
    hxl={"effective_on": "#date", "amount_usd": "#value+usd", "currency": "#currency+code"},
)
POOLS = Register(
    code="pools",
    label=_("Pools"),
    lead=_(
        "Money that lies together, and what is allocated from it. No more is allocated than there is; where "
        "money went that was allocated already, the shortfall says so until it is covered."
    ),
    readers=policies.may_read_pools,
    rows=lambda user: Pool.objects.visible_to(user).for_list(),
    filterset=PoolFilterSet,
    table=PoolTable,
    orderings={
        "biennium": ("biennium_id__or_last", "resource_type"),
        "resource_type": ("resource_type", "biennium_id__or_last"),
        "basis": ("basis", "biennium_id__or_last"),
        "approved": ("balance__approved",),
        "received": ("balance__received",),
        "available": ("balance__available",),
        "allocated": ("balance__allocated",),
        "spent": ("balance__spent",),
        "shortfall": ("balance__shortfall",),
    },
    ordering="-biennium",
    page="funding:pools",
)
