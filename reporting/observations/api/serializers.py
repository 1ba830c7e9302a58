"""The shape of an observation."""

from rest_framework import serializers

from reporting.observations.models import Observation


class ObservationSerializer(serializers.ModelSerializer[Observation]):
    """A stored figure."""

    run = serializers.IntegerField(source="run_id")

    class Meta:
        model = Observation
        fields = [
            "id",
            "measure",
            "dimension",
            "key",
            "value",
            "numerator",
            "denominator",
            "row_count",
            "as_of",
            "data_version",
            "run",
            "computed_at",
            "demonstration",
        ]
