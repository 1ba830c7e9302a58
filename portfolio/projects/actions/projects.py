"""Projects: register one, edit it; its life is declared in `project_life`."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.reasons import own_reasons
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects import policies, rules
from portfolio.projects.actions.project_life import PROJECT_LIFE, known_of
from portfolio.projects.actions.project_links import links_of, problems_of
from portfolio.projects.models.project import Project
from portfolio.projects.vocab import PUBLISHED_STATUSES, ProjectKind, ProjectScope, ProjectStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Office, Region, User

# What of a project its countries and initiatives have to fit, and where a form shows that they do not.
FITTED = ("scope", "region", "starts_on", "ends_on")
SHOWN_AT = {"countries": "scope", "initiatives": "starts_on"}
REGISTERED = gettext_noop("Project registered")
own_reasons(REGISTERED)
DEMONSTRATION_CODE = r"DEMO-[0-9A-Z/-]+"


class UnableToSaveProject(UnableToAct):
    """The project cannot be saved like this."""

    title = "Unable to save this project"


@dataclass(frozen=True)
class ProjectText:
    """What is said of a project; the period is half-open: `ends_on` is the day after the last."""

    title: str
    code: str = ""
    number: str = ""
    language: str = TextLanguage.ENGLISH
    title_en: str = ""
    title_fr: str = ""
    title_es: str = ""
    description: str = ""
    scope: str = ProjectScope.COUNTRY
    region: Region | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    unit: Office | None = None
    backstopper: Office | None = None
    sstc_theme: str = ""
    ilo_share: Decimal | None = None
    screening: str = ""
    screened_on: date | None = None
    pseah_focal_point: str = ""
    feedback_channel: str = ""
    final_report_on: date | None = None
    evaluated_on: date | None = None
    evaluation_note: str = ""
    balance_returned_on: date | None = None
    balance_note: str = ""

    def field_values(self) -> dict[str, Any]:
        """Return the values by field, without blanks around texts; codes in capitals."""
        values = field_values(self)
        return {**values, "code": values["code"].upper()}


@transaction.atomic
def register_project(
    *, by: User, text: ProjectText, kind: str = ProjectKind.PROJECT, planned_on: date | None = None
) -> Project:
    """Register a project as planned; its kind never changes.

    `planned_on`: the day from which it was, known from now on; None: today. Its later statuses are recorded
    after it, each with its own day.

    Raises:
        Refused: neither a PARDEV officer nor a manager.
        UnableToSaveProject: a code or number is not written as such codes are, or the day is still to come.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_register_project(by))
    values = text.field_values()
    step = Step(ProjectStatus.PLANNED, planned_on or timezone.now().date(), REGISTERED)
    if problems := problems_of_codes(values) | problems_of_beginning(step) | _of_region(values):
        raise UnableToSaveProject(_("Some entries need your attention."), problems)
    project = Project(kind=kind, demonstration=is_demonstration(), **values)
    with history_context(by, REGISTERED):
        save_valid(project)
    with recording(by=by, reason=REGISTERED):
        PROJECT_LIFE.begin(project, step)
    return project


