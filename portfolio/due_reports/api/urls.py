from ilo_dc.core.writing.api.paths import paths_of
from portfolio.due_reports.api.serializers import DueReportSerializer
from portfolio.due_reports.registers import DUE_REPORTS

urlpatterns = [*paths_of(DUE_REPORTS, DueReportSerializer, public=False)]
