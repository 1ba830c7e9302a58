from funding.ledger.api.serializers import LedgerEntrySerializer, PoolSerializer
from funding.ledger.registers import LEDGER_ENTRIES, POOLS
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = [
    *paths_of(LEDGER_ENTRIES, LedgerEntrySerializer, public=False),
    *paths_of(POOLS, PoolSerializer, public=False),
]
