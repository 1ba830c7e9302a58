from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import CodeFilter, RegisterFilterSet, SinceFilter
from ilo_dc.core.registers.number_filters import WholeFilter


class ObservationFilterSet(RegisterFilterSet):
    """Filters of stored observations."""

    measure = CodeFilter("measure", label=_("Measure"))
    dimension = CodeFilter("dimension", label=_("Split by"))
    key = CodeFilter("key", label=_("Of"))
    run = WholeFilter(label=_("Run"), field_name="run_id")
    updated_since = SinceFilter(label=_("Computed since"), field_name="computed_at", lookup_expr="gte")
