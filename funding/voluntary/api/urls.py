from funding.voluntary.api.serializers import PublishedEntrySerializer
from funding.voluntary.registers import PUBLISHED_ENTRIES
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = paths_of(PUBLISHED_ENTRIES, PublishedEntrySerializer)
