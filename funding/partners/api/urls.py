from funding.partners.api.serializers import FundingPartnerSerializer
from funding.partners.registers import FUNDING_PARTNERS
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = paths_of(FUNDING_PARTNERS, FundingPartnerSerializer)
