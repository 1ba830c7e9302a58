"""`/imports/`: a sheet on its way in, as on its page: uploaded, checked, saved, put away, reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from ilo_dc.core.days import FIRST_DAY, LAST_DAY
from ilo_dc.core.errors import require
from ilo_dc.core.imports.actions.imports import (
    cancel_sheet,
    confirm_sheet,
    must_type,
    rescope_sheet,
    upload_sheet,
)
from ilo_dc.core.imports.actions.reversal import reverse_import
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ImportState, ScopeKind
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.people import policies
from ilo_dc.core.registers.api.fields import RowCodeField
from ilo_dc.core.registers.api.views import RegisterListView
from ilo_dc.core.writing.api.paths import paths_of
from ilo_dc.core.writing.api.views import WritingView
from ilo_dc.portal.imports.forms import names_of
from ilo_dc.portal.imports.importers import importer_named, may_load
from ilo_dc.portal.imports.registers import IMPORTS

if TYPE_CHECKING:
    from rest_framework.request import Request


class ImportScopeSerializer(serializers.Serializer[Any]):
    """What an import was asked to speak of."""

    kind = serializers.ChoiceField(choices=ScopeKind.choices)
    names = serializers.ListField(child=serializers.CharField())
    finance_year = serializers.IntegerField(allow_null=True)
    valid_rows = serializers.BooleanField(default=False, help_text="Rows with errors are left out.")


class ImportProblemSerializer(serializers.Serializer[Any]):
    """One thing that must be put right."""

    sheet = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class ImportPlanSerializer(serializers.Serializer[Any]):
    """What saving would do, or did; `names` are the countries or years that the import speaks of."""

    rows = serializers.IntegerField()
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    left_out = serializers.IntegerField()
    emptied = serializers.IntegerField(help_text="Recorded texts that saving empties.")
    misread = serializers.IntegerField(help_text="Cells that look misread.")
    names = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    """An import; `withdraws` is the number that saving it must name, null where it need not."""

    kind = serializers.CharField(source="importer")
    scope = serializers.SerializerMethodField()
    problems = ImportProblemSerializer(many=True)
    plan = serializers.SerializerMethodField()
    withdraws = serializers.SerializerMethodField()
    change = serializers.IntegerField(source="change_id", allow_null=True)
    reversal = serializers.IntegerField(source="reversal_id", allow_null=True)
    run = serializers.IntegerField(source="run_id", allow_null=True)
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = [
            "id",
            "kind",
            "file_name",
            "size",
            "checksum",
            "source_date",
            "reason",
            "scope",
            "state",
            "problem_count",
            "problems",
            "plan",
            "withdraws",
            "change",
            "reversal",
            "run",
            "uploaded_at",
            "demonstration",
            "url",
            "page",
        ]

    @extend_schema_field(ImportScopeSerializer)
    def get_scope(self, batch: ImportBatch) -> dict[str, Any]:
        """Return the scope as it was asked for."""
        return Scope.from_json(batch.scope).as_json()

    @extend_schema_field(ImportPlanSerializer(allow_null=True))
    def get_plan(self, batch: ImportBatch) -> dict[str, Any] | None:
        """Return the counts; null before the file was read."""
        if not batch.plan:
            return None
        counts = ("rows", "created", "changed", "withdrawn", "unchanged", "left_out", "emptied", "misread")
        lists = {name: batch.plan.get(name, []) for name in ("names", "notes")}
        return {**{name: batch.plan.get(name, 0) for name in counts}, **lists}

    def get_withdraws(self, batch: ImportBatch) -> int | None:
        """Return the number that must be named."""
        return must_type(batch) if batch.state == ImportState.READY else None

    def get_url(self, batch: ImportBatch) -> str:
        """Return the address of the object."""
        return reverse("api:imports-detail", args=[batch.pk])

    def get_page(self, batch: ImportBatch) -> str:
        """Return the address of the page."""
        return reverse("import", args=[batch.pk])


class ScopeInput(serializers.Serializer[Any]):
    """What an import speaks of: within it, what the file no longer names is withdrawn."""

    scope = serializers.ChoiceField(choices=ScopeKind.choices, default=ScopeKind.NAMED.value)
    names = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2000,
        default="",
        help_text="Of scope `chosen`: codes of countries (KEN, TZA) or years (2023, 2024), by commas.",
    )
    finance_year = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=FIRST_DAY.year,
        max_value=LAST_DAY.year,
        help_text="Of the amounts; needed for sub-outputs of UN INFO, whose files do not name it.",
    )
    valid_rows = serializers.BooleanField(
        default=False,
        help_text="Of a sheet of projects or proposals: leave out rows with errors instead of refusing all.",
    )


class NewImportInput(ScopeInput):
    """A sheet, sent as multipart/form-data."""

    kind = RowCodeField(max_length=60, help_text="Code of a kind of sheet: framework_suboutputs.")
    file = serializers.FileField(allow_empty_file=True)
    source_date = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=500)


class SaveInput(serializers.Serializer[Any]):
    """The number of rows that saving withdraws, where the import asks for it; see the plan for `agrees`."""

    withdraws = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    agrees = serializers.BooleanField(
        default=False, help_text="Needed where the plan counts texts that are emptied or look misread."
    )


class ReverseInput(serializers.Serializer[Any]):
    """Why an import is reversed."""

    reason = serializers.CharField(max_length=500, help_text="Shown in the list of changes.")


class NothingToSay(serializers.Serializer[Any]):
    """Nothing needs to be said."""


def scope_of(values: dict[str, Any]) -> Scope:
    """Return the scope that an input names."""
    return Scope(
        ScopeKind(values["scope"]), names_of(values["names"]), values["finance_year"], values["valid_rows"]
    )


class ImportView(WritingView):
    """What the paths of one import share; hidden and missing are the same 404."""

    serializer_class: Any = ImportSerializer
    queryset = ImportBatch.objects.none()
    permission_classes = (IsAuthenticated,)

    def find(self) -> ImportBatch:
        """Return the import of the address."""
        found: ImportBatch = get_object_or_404(IMPORTS.rows(self.request.user), pk=self.kwargs["pk"])
        return found

    def answered(self, batch: ImportBatch) -> Response:
        """Answer the import as it is now."""
        return Response(self.get_serializer(batch).data)


class ImportList(WritingView, RegisterListView):
    """Imports, the latest first; a POST uploads a sheet, which is checked before anything is saved."""

    register = IMPORTS
    public = False
    serializer_class = ImportSerializer
    input_class = NewImportInput
    parser_classes = (MultiPartParser,)
    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Any:
        """Answer the page that the address asks for, to who imports or audits."""
        if not policies.may_read_administration(request.user):
            require(may_load(request.user))
        return super().get(request)

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Upload a sheet; nothing of it is saved before somebody agrees to what that would do."""
        require(may_load(self.by))
        values = self.field_values()
        batch = upload_sheet(
            by=self.by,
            importer=importer_named(values["kind"]),
            file=values["file"],
            source_date=values["source_date"],
            reason=values["reason"],
            scope=scope_of(values),
        )
        body = self.get_serializer(batch).data
        return Response(body, status=201, headers={"Location": body["url"]})


