"""`/exchange-rates/`: the register of exchange rates."""

from funding.rates.registers import EXCHANGE_RATES
from ilo_dc.core.registers.pages.register import RegisterPage


class ExchangeRatesPage(RegisterPage):
    """The rates of all currencies, the latest first."""

    register = EXCHANGE_RATES
    template_name = "funding/rates/exchange_rates.html"
