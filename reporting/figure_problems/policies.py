"""Who owns a figure, and so answers what is reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from reporting.catalogue.catalogue import MEASURES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from reporting.figure_problems.models import FigureProblem


def owners_of(measure: str) -> tuple[str, ...]:
    """Return the roles that own a measure: those that the installation names, else PARDEV's."""
    owners: tuple[str, ...] = settings.FIGURE_OWNERS.get(measure, settings.FIGURE_OWNERS_ELSE)
    return owners


def measures_owned_by(user: Viewer) -> list[str]:
    """Return the codes of the measures that `user` owns by a role."""
    grants = grants_of(user)
    return [code for code in MEASURES if grants.has(*owners_of(code))]


def may_answer(user: Viewer, problem: FigureProblem) -> Verdict:
    """Whoever owns the figure answers what is reported of it."""
    if grants_of(user).has(*owners_of(problem.measure)):
        return ALLOWED
    return refused(_("Only the office that owns this figure answers what is reported of it."))
