"""Paths of projects: the register, one project, its life, its documents; initiatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.documents import api as documents
from ilo_dc.core.life.api import StatusView
from ilo_dc.core.models import Document
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.api.views import WritingView, version_read
from portfolio.projects import policies
from portfolio.projects.actions import initiatives as initiative_actions
from portfolio.projects.actions import projects as actions
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.actions.project_links import Links, tie_project
from portfolio.projects.api.serializers import project_links as link_shapes
from portfolio.projects.api.serializers import projects as shapes
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.registers import INITIATIVES, PROJECTS
from portfolio.projects.vocab import ProjectKind

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict


def project_or_404(request: Request, pk: int) -> Project:
    """Return a project that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(Project.objects.visible_to(request.user).for_detail(), pk=pk)


def edit_as_sent(view: WritingView, project: Project) -> None:
    """Change of a project what a body names, if nobody changed it since the version that was read."""
    version = version_read(view.request, project.version)
    values = {**present_values(actions.ProjectText, project), **view.field_values(partial=True)}
    text = actions.ProjectText(**values)
    actions.edit_project(by=view.by, project=project, lock_version=version, text=text)


class ProjectList(WritingView, RegisterListView):
    """Projects with their status, as known at a moment."""

    register = PROJECTS
    public = False
    serializer_class = shapes.ProjectSerializer
    input_class = shapes.NewProjectInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Register a project as planned."""
        values = self.field_values()
        kind, planned_on = values.pop("kind", ProjectKind.PROJECT), values.pop("planned_on", None)
        text = actions.ProjectText(**values)
        project = actions.register_project(by=self.by, text=text, kind=kind, planned_on=planned_on)
        row = self.get_queryset().get(project=project, superseded_at=None)
        return self.answer(row, version=row.project.version, status=201)


class ProjectObject(WritingView, RegisterObjectView):
    """One project with its present status."""

    register = PROJECTS
    public = False
    serializer_class = shapes.ProjectSerializer
    input_class = shapes.ProjectInput
    lookup_field = "project_id"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the present statuses."""
        return super().get_queryset().filter(superseded_at=None)

    def version_of(self, row: ProjectState) -> int:
        """Return the project's version."""
        return int(row.project.version)

    def patch(self, request: Request, project_id: int) -> Response:
        """Change what is said of the project; `If-Match` names the version that was read."""
        edit_as_sent(self, self.get_object().project)
        row = self.get_object()
        return self.answer(row, version=row.project.version)


class ProjectSafeguards(WritingView):
    """What the life of one project asks for: its safeguards, and what closes it."""

    serializer_class = shapes.SafeguardsSerializer
    input_class = shapes.SafeguardsInput
    pagination_class = None

    def get_queryset(self) -> QuerySet[Any]:
        """Return the projects that the caller sees."""
        return Project.objects.visible_to(self.request.user).for_detail()

    @extend_schema(responses=shapes.SafeguardsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Answer the safeguards; the focal point and the feedback channel to staff alone."""
        row = self.get_object()
        return self.answer(row, version=row.version)

    @extend_schema(responses=shapes.SafeguardsSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change some of them; `If-Match` names the project's version that was read."""
        edit_as_sent(self, self.get_object())
        saved = self.get_object()
        return self.answer(saved, version=saved.version)


class ProjectStatusView(StatusView):
    """What the paths of a project's life share: its shapes."""

    life = PROJECT_LIFE
    serializer_class = shapes.ProjectStateSerializer
    step_input = shapes.ProjectStepInput
    correction_input = shapes.ProjectCorrectionInput
    reason_input = shapes.ProjectReasonInput
    queryset = ProjectState.objects.none()

    def find_noun(self, key: int) -> Project:
        """Return the project."""
        return project_or_404(self.request, key)


class OfProject(documents.OwnedView):
    """The documents of a project: read by staff and those who take part in it."""

    file_path = "api:projects-document-file"

    def owner(self) -> Project:
        """Return the project that the address names."""
        return project_or_404(self.request, self.kwargs["project_id"])

    def rows(self) -> QuerySet[Document]:
        """Return the documents that the caller reads."""
        project = self.owner()
        found = Document.objects.of(project).current().order_by("-pk")
        return found if policies.reads_inner(self.request.user, project) else found.none()

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of projects."""
        return policies.may_document_project(user, owner)


@extend_schema_view(
    get=extend_schema(responses=documents.DocumentSerializer(many=True)),
    post=extend_schema(
        request={"multipart/form-data": documents.DocumentInput},
        responses={201: documents.DocumentSerializer},
    ),
)
class ProjectDocuments(OfProject, documents.DocumentList):
    """The documents of a project that the caller reads, the latest first; a POST attaches one."""


class ProjectDocumentFile(OfProject, documents.DocumentFile):
    """The file of a project's document, as what its content is."""


@extend_schema_view(post=extend_schema(request=documents.WithdrawDocumentInput, responses={204: None}))
class WithdrawProjectDocument(OfProject, documents.WithdrawDocument):
    """Take a document of a project away from readers with a reason; the file is kept."""


class InitiativeList(WritingView, RegisterListView):
    """Initiatives: flagship programmes, priority action programmes, partnerships."""

    register = INITIATIVES
    public = False
    serializer_class = shapes.InitiativeSerializer
    input_class = shapes.InitiativeInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add an initiative."""
        text = initiative_actions.InitiativeText(**self.field_values())
        row = initiative_actions.add_initiative(by=self.by, text=text)
        return self.answer(row, version=row.version, status=201)


class InitiativeObject(WritingView, RegisterObjectView):
    """One initiative."""

    register = INITIATIVES
    public = False
    serializer_class = shapes.InitiativeSerializer
    input_class = shapes.InitiativeInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change the initiative; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        values = {**present_values(initiative_actions.InitiativeText, row), **self.field_values(partial=True)}
        text = initiative_actions.InitiativeText(**values)
        saved = initiative_actions.edit_initiative(
            by=self.by, initiative=row, lock_version=version, text=text
        )
        return self.answer(saved, version=saved.version)


class ProjectLinks(WritingView):
    """All that one project is tied to; its tag is the project's version."""

    by_version = ("PUT",)
    serializer_class = link_shapes.ProjectLinksSerializer
    input_class = link_shapes.ProjectLinksInput
    pagination_class = None

    def get_queryset(self) -> QuerySet[Any]:
        """Return the projects that the caller sees."""
        return Project.objects.visible_to(self.request.user).with_links()

    @extend_schema(responses=link_shapes.ProjectLinksSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Answer countries, results of Programmes and Budgets, sectors, targets, markers and initiatives."""
        row = self.get_object()
        return self.answer(row, version=row.version)

    def put(self, request: Request, pk: int) -> Response:
        """Replace all of it; `If-Match` names the project's version that was read."""
        project = self.get_object()
        version = version_read(request, project.version)
        values = self.field_values()
        links = Links(
            countries=tuple((one["country"], one["share"]) for one in values["countries"]),
            outcomes=tuple(
                (one.get("outcome") or one["product"], one["share"]) for one in values["outcomes"]
            ),
            budget=tuple((one["id"], one["share"]) for one in values["budget_results"]),
            sectors=tuple((one["sector"], one["share"]) for one in values["sectors"]),
            targets=tuple(values["sdg_targets"]),
            markers=tuple(values["markers"]),
            initiatives=tuple(values["initiatives"]),
            sstc_countries=tuple(values["sstc_countries"]),
        )
        more = {name: values[name] for name in ("scope", "complete_residue") if name in values}
        tie_project(by=self.by, project=project, lock_version=version, links=links, **more)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)
