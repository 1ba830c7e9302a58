from ilo_dc.core.writing.api.paths import paths_of
from reporting.observations.api.serializers import ObservationSerializer
from reporting.observations.registers import OBSERVATIONS

urlpatterns = paths_of(OBSERVATIONS, ObservationSerializer)
