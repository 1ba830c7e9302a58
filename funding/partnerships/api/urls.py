from funding.partnerships.api.serializers import PartnershipSerializer
from funding.partnerships.registers import PARTNERSHIPS
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = paths_of(PARTNERSHIPS, PartnershipSerializer)
