from funding.dues.api.serializers import DueDonorReportSerializer, DueInstalmentSerializer
from funding.dues.registers import DUE_DONOR_REPORTS, DUE_INSTALMENTS
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = [
    *paths_of(DUE_INSTALMENTS, DueInstalmentSerializer, public=False),
    *paths_of(DUE_DONOR_REPORTS, DueDonorReportSerializer, public=False),
]
