"""Pieces of a project's page: its head, what its next step lacks, who takes part, its documents, its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.documents.pages import Listed
from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.history import events as history
from ilo_dc.core.life.reasons import reason_in_words
from ilo_dc.core.life.rules import in_effect, mistaken
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.text_search import plain
from portfolio.projects import policies
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.models.participant import Participant
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.panels.project_changes import with_links
from portfolio.projects.rules import STATUSES, steps_of
from portfolio.projects.tables import BADGES, marker_badges, status_badge
from portfolio.projects.vocab import ProjectStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 20

ASIDE = (ProjectStatus.SUSPENDED, ProjectStatus.CANCELLED)  # off the usual way: offered last


@dataclass(frozen=True)
class ProjectHead:
    """What heads a project's page: its status, those of its life and the steps open to the reader."""

    status: str
    markers: str
    statuses: list[Any]
    place: int
    may_edit: bool
    steps: list[dict[str, str]]


@dataclass(frozen=True)
class GatesPanel:
    """What the next step forward lacks, for staff."""

    label: Any
    lacking: list[dict[str, Any]]
    template: str = "portfolio/projects/panels/gates_of_project.html"


@dataclass(frozen=True)
class SafeguardsPanel:
    """Screening and what closes a project; the focal point's name and the feedback channel are for staff."""

    project: Project
    is_staff: bool
    template: str = "portfolio/projects/panels/safeguards_of_project.html"


@dataclass(frozen=True)
class ParticipantsPanel:
    """Who takes part in which role."""

    project: Project
    participants: list[Participant]
    may_change: bool
    template: str = "portfolio/projects/panels/participants_of_project.html"


@dataclass(frozen=True)
class DocumentsPanel:
    """The documents, for those who read them, and whether there is a way to attach one."""

    project: Project
    documents: list[Listed]
    may_document: bool
    template: str = "portfolio/projects/panels/documents_of_project.html"


@dataclass(frozen=True)
class StatusLine:
    """A status of the life as it was recorded, and the ways to mend it: pairs of address and label."""

    recorded: ProjectState
    reason: str
    kind: str
    ways: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class LifePanel:
    """The statuses so far and those recorded by mistake, for staff who changed what."""

    holding: list[StatusLine]
    mistaken: list[StatusLine]
    changes: list[history.Event]
    may_see_changes: bool
    template: str = "portfolio/projects/panels/life_of_project.html"


def head_of(user: Viewer, found: Project, life: LifePanel) -> ProjectHead:
    """Return what heads the page of a project (fetched with its links) that `user` sees."""
    passed = [line.recorded.status for line in reversed(life.holding)]
    statuses = steps_of(found.status, passed)
    return ProjectHead(
        status=status_badge(found.status),
        markers=marker_badges(found),
        statuses=[ProjectStatus(status).label for status in statuses],
        place=statuses.index(found.status) + 1,
        may_edit=bool(policies.may_edit_project(user, found)),
        steps=[
            {
                "label": str(ProjectStatus(to).label),
                "url": reverse("portfolio:project-move", args=[found.pk, to]),
            }
            for to in sorted(_within_reach(user, found), key=ASIDE.__contains__)
            if policies.may_move_project(user, found, to)
        ],
    )


def _within_reach(user: Viewer, found: Project) -> list[str]:
    """Return the statuses that may come next, to whom records any: nothing that they need is missing."""
    if not any(policies.may_move_project(user, found, to) for to in STATUSES.moves[found.status]):
        return []
    return PROJECT_LIFE.within_reach(found, now=found.status)


def gates_of(user: Viewer, found: Project) -> GatesPanel | None:
    """Return what the next step forward lacks; None: the reader is no staff, or there is none."""
    forward = [to for to in STATUSES.moves[found.status] if to not in {"cancelled", "suspended"}]
    if not forward or not grants_of(user).is_staff:
        return None
    lacking = PROJECT_LIFE.gates_before(found, forward[0])
    lines = [{"message": _(gate.message), "source": _(gate.source)} for gate in lacking]
    return GatesPanel(ProjectStatus(forward[0]).label, lines)


def safeguards_of(user: Viewer, found: Project) -> SafeguardsPanel:
    """Return the safeguards of a project as `user` reads them."""
    return SafeguardsPanel(found, grants_of(user).is_staff)


def participants_of(user: Viewer, found: Project) -> ParticipantsPanel:
    """Return who takes part in a project."""
    rows = found.participants.select_related("organisation")
    by_role = sorted(rows, key=lambda row: (row.role, plain(str(row.organisation)), row.pk))
    return ParticipantsPanel(found, by_role, bool(policies.may_change_plan(user, found)))


def documents_of(user: Viewer, found: Project) -> DocumentsPanel | None:
    """Return the documents of a project; None: `user` does not read them."""
    if not policies.reads_inner(user, found):
        return None
    may_document = bool(policies.may_document_project(user, found))
    is_staff = grants_of(user).is_staff
    rows = Document.objects.of(found).current().select_related("attached_by").order_by("-pk")
    listed = [
        Listed(
            row,
            reverse("portfolio:project-document", args=[found.pk, row.pk]),
            reverse("portfolio:project-document-withdraw", args=[found.pk, row.pk]) if may_document else "",
            who=str(row.attached_by) if is_staff else "",
        )
        for row in rows
    ]
    return DocumentsPanel(found, listed, may_document)


def life_of(user: Viewer, found: Project, *, with_changes: bool = False) -> LifePanel:
    """Return the life of a project as `user` may see it; reasons, and who changed what, are for staff."""
    is_staff = grants_of(user).is_staff
    statuses = list(ProjectState.objects.visible_to(user).of(found).select_related("change"))
    may_correct = policies.may_correct_project(user, found)
    holding = [
        _line(recorded, is_staff=is_staff, ways=_ways(found, recorded, number) if may_correct else ())
        for number, recorded in enumerate(in_effect(statuses))
    ]
    wrong = [_line(recorded, is_staff=is_staff) for recorded in reversed(mistaken(statuses))]
    changes = _changes(found) if is_staff and with_changes else []
    return LifePanel(holding[::-1], wrong, changes, may_see_changes=is_staff)


def _line(recorded: ProjectState, *, is_staff: bool, ways: tuple[tuple[str, Any], ...] = ()) -> StatusLine:
    reason = reason_in_words(recorded, recorded.reason) if is_staff else ""
    return StatusLine(recorded, reason, BADGES[ProjectStatus(recorded.status)], ways)


def _ways(found: Project, recorded: ProjectState, number: int) -> tuple[tuple[str, Any], ...]:
    """Return the ways to mend a status: address and label; the first one is not taken back."""
    address = [found.pk, recorded.pk]
    correct = reverse("portfolio:project-status-correct", args=address), _("Correct")
    if not number or not recorded.is_current:
        return (correct,)
    return correct, (reverse("portfolio:project-status-take-back", args=address), _("Take it back"))


def _changes(found: Project) -> list[history.Event]:
    """Return what people changed last of the project and of what belongs to it."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    about = {
        "portfolio.project": Q(pgh_obj_id=found.pk),
        "portfolio.participant": Q(project_id=found.pk),
        noun_of(Document): Q(owner_noun=noun_of(found), owner_id=str(found.pk)),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return with_links(found, history.events_before(None, limit=CHANGES_SHOWN, about=narrowed))
