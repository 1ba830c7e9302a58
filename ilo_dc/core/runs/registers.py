"""The register of background work."""

import django_filters
import django_tables2
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.registers.filtersets import RegisterFilterSet, SinceFilter
from ilo_dc.core.registers.register import Register
from ilo_dc.core.runs.models import Run
from ilo_dc.core.runs.vocab import RunState


class RunFilterSet(RegisterFilterSet):
    """Filters of runs."""

    demonstration = None  # a run tells of no partner or country
    state = django_filters.ChoiceFilter(label=_("State"), choices=RunState)
    task = django_filters.CharFilter(label=_("Task"))
    updated_since = SinceFilter(label=_("Finished since"), field_name="finished_at", lookup_expr="gte")


class RunTable(RegisterTable):
    """Columns of runs."""

    id = django_tables2.Column(
        _("Number"), linkify=("core:run", {"pk": django_tables2.A("pk")}), order_by="number"
    )
    label = django_tables2.Column(_("What"))
    state = django_tables2.TemplateColumn(template_name="ui/cells/run_state.html", verbose_name=_("State"))
    done = django_tables2.Column(_("Done"))
    total = django_tables2.Column(_("Of"))
    attempts = django_tables2.Column(_("Attempts"))
    created_at = django_tables2.Column(_("Asked for"))
    finished_at = django_tables2.Column(_("Finished"))


RUNS = Register(
    code="runs",
    label=_("Runs"),
    rows=Run.objects.visible_to,
    filterset=RunFilterSet,
    table=RunTable,
    orderings={
        "number": ("pk",),
        "state": ("state",),
        "attempts": ("attempts",),
        "created_at": ("created_at",),
        "finished_at": ("finished_at__or_last",),
    },
    ordering="-number",
    page="core:runs",
)
