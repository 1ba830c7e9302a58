"""The register of reported problems: those of one's figures, and those that one reported."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from reporting.figure_problems.filters import FigureProblemFilterSet
from reporting.figure_problems.models import FigureProblem
from reporting.figure_problems.tables import FigureProblemTable

FIGURE_PROBLEMS = Register(
    code="figure-problems",
    label=_("Problems with figures"),
    lead=_("What readers reported of figures that you own, and what you reported yourself."),
    rows=FigureProblem.objects.visible_to,
    filterset=FigureProblemFilterSet,
    table=FigureProblemTable,
    orderings={
        "number": ("pk",),
        "measure": ("measure",),
        "value": ("value",),
        "text": ("text__folded",),
        "status": ("status",),
        "reported_at": ("reported_at",),
        "updated_at": ("updated_at",),
    },
    ordering="-number",
    page="reporting:figure-problems",
)
