"""Sheets in: projects, a row each; what a sheet has no column for, and projects it does not name, stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.imports.amounts import name_in_plan
from ilo_dc.core.imports.described import Source
from ilo_dc.core.imports.exported import Export
from ilo_dc.core.imports.importer import Importer, Sheet
from portfolio.projects import policies
from portfolio.projects.actions.project_sheets import (
    ProjectRevision,
    SheetProject,
    plan_projects,
    problems_in,
    problems_of_days,
    recorded,
    recorded_row,
    save_projects,
)
from portfolio.projects.imports.columns import COLUMNS, EXPORT_MARKS, STATUS_DAYS, column_of
from portfolio.projects.imports.known import Known
from portfolio.projects.imports.rows import check_beside, read_row
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import LINKS
from portfolio.projects.models.project_sheet import NAMED, NAMED_WITH_SHARE

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan, Revision
    from ilo_dc.core.imports.lines import Line
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

COLUMN_OF_STATUS = {str(status): column for column, status in STATUS_DAYS.items()}
# How a plan calls what projects are tied to, as it does columns: untranslated, for pages to translate.
LABELS = {
    "countries": gettext_noop("Countries, shares"),
    "outcomes": gettext_noop("Outcomes and products, shares"),
    "budget": gettext_noop("Programme and Budget, shares"),
    "sectors": gettext_noop("Sectors, shares"),
    "targets": gettext_noop("SDG targets"),
    "markers": gettext_noop("Markers"),
    "initiatives": gettext_noop("Initiatives"),
    "sstc_countries": gettext_noop("Countries of South–South cooperation"),
}


class ProjectsImporter(Importer[SheetProject]):
    """Projects: registered as planned where they are new, else edited and tied as the sheet says."""

    code = "projects"
    label = gettext_lazy("Projects")
    description = gettext_lazy(
        "A row a project, found by its number here, its TC code or its project number; one that is not found "
        "is registered as planned. Projects that the sheet does not name stay as they are, and so does what "
        "it has no column for. The register’s export is taken as it is."
    )
    columns = COLUMNS
    source = Source(
        code="project-sheets",
        title=gettext_noop("Projects: a sheet loaded by hand"),
        publisher=gettext_noop("International Labour Organization"),
    )
    facts = LINKS
    not_reversed = gettext_lazy(
        "Projects are edited in place: load a sheet that says what they said before, or correct them on "
        "their pages. The history tells what this import changed."
    )
    by_rows = True
    exports = (Export("projects", EXPORT_MARKS, partial=True),)

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load sheets of projects."""
        return policies.may_import_projects(user)

    def read(self, sheet: Sheet) -> list[SheetProject]:
        """Return the projects of the rows without a problem."""
        known = Known()
        read = [(line, read_row(line, known)) for line in sheet]
        projects = recorded(row.pk for _line, row in read if row.pk is not None)
        self._named_once(read)
        for line, row in read:
            project = projects.get(row.pk) if row.pk is not None else None
            check_beside(line, row, project)
            if line.number not in sheet.faulty and _says_something(row, project):
                for field, texts in problems_in(row, project).items():
                    for text in texts:
                        line.problem(column_of(field), text)
                for status, texts in problems_of_days(row, project).items():
                    for text in texts:
                        line.problem(COLUMN_OF_STATUS[status], text)
        return [row for _line, row in read if row.row not in sheet.faulty]

    @staticmethod
    def _named_once(read: list[tuple[Line, SheetProject]]) -> None:
        """Note a project, a code or a number that stands in two rows."""
        seen: dict[tuple[str, Any], int] = {}
        for line, row in read:
            named = {"code": row.values.get("code"), "number": row.values.get("number"), "id": row.pk}
            for column, value in named.items():
                if value and seen.setdefault((column, value), line.number) != line.number:
                    words = {"row": seen[column, value]}
                    line.problem(column, _("This is already in row %(row)s.") % words)
                    break

    def plan(self, rows: list[SheetProject], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return what saving the rows would do."""
        return plan_projects(rows)

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Write `plan`; called inside an open recording."""
        save_projects(plan, edition=edition, demonstration=demonstration)

    def in_words(self, revision: Revision[Any]) -> list[dict[str, Any]]:
        """Return how a preview says what differs of a project."""
        found = []
        for name, (old, new) in revision.differences().items():
            tied = name in NAMED or name in NAMED_WITH_SHARE
            label = LABELS[name] if tied else name_in_plan(Project._meta.get_field(name))
            found.append({"field": label, "old": _shown(old), "new": _shown(new)})
        return found


def _says_something(row: SheetProject, project: Project | None) -> bool:
    """Return whether a row says something new: what is recorded was checked when it was saved."""
    return project is None or bool(ProjectRevision(recorded_row(project), row).differences())


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:200]


PROJECTS = ProjectsImporter()
