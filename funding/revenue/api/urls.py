from funding.revenue.api.serializers import RevenueStatisticSerializer
from funding.revenue.registers import REVENUE_STATISTICS
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = paths_of(REVENUE_STATISTICS, RevenueStatisticSerializer)
