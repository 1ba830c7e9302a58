"""Paths of the portfolio: cooperation frameworks and their sub-outputs."""

from typing import Any

from django.db.models import QuerySet

from ilo_dc.core.api.views import RegisterListView, RegisterObjectView
from portfolio.api.serializers.frameworks import CooperationFrameworkSerializer, FrameworkSubOutputSerializer
from portfolio.registers.frameworks import COOPERATION_FRAMEWORKS, FRAMEWORK_SUBOUTPUTS


class CooperationFrameworkList(RegisterListView):
    """UN cooperation frameworks."""

    register = COOPERATION_FRAMEWORKS
    serializer_class = CooperationFrameworkSerializer


class CooperationFrameworkObject(RegisterObjectView):
    """One cooperation framework."""

    register = COOPERATION_FRAMEWORKS
    serializer_class = CooperationFrameworkSerializer


class FrameworkSubOutputList(RegisterListView):
    """Sub-outputs of cooperation frameworks with their money: the rows behind the figures."""

    register = FRAMEWORK_SUBOUTPUTS
    serializer_class = FrameworkSubOutputSerializer


class FrameworkSubOutputObject(RegisterObjectView):
    """What is known of one sub-output; of a withdrawn one, what was said last."""

    register = FRAMEWORK_SUBOUTPUTS
    serializer_class = FrameworkSubOutputSerializer
    lookup_field = "sub_output_id"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the states, the latest first."""
        return super().get_queryset().order_by("-recorded_at", "-pk")
