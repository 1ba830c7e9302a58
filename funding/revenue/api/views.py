"""Paths of published revenue."""

from funding.revenue.api.serializers import RevenueStatisticSerializer
from funding.revenue.registers import REVENUE_STATISTICS
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView


class RevenueStatisticList(RegisterListView):
    """Revenue as the UN CEB publishes it: the rows behind the figures. Two publications that overlap."""

    register = REVENUE_STATISTICS
    serializer_class = RevenueStatisticSerializer


class RevenueStatisticObject(RegisterObjectView):
    """One amount of one publication, superseded ones too."""

    register = REVENUE_STATISTICS
    serializer_class = RevenueStatisticSerializer
