import django_tables2
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import RegisterTable


class ObservationTable(RegisterTable):
    """Columns of stored observations."""

    id = django_tables2.Column(_("Number"))
    measure = django_tables2.Column(_("Measure"))
    dimension = django_tables2.Column(_("Split by"))
    key = django_tables2.Column(_("Of"))
    value = django_tables2.Column(_("Value"))
    numerator = django_tables2.Column(_("Numerator"))
    denominator = django_tables2.Column(_("Denominator"))
    row_count = django_tables2.Column(_("Rows"))
    as_of = django_tables2.Column(_("As of"))
    data_version = django_tables2.Column(_("Data version"))
    run = django_tables2.Column(_("Run"), accessor="run_id")
    demonstration = django_tables2.Column(_("Demonstration data"))
