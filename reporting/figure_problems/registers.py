"""The register of reported problems: those of one's figures, and those that one reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from reporting.figure_problems.filters import FigureProblemFilterSet
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.tables import FigureProblemTable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer


def problems_for(user: Viewer) -> QuerySet[FigureProblem]:
    """Return the problems that `user` sees, with the names that the list shows and orders by."""
    return FigureProblem.objects.visible_to(user).with_measure_name()


FIGURE_PROBLEMS = Register(
    code="figure-problems",
    label=_("Problems with figures"),
    lead=_("What readers reported of figures that you own, and what you reported yourself."),
    rows=problems_for,
    filterset=FigureProblemFilterSet,
    table=FigureProblemTable,
    orderings={
        "number": ("pk",),
        "measure": ("measure_name__folded",),
        "text": ("text__folded",),
        "status": ("status",),
        "reported_at": ("reported_at",),
        "updated_at": ("updated_at",),
    },
    ordering="-number",
    page="reporting:figure-problems",
)
