"""Projects of a sheet: compared with what is recorded, checked as at every other door, saved together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Conflict, UnableToAct
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.life.actions import Step
from ilo_dc.core.versions.actions import check_valid, present_values, save_changes, save_valid
from portfolio.projects import policies
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.actions.project_links import Links, links_of, plans_of, problems_of
from portfolio.projects.actions.projects import (
    REGISTERED,
    ProjectText,
    fixed_in,
    lacking_in,
    problems_of_codes,
)
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_sheet import cell_of
from portfolio.projects.vocab import ProjectScope, ProjectStatus

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.facts.models.source import SourceEdition

BATCH = 500
Problems = dict[str, list[str]]


@dataclass(frozen=True)
class SheetProject:
    """What a row of a sheet says of a project, and nothing of what it has no column for.

    Attributes:
        row: where it stands in the sheet.
        pk: the project's number here; None: it is new.
        kind: of a new project.
        values: by field of `ProjectText`.
        links: by field of `Links`.
        version: of the project that it was compared with.
        days: of a new project, the days of its statuses, in the order of its life.
    """

    row: int
    pk: int | None
    kind: str
    values: Mapping[str, Any]
    links: Mapping[str, tuple[Any, ...]]
    version: int = 0
    days: Mapping[str, date] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The status that a new project has come to."""
        return self.steps[-1].status

    @property
    def steps(self) -> list[Step]:
        """The life of a new project: at the latest by its next status it was planned, else it is today."""
        first = min(self.days.values(), default=timezone.now().date())
        days = {ProjectStatus.PLANNED: first, **self.days}
        return [Step(status, day, REGISTERED) for status, day in days.items()]

    def __str__(self) -> str:
        named = [self.values.get("code") or self.values.get("number") or "", self.values.get("title", "")]
        return ": ".join(str(text) for text in named if text)


class ProjectRevision(Revision[Any]):
    """A recorded project and what a sheet says of it; differences by field, as a sheet writes them."""

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Return {field: (recorded, in the sheet)} of what the sheet says differently."""
        texts = {
            name: (self.old.values[name], value)
            for name, value in self.new.values.items()
            if not _is_same(self.old.values[name], value)
        }
        tied = {
            name: (cell_of(name, self.old.links[name]), cell_of(name, rows))
            for name, rows in self.new.links.items()
            if _as_set(self.old.links[name]) != _as_set(rows)
        }
        return texts | tied


def _is_same(old: Any, new: Any) -> bool:
    """Return whether two values say the same; of texts however the source composes their letters."""
    if isinstance(old, str) and isinstance(new, str):
        return normalize("NFC", old).strip() == normalize("NFC", new).strip()
    return bool(old == new)


def _as_set(rows: Iterable[Any]) -> frozenset[Any]:
    return frozenset(rows)


def recorded(keys: Iterable[int]) -> dict[int, Project]:
    """Return the projects with all that they are tied to, by number; eleven statements for each 500."""
    wanted, found = sorted(set(keys)), {}
    for start in range(0, len(wanted), BATCH):
        rows = Project.objects.for_detail().with_links().with_life()
        found.update({row.pk: row for row in rows.filter(pk__in=wanted[start : start + BATCH])})
    return found


def recorded_row(project: Any) -> SheetProject:
    """Return what is recorded of a project `with_links`, as a row of a sheet would say it."""
    tied = links_of(project)
    links = {one.name: getattr(tied, one.name) for one in fields(Links)}
    values = present_values(ProjectText, project)
    return SheetProject(0, project.pk, project.kind, values, links, project.version)


def problems_in(row: SheetProject, project: Project | None) -> Problems:
    """Return what stands against saving a row, by field: the rules of the pages, and the database's.

    `project` is the recorded one `with_links`; None: the row is a new one.
    """
    candidate = _candidate(row, project)
    values, links = _whole(row, project)
    problems = problems_of_codes(values, before=project)
    try:
        check_valid(candidate)
    except UnableToAct as error:
        problems = {**error.problems, **problems}
    if project is not None:
        problems |= lacking_in(project, values) | fixed_in(project, values, may_correct=False)
    tied = (
        ProjectRevision(recorded_row(project), row).differences().keys() & row.links if project else row.links
    )
    if project is not None and tied and (why := policies.plan_is_open(project).reason):
        return problems | {name: [why] for name in tied}
    return problems | problems_of(candidate, links)


def problems_of_days(row: SheetProject, project: Project | None) -> Problems:
    """Return what stands against the life of a new project, by status: days, order, what each asks for."""
    if project is not None or not row.days:
        return {}
    values, links = _whole(row, None)
    candidate = _candidate(row, None)
    known = {**values, "evaluation": candidate.evaluation, "has_place": _has_place(candidate, links)}
    known["has_reports"] = True  # of what is over when it comes in none is asked for
    problems = PROJECT_LIFE.problems_of_life(row.steps, known)
    return {
        status: list(dict.fromkeys(text for texts in found.values() for text in texts))
        for status, found in problems.items()
    }


def _has_place(candidate: Project, links: Links) -> bool:
    """Return whether it is known where a project works; the queryset's `with_place` says the same in SQL."""
    wide = candidate.scope in {ProjectScope.INTERREGIONAL, ProjectScope.GLOBAL}
    return bool(links.countries or wide or candidate.region_id)


