"""Paths of funding: partners and published revenue."""

from funding.api.serializers import FundingPartnerSerializer, RevenueStatisticSerializer
from funding.registers import FUNDING_PARTNERS, REVENUE_STATISTICS
from ilo_dc.core.api.views import RegisterListView, RegisterObjectView


class RevenueStatisticList(RegisterListView):
    """Revenue as the UN CEB publishes it: the rows behind the figures. Two publications that overlap."""

    register = REVENUE_STATISTICS
    serializer_class = RevenueStatisticSerializer


class RevenueStatisticObject(RegisterObjectView):
    """One amount of one publication, superseded ones too."""

    register = REVENUE_STATISTICS
    serializer_class = RevenueStatisticSerializer


class FundingPartnerList(RegisterListView):
    """Profiles of funding partners."""

    register = FUNDING_PARTNERS
    serializer_class = FundingPartnerSerializer


class FundingPartnerObject(RegisterObjectView):
    """The profile of one funding partner, by its organisation's number."""

    register = FUNDING_PARTNERS
    serializer_class = FundingPartnerSerializer
