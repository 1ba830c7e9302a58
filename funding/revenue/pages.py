"""Pages of funding: the register of published revenue."""

from django.utils.translation import gettext_lazy as _

from funding.revenue.registers import REVENUE_STATISTICS
from ilo_dc.core.registers.pages.register import RegisterPage


class RevenuePage(RegisterPage):
    """`/revenue/`: the very rows behind the figures."""

    register = REVENUE_STATISTICS
    template_name = "funding/revenue/revenue.html"
    lead = _(
        "Revenue of the ILO in two publications of the UN CEB, by type and by contributor. They overlap: "
        "choose one before you add anything up."
    )
