from funding.rates.api.serializers import ExchangeRateSerializer
from funding.rates.registers import EXCHANGE_RATES
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = paths_of(EXCHANGE_RATES, ExchangeRateSerializer)
