"""`/runs/`: background work, for staff."""

from rest_framework import serializers

from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.registers import RUNS
from ilo_dc.core.writing.api.paths import paths_of


class RunSerializer(serializers.ModelSerializer[Run]):
    """A run with its progress and result; who asked for it is not told."""

    class Meta:
        model = Run
        fields = [
            "id",
            "task",
            "label",
            "state",
            "done",
            "total",
            "step",
            "result",
            "failure",
            "attempts",
            "created_at",
            "started_at",
            "heartbeat_at",
            "finished_at",
        ]


urlpatterns = paths_of(RUNS, RunSerializer, public=False)
