"""Registers of reporting."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from reporting.observations.filters import ObservationFilterSet
from reporting.observations.models import Observation
from reporting.observations.tables import ObservationTable

OBSERVATIONS = Register(
    code="observations",
    label=_("Observations"),
    rows=Observation.objects.visible_to,
    filterset=ObservationFilterSet,
    table=ObservationTable,
    orderings={"number": ("pk",), "as_of": ("as_of",)},
    ordering="-number",
)
