"""What a completed project still owes before it is closed, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from ilo_dc.core.people.grants import grants_of
from portfolio.projects import policies
from portfolio.projects.vocab import ProjectStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.project_results.panels.plan import ReportsPanel
    from portfolio.projects.models.project import Project

# What closing asks for, by gate: the field of the form that says it, and what is told.
CLOSING = {
    "final_report_on": ("final_report_on", gettext_lazy("The final report is not handed in.")),
    "evaluation": ("evaluated_on", gettext_lazy("It is not evaluated, and no reason says why.")),
    "balance_returned_on": (
        "balance_returned_on",
        gettext_lazy("The balance is not settled with the funding partner."),
    ),
}


@dataclass(frozen=True)
class OwedPanel:
    """What is still owed, each with the address where it is put right."""

    lines: list[tuple[Any, str]]
    template: str = "portfolio/project_results/panels/owed_by_project.html"


def owed_by(user: Viewer, project: Project, reports: ReportsPanel) -> OwedPanel | None:
    """Return what a completed project owes, for staff; None: nothing, or the reader is no staff."""
    if project.status != ProjectStatus.COMPLETED or not grants_of(user).is_staff:
        return None
    form = reverse("portfolio:project-edit", args=[project.pk])
    may_edit = bool(policies.may_edit_project(user, project))
    lines: list[tuple[Any, str]] = [(text, "#reports") for text in _reports(reports)]
    lines += [
        (text, f"{form}#id_{field}" if may_edit else "#safeguards")
        for gate, (field, text) in CLOSING.items()
        if not getattr(project, gate)
    ]
    return OwedPanel(lines) if lines else None


def _reports(reports: ReportsPanel) -> list[str]:
    """Return what is said of the reports that are not handed in: those overdue, and those that are due."""
    today = timezone.now().date()
    late = sum(1 for period in reports.owed if period.due_on < today)
    rest = len(reports.owed) - late
    overdue = ngettext(
        "%(number)d progress report is overdue.", "%(number)d progress reports are overdue.", late
    )
    waiting = ngettext(
        "%(number)d progress report is not handed in yet.",
        "%(number)d progress reports are not handed in yet.",
        rest,
    )
    return [text % {"number": number} for text, number in ((overdue, late), (waiting, rest)) if number]