@extend_schema_view(post=extend_schema(responses=ImportSerializer))
class ScopeImport(ImportView):
    """Let a checked sheet speak of something else; it is checked again."""

    input_class = ScopeInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Have it checked again for another scope."""
        batch = self.find()
        importer = importer_named(batch.importer)
        require(importer.policy(self.by))
        scope = scope_of(self.field_values())
        return self.answered(rescope_sheet(by=self.by, batch=batch, importer=importer, scope=scope))


@extend_schema_view(post=extend_schema(responses=ImportSerializer))
class SaveImport(ImportView):
    """Save what a checked sheet would do; a worker then does it."""

    input_class = SaveInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Decide to save; 422 names the number where it must be named and is not."""
        batch = self.find()
        importer = importer_named(batch.importer)
        require(importer.policy(self.by))
        values = self.field_values()
        return self.answered(confirm_sheet(by=self.by, batch=batch, importer=importer, **values))


@extend_schema_view(post=extend_schema(request=None, responses=ImportSerializer))
class CancelImport(ImportView):
    """Put a sheet away; nothing of it is saved."""

    input_class = NothingToSay

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Put it away."""
        batch = self.find()
        return self.answered(cancel_sheet(by=self.by, batch=batch, importer=importer_named(batch.importer)))


@extend_schema_view(post=extend_schema(responses=ImportSerializer))
class ReverseImport(ImportView):
    """Take back all that an import saved; 409 says what later change rests on it."""

    input_class = ReverseInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Reverse it as one new change; answers as of an earlier moment stay as they were."""
        batch = self.find()
        importer = importer_named(batch.importer)
        require(importer.policy(self.by))
        return self.answered(
            reverse_import(by=self.by, batch=batch, importer=importer, **self.field_values())
        )


urlpatterns = [
    path("imports/", ImportList.as_view(), name="imports-list"),
    paths_of(IMPORTS, ImportSerializer, public=False, permission_classes=(IsAuthenticated,))[1],
    path("imports/<int:pk>/scope/", ScopeImport.as_view(), name="imports-scope"),
    path("imports/<int:pk>/save/", SaveImport.as_view(), name="imports-save"),
    path("imports/<int:pk>/cancel/", CancelImport.as_view(), name="imports-cancel"),
    path("imports/<int:pk>/reverse/", ReverseImport.as_view(), name="imports-reverse"),
]
