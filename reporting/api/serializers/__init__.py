from reporting.api.serializers.catalogue import (
    DimensionSerializer,
    FiguresSerializer,
    MeasureSerializer,
    ResourceGapTableSerializer,
)
from reporting.api.serializers.observations import ObservationSerializer

__all__ = [
    "DimensionSerializer",
    "FiguresSerializer",
    "MeasureSerializer",
    "ObservationSerializer",
    "ResourceGapTableSerializer",
]
