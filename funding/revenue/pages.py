"""Pages of funding: the register of published revenue."""

from funding.revenue.registers import REVENUE_STATISTICS
from ilo_dc.core.registers.pages.register import RegisterPage


class RevenuePage(RegisterPage):
    """`/revenue/`: the very rows behind the figures."""

    register = REVENUE_STATISTICS
    template_name = "funding/revenue/revenue.html"