@transaction.atomic
def edit_project(*, by: User, project: Project, lock_version: int, text: ProjectText) -> Project:
    """Change what is said of a project; `lock_version` is the one that was read.

    Raises:
        Refused: neither PARDEV nor an officer of all of its countries.
        Conflict: somebody changed it meanwhile.
        UnableToSaveProject: a code is not written as such codes are, or something that its status needs would
            be missing, what it is tied to would not fit, or it runs and its period would be another one.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_edit_project(by, project))
    values = text.field_values()
    now = locked(project, lock_version=lock_version, values=values)
    may_correct = bool(policies.may_correct_project(by, now))
    if problems := (
        problems_of_codes(values, before=now)
        | _of_region(values)
        | lacking_in(now, values)
        | unfit_in(now, values)
        | fixed_in(now, values, may_correct=may_correct)
    ):
        raise UnableToSaveProject(_("Some entries need your attention."), problems)
    with history_context(by, gettext_noop("Project edited")):
        return save_changes(now, values)


def problems_of_beginning(step: Step) -> dict[str, list[str]]:
    """Return what stands against the day on which a project began as planned."""
    found = PROJECT_LIFE.problems_of_life([step], {"title": True}).get(step.status, {})
    return {"planned_on": found["effective_on"]} if "effective_on" in found else {}


def lacking_in(project: Project, values: dict[str, Any]) -> dict[str, list[str]]:
    """Return what the status of a project needs and `values` would leave out: messages by field."""
    lacking = rules.STATUSES.missing(
        project.status, {**known_of(project), **values, **_evaluation_of(values)}
    )
    problems = {gate.field: [_(gate.message)] for gate in lacking if gate.field in values}
    if any(gate.field == "evaluation" for gate in lacking):
        problems["evaluated_on"] = [_("Say when the project was evaluated, or why no evaluation was due.")]
    return problems


def fixed_in(project: Project, values: dict[str, Any], *, may_correct: bool) -> dict[str, list[str]]:
    """Return which of `values` a project that runs or ran no longer takes; messages by field.

    Its period changes by an extension, which says why, or where a manager corrects what is wrong; its region
    never, because past figures count it there.
    """
    problems: dict[str, list[str]] = {}
    if project.status in PUBLISHED_STATUSES and not may_correct:
        why = _("The project runs. Record an extension, or ask a manager to correct this day.")
        days = [name for name in ("starts_on", "ends_on") if getattr(project, name) != values[name]]
        problems = {name: [why] for name in days}
    if project.region != values["region"] and project.states.filter(status__in=PUBLISHED_STATUSES).exists():
        problems["region"] = [_("The region stays once the project has run: past figures count it there.")]
    return problems


def unfit_in(project: Project, values: dict[str, Any]) -> dict[str, list[str]]:
    """Return where what a project is tied to would no longer fit `values`, by their field.

    What did not fit before may stay: it is no reason to refuse another entry.
    """
    if all(getattr(project, name) == values[name] for name in FITTED):
        return {}
    links = links_of(Project.objects.with_links().get(pk=project.pk))
    candidate = copy(project)
    for name in FITTED:
        setattr(candidate, name, values[name])
    before, after = problems_of(project, links), problems_of(candidate, links)
    return {SHOWN_AT.get(name, ""): texts for name, texts in after.items() if texts != before.get(name)}


def _evaluation_of(values: dict[str, Any]) -> dict[str, bool]:
    return {"evaluation": bool(values["evaluated_on"] or values["evaluation_note"])}


def _of_region(values: dict[str, Any]) -> dict[str, list[str]]:
    """Return what is said of a region that only a regional project has."""
    if values["region"] is None or values["scope"] == ProjectScope.REGIONAL:
        return {}
    return {"region": [_("Only a regional project has a region of its own.")]}


def problems_of_codes(values: dict[str, Any], *, before: Project | None = None) -> dict[str, list[str]]:
    """Return what stands against codes that others have or that are written otherwise, by field."""
    problems = _taken(values, before=before)
    more = (DEMONSTRATION_CODE,) if is_demonstration() else ()
    for name, patterns, advice in (
        ("code", settings.PORTAL_PROJECT_CODES, _("Write area, year, number and donor: GLO/20/01/NOR.")),
        ("number", settings.PORTAL_PROJECT_NUMBERS, _("Write six digits: 106542.")),
    ):
        typed = values[name]
        is_new = before is None or getattr(before, name) != typed
        if typed and is_new and not rules.code_fits(typed, (*patterns, *more)):
            problems[name] = [advice]
    return problems


def _taken(values: dict[str, Any], *, before: Project | None) -> dict[str, list[str]]:
    """Return the codes that another project has; the database decides between two at once."""
    others = Project.objects.exclude(pk=before.pk) if before else Project.objects.all()
    words = {"code": _("Another project has this TC code."), "number": _("Another project has this number.")}
    return {
        name: [message]
        for name, message in words.items()
        if values[name] and others.filter(**{name: values[name]}).exists()
    }
