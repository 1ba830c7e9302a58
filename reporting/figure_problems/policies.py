"""Who owns a figure, and so answers what is reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from reporting.figure_problems.querysets import owners_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from reporting.figure_problems.models import FigureProblem


def may_answer(user: Viewer, problem: FigureProblem) -> Verdict:
    """Whoever owns the figure answers what is reported of it."""
    if grants_of(user).has(*owners_of(problem.measure)):
        return ALLOWED
    return refused(_("Only the office that owns this figure answers what is reported of it."))
