import django_filters
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import RegisterFilterSet, SinceFilter, WholeFilter


class ObservationFilterSet(RegisterFilterSet):
    """Filters of stored observations."""

    measure = django_filters.CharFilter(label=_("Measure"))
    dimension = django_filters.CharFilter(label=_("Split by"))
    key = django_filters.CharFilter(label=_("Of"))
    run = WholeFilter(label=_("Run"), field_name="run_id")
    updated_since = SinceFilter(label=_("Computed since"), field_name="computed_at", lookup_expr="gte")
