"""`/runs/`: background work, for staff."""

from rest_framework import serializers

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.registers import RUNS


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


class RunList(RegisterListView):
    """Background work, newest first."""

    register = RUNS
    serializer_class = RunSerializer
    public = False


class RunObject(RegisterObjectView):
    """One piece of background work."""

    register = RUNS
    serializer_class = RunSerializer
    public = False
