"""The register of imports: what the API lists."""

from __future__ import annotations

import django_filters
import django_tables2
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.registers.columns import CodeColumn, RegisterTable
from ilo_dc.core.registers.filtersets import RegisterFilterSet
from ilo_dc.core.registers.register import Register
from ilo_dc.portal.imports.importers import imports_seen_by
from portfolio.workbooks.vocab import WORKBOOKS


class ImportFilterSet(RegisterFilterSet):
    """Filters of imports."""

    kind = django_filters.CharFilter(label=_("Kind of sheet"), field_name="importer")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ImportState, empty_label=_("Any"))


class ImportTable(RegisterTable):
    """Columns of imports."""

    id = django_tables2.Column(_("Number here"))
    kind = django_tables2.Column(_("Kind of sheet"), accessor="importer")
    file_name = django_tables2.Column(_("File"))
    state = CodeColumn(_("State"))
    uploaded_at = django_tables2.Column(_("Uploaded"))
    problem_count = django_tables2.Column(_("Errors"))
    change = django_tables2.Column(_("Change"), accessor="change_id", default="")
    reversal = django_tables2.Column(_("Reversed by"), accessor="reversal_id", default="")
    demonstration = django_tables2.Column(_("Demonstration data"))


IMPORTS = Register(
    code="imports",
    label=_("Imports"),
    # A programme's workbook is decided on at its programme.
    rows=lambda user: imports_seen_by(user).exclude(importer__in=WORKBOOKS),
    filterset=ImportFilterSet,
    table=ImportTable,
    orderings={"uploaded_at": ("uploaded_at",)},
    ordering="-uploaded_at",
)
