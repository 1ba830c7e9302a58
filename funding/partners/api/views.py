"""Paths of funding partners."""

from funding.partners.api.serializers import FundingPartnerSerializer
from funding.partners.registers import FUNDING_PARTNERS
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView


class FundingPartnerList(RegisterListView):
    """Profiles of funding partners."""

    register = FUNDING_PARTNERS
    serializer_class = FundingPartnerSerializer


class FundingPartnerObject(RegisterObjectView):
    """The profile of one funding partner, by its organisation's number."""

    register = FUNDING_PARTNERS
    serializer_class = FundingPartnerSerializer
