from funding.calls import registers
from funding.calls.actions.funding_calls import BIDS, CALLS
from funding.calls.api import serializers as shapes
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = [
    *paths_of(registers.FUNDING_CALLS, shapes.FundingCallSerializer, part=CALLS),
    *paths_of(registers.BIDS, shapes.BidSerializer, part=BIDS),
]