def _candidate(row: SheetProject, project: Project | None) -> Project:
    """Return the project as it would be saved, which nobody saves."""
    if project is None:
        return Project(kind=row.kind, **_whole(row, None)[0])
    candidate = copy(project)
    for name, value in row.values.items():
        setattr(candidate, name, value)
    return candidate


def _whole(row: SheetProject, project: Project | None) -> tuple[dict[str, Any], Links]:
    """Return all that the project would say, and be tied to: the row's words over what is recorded."""
    before = recorded_row(project) if project is not None else None
    texts = {one.name: one.default for one in fields(ProjectText)} | (dict(before.values) if before else {})
    links: Mapping[str, tuple[Any, ...]] = before.links if before else {}
    text = ProjectText(**{**texts, **row.values})
    return text.field_values(), Links(**{**links, **row.links})


def plan_projects(rows: Sequence[SheetProject]) -> Plan[Any]:
    """Return what saving the rows would do; projects that they do not name stay as they are."""
    projects = recorded(row.pk for row in rows if row.pk is not None)
    plan: Plan[Any] = Plan()
    for row in rows:
        if row.pk is None:
            plan.created.append(row)
            continue
        old = recorded_row(projects[row.pk])
        revision = ProjectRevision(old, replace(row, version=old.version))
        if revision.differences():
            plan.changed.append(revision)
        else:
            plan.unchanged += 1
    return plan


def save_projects(plan: Plan[Any], *, edition: SourceEdition | None, demonstration: bool) -> None:
    """Write a plan; called inside an open recording and history context.

    Raises:
        Conflict: somebody changed a project since the plan was made.
        UnableToAct: what the fields or constraints found.
    """
    for row in plan.created:
        values, links = _whole(row, None)
        project = save_valid(Project(kind=row.kind, demonstration=demonstration, **values))
        PROJECT_LIFE.begin(project, *row.steps)
        _tie(project, links, edition=edition)
    locked = _locked(plan)
    for revision in plan.changed:
        project = locked[revision.new.pk]
        values, links = _whole(revision.new, project)
        changed = _tie(project, links, edition=edition)
        save_changes(project, values, parts_changed=changed)


def _locked(plan: Plan[Any]) -> dict[int, Project]:
    """Lock the projects that the plan changes and return them as they are.

    Raises:
        Conflict: one is not as it was planned with.
    """
    keys = [revision.new.pk for revision in plan.changed]
    rows = Project.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    versions = dict(rows.values_list("pk", "version"))
    if any(versions.get(one.new.pk) != one.new.version for one in plan.changed):
        raise Conflict(
            _("Somebody changed a project of this sheet meanwhile. Nothing was saved."), theirs={}, yours={}
        )
    return recorded(keys)


def _tie(project: Project, links: Links, *, edition: SourceEdition | None) -> bool:
    """Put the links in place of what the project is tied to; return whether any differed."""
    plans = [plan for plan in plans_of(project, links) if not plan.is_empty]
    for plan in plans:
        post(plan, edition=edition, demonstration=project.demonstration)
    return bool(plans)
