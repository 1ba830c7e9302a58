"""Columns of reported problems."""

import django_tables2
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge
from reporting.catalogue.catalogue import measure_named
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.vocab import ProblemStatus

BADGES = {ProblemStatus.OPEN: "warn", ProblemStatus.ANSWERED: "ok", ProblemStatus.CLOSED: ""}


def status_badge(code: str) -> str:
    """Return the badge of a problem's status."""
    return badge(ProblemStatus(code).label, BADGES[ProblemStatus(code)])


class FigureProblemTable(RegisterTable):
    """Columns of reported problems; who reported one is not told."""

    measure = LinkColumn(
        _("Figure"), FigureProblem.get_absolute_url, text=lambda row: measure_named(row.measure).label
    )
    value = django_tables2.Column(_("Value shown"))
    text = django_tables2.Column(_("What looks wrong"))
    status = CodeColumn(_("Status"), status_badge)
    reported_at = django_tables2.Column(_("Reported"))
    id = exported(_("Number"))
    scope = exported(_("Scope"))
    as_of = exported(_("As of"))
    page = exported(_("Page where it stood"))
    rows = exported(_("Rows"), accessor="rows")
    note = exported(_("Answer"))
    demonstration = exported(_("Demonstration data"))
    updated_at = exported(_("Updated"))
