"""Paths of observations."""

from __future__ import annotations

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from reporting.observations.api.serializers import ObservationSerializer
from reporting.observations.registers import OBSERVATIONS


class ObservationList(RegisterListView):
    """Figures as they stood when a run looked."""

    register = OBSERVATIONS
    serializer_class = ObservationSerializer


class ObservationObject(RegisterObjectView):
    """One stored figure."""

    register = OBSERVATIONS
    serializer_class = ObservationSerializer
