"""What was reported of figures and awaits an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.work.items import WorkItem
from ilo_dc.core.work.reading import read_once, read_together
from reporting.catalogue.catalogue import measure_named
from reporting.figure_problems.models import FigureProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the problems with figures that `user` owns and nobody has answered."""
    if user.is_authenticated:
        for problem in _unanswered(user)["owned"]:
            yield _item(problem, _("Answer what was reported of a figure"))


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield what `user` reported and nobody has answered."""
    if user.is_authenticated:
        for problem in _unanswered(user)["reported"]:
            yield _item(problem, _("You reported a problem with a figure"))


@read_once
def _unanswered(user: Viewer) -> dict[str, list[FigureProblem]]:
    """Return the problems without an answer of figures that `user` owns, and those that they reported."""
    rows = FigureProblem.objects.unanswered()
    return read_together(owned=rows.owned_by(user), reported=rows.filter(reported_by=user.pk))


def _item(problem: FigureProblem, title: str) -> WorkItem:
    return WorkItem(
        title=title,
        url=problem.get_absolute_url(),
        kind=_("Figure"),
        since=problem.reported_at,
        subject=f"{measure_named(problem.measure).label} · {problem.value}",
        waits_on=_("the office that owns the figure"),
    )
