"""`/imports/`: a sheet on its way in: uploaded, checked, looked at, saved or put away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ilo_dc.core.errors import UnableToAct, Verdict, refused, require
from ilo_dc.core.facts.actions.opening import opening
from ilo_dc.core.imports.actions.batches import UnableToImport, is_stopped
from ilo_dc.core.imports.actions.files import counts_of
from ilo_dc.core.imports.actions.imports import (
    cancel_sheet,
    confirm_sheet,
    must_agree,
    must_type,
    rescope_sheet,
    upload_sheet,
)
from ilo_dc.core.imports.actions.reversal import may_be_reversed, reverse_import
from ilo_dc.core.imports.rules import recorded_within
from ilo_dc.core.imports.vocab import AT_WORK, DECIDED_ON, PUT_AWAY, ImportState
from ilo_dc.core.models import ImportBatch, User
from ilo_dc.core.parameters import takes
from ilo_dc.core.people import policies
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.paging import page_of
from ilo_dc.core.writing.pages.action_page import ActionPage, show_problems
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from ilo_dc.portal.imports.forms import ReverseForm, SaveForm, ScopeForm, UploadForm
from ilo_dc.portal.imports.importers import IMPORTERS, importer_named, imports_seen_by, may_load
from ilo_dc.portal.imports.panels import (
    could_only_add,
    in_figures,
    remedies_of,
    scope_form_of,
    scope_shown,
    sums_shown,
    worded,
)
from portfolio.models import CountryProgramme, Project
from portfolio.workbooks.actions.plans import OF_A_COUNTRY
from portfolio.workbooks.vocab import PROGRAMME_SHEET, PROJECT_SHEET, WORKBOOKS

KINDS_OF_DIFFERENCE = (
    ("changed", gettext_lazy("Changed")),
    ("created", gettext_lazy("New")),
    ("withdrawn", gettext_lazy("Withdrawn: the file no longer names them")),
)
LIFE = (gettext_lazy("Check"), gettext_lazy("Decide"), gettext_lazy("Save"))
STEP = {
    ImportState.UPLOADED: 1,
    ImportState.REFUSED: 1,
    ImportState.CANCELLED: 2,
    ImportState.READY: 2,
    ImportState.POSTING: 3,
    ImportState.POSTED: 4,
    ImportState.REVERSED: 4,
}


@login_required
@require_safe
@takes("cursor")
def imports(request: HttpRequest) -> HttpResponse:
    """List the sheets that the reader may see, the latest first."""
    may_import = may_load(request.user)
    if not policies.may_read_administration(request.user):
        require(may_import)
    rows = imports_seen_by(request.user).select_related("uploaded_by", "change").defer("problems", "plan")
    page = page_of(rows, ordering=("-pk",), cursor=request.GET.get("cursor", ""))
    for batch in page.rows:
        batch.kind = _label(batch)
    return render(
        request,
        "portal/imports/list.html",
        {
            "page": page,
            "may_import": may_import,
            "opened": opening(),
            "may_open": policies.may_open_installation(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@takes("kind")
def new_import(request: HttpRequest) -> HttpResponse:
    """Take a sheet; it is checked at once, and nothing is saved before somebody agrees."""
    require(may_load(request.user))
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial={"importer": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return answer_once(request, lambda: _uploaded(request, form))
        except UnableToAct as error:
            show_problems(form, error)
    status = 422 if form.errors else 200
    kinds = [importer for importer in IMPORTERS.values() if importer.policy(request.user)]
    return render(request, "portal/imports/new.html", {"form": form, "kinds": kinds}, status=status)


def _uploaded(request: HttpRequest, form: UploadForm) -> Saved:
    """Keep the sheet and lead to it."""
    given = form.cleaned_data
    batch = upload_sheet(
        by=_person(request),
        importer=importer_named(given["importer"]),
        file=given["file"],
        source_date=given["source_date"],
        reason=given["reason"],
        scope=form.asked(),
    )
    return Saved(_("The sheet was uploaded and is being checked."), reverse("import", args=[batch.pk]))


@login_required
@require_safe
def template(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """Send an empty sheet with the columns of one kind."""
    if code not in IMPORTERS or extension not in FORMATS:
        raise Http404
    importer = IMPORTERS[code]
    require(importer.policy(request.user))
    header = [column.name for column in importer.columns]
    return file_response(request, f"{code}.{extension}", header, [])


@login_required
@require_safe
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a sheet is: its progress, its errors, what saving would do, or what it did."""
    batch = _batch(request, pk)
    if batch.importer in WORKBOOKS:
        return _to_its_page(request, batch)
    may = _may(request, batch)
    plan = batch.plan
    reversible = may and (batch.state == ImportState.POSTED) and batch.change is not None
    differences = [
        (kind, label, [worded(one) for one in plan.get("differences", []) if one["kind"] == kind])
        for kind, label in KINDS_OF_DIFFERENCE
    ]
    stopped = is_stopped(batch)
    return render(
        request,
        "portal/imports/detail.html",
        {
            "batch": batch,
            "kind": _label(batch),
            "since": batch.change_id - 1 if batch.change_id else None,
            "at_work": batch.state in AT_WORK and not stopped,
            "stopped": stopped,
            "is_new": any(plan.get(name) for name in ("created", "changed", "withdrawn")),
            "differences": [one for one in differences if one[2]],
            "some_left_out": any(plan.get(code, 0) > len(rows) for code, _label, rows in differences),
            "amounts": [in_figures(one, "before", "after") for one in plan.get("amounts", ())],
            "sums": sums_shown(batch),
            "may_save": may and batch.state == ImportState.READY,
            "may_cancel": may and (batch.state in PUT_AWAY or stopped),
            "life": LIFE,
            "step": STEP[ImportState(batch.state)],
            "scope": scope_shown(batch),
            "remedies": remedies_of(batch) if may else [],
            "recorded": recorded_within(counts_of(plan)),
            "must_type": must_type(batch) if batch.state == ImportState.READY else None,
            "must_agree": must_agree(batch),
            "scope_form": scope_form_of(batch) if may and batch.state in DECIDED_ON else None,
            "could_only_add": may and batch.state == ImportState.READY and could_only_add(batch),
            "may_reverse": may_be_reversed(batch, IMPORTERS[batch.importer]) if reversible else None,
        },
    )


@login_required
@require_safe
def problems(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """Send all that must be put right in a sheet, as a sheet."""
    batch = _batch(request, pk)
    if extension not in FORMATS:
        raise Http404
    header = ["sheet", "row", "column", "value", "message"]
    rows = [[problem[name] for name in header] for problem in batch.problems]
    return file_response(request, f"problems-{batch.pk}.{extension}", header, rows)


@login_required
@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the progress alone; once there is more to see, ask for the whole page."""
    batch = _batch(request, pk)
    response = render(request, "portal/imports/progress.html", {"batch": batch})
    if batch.state not in AT_WORK or is_stopped(batch):
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def save_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide to save what the preview shows."""
    batch = _batch(request, pk)
    form = SaveForm(request.POST)
    answers = form.cleaned_data if form.is_valid() else {}
    try:
        confirm_sheet(by=_person(request), batch=batch, importer=importer_named(batch.importer), **answers)
    except UnableToImport as error:
        messages.error(request, error.message)
    return redirect("import", pk=pk)


@login_required
@require_POST
def scope_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a checked sheet checked again for another scope."""
    batch = _batch(request, pk)
    importer = importer_named(batch.importer)
    require(importer.policy(request.user))
    form = ScopeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("import", pk=pk)
    try:
        rescope_sheet(by=_person(request), batch=batch, importer=importer, scope=form.asked())
    except UnableToImport as error:
        messages.error(request, error.message)
    return redirect("import", pk=pk)


class ReverseImport(ActionPage):
    """Take back all that an import saved, with a reason."""

    form_class = ReverseForm
    heading = gettext_lazy("Reverse this import")
    lead = gettext_lazy(
        "What it changed and withdrew is as before again, and what it added no longer holds. It is recorded "
        "as a new change: figures as of an earlier moment stay as they were."
    )
    button = gettext_lazy("Reverse the import")

    @cached_property
    def batch(self) -> ImportBatch:
        """The import that the address names."""
        return _batch(self.request, self.kwargs["pk"])

    def verdict(self, user: Any) -> Verdict:
        """Return whether `user` may load such sheets; a hidden import is missing."""
        return _may(self.request, self.batch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say also what stays as the import made it."""
        importer = IMPORTERS.get(self.batch.importer)
        stays = f" {importer.stays}" if importer and importer.stays else ""
        return {**super().get_context_data(**kwargs), "lead": f"{self.lead}{stays}"}

    def subject(self) -> str:
        """Return the file's name."""
        return self.batch.file_name

    def trail(self) -> list[tuple[str, object]]:
        """Return the pages above."""
        return [(reverse("portal:imports"), _("Imports")), (self.back(), self.subject())]

    def act(self, answers: dict[str, Any]) -> str:
        """Reverse it."""
        importer = importer_named(self.batch.importer)
        reverse_import(by=self.by, batch=self.batch, importer=importer, reason=answers["reason"])
        return _("The import was reversed.")

    def back(self) -> str:
        """Return to the import."""
        return reverse("import", args=[self.kwargs["pk"]])


@login_required
@require_POST
def cancel_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the sheet away; nothing of it is saved."""
    batch = _batch(request, pk)
    try:
        cancel_sheet(by=_person(request), batch=batch, importer=importer_named(batch.importer))
        messages.success(request, _("The sheet was discarded; nothing of it was saved."))
    except UnableToImport as error:
        messages.error(request, error.message)
    return redirect("import", pk=pk)


def _person(request: HttpRequest) -> User:
    """Return who is signed in; these pages let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101  (login_required)
    return request.user


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    """Return the batch if the reader may see it; hidden and missing are the same 404."""
    rows = imports_seen_by(request.user).select_related("run", "change", "reversal", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


def _may(request: HttpRequest, batch: ImportBatch) -> Verdict:
    """Return whether the reader may decide on the sheet."""
    try:
        return importer_named(batch.importer).policy(request.user)
    except UnableToAct as error:
        return refused(error.message)


def _to_its_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Lead on to the page of the workbook of a programme, country or project, which is decided on there."""
    if batch.importer == PROJECT_SHEET:
        project = get_object_or_404(Project.objects.visible_to(request.user), pk=batch.plan["project"])
        return redirect("portfolio:project-sheet-preview", project=project.pk, pk=batch.pk)
    if str(key := batch.plan["programme"]).startswith(OF_A_COUNTRY):
        return redirect("portfolio:country-sheet-preview", iso3=key.removeprefix(OF_A_COUNTRY), pk=batch.pk)
    visible = CountryProgramme.objects.visible_to(request.user)
    programme = get_object_or_404(visible, pk=key)
    return redirect("portfolio:programme-sheet-preview", slug=programme.slug, pk=batch.pk)


def _label(batch: ImportBatch) -> Any:
    """Return the words for a batch's kind; its code for a kind that is no longer read."""
    if batch.importer == PROGRAMME_SHEET:
        return _("Workbook of a country programme")
    if batch.importer == PROJECT_SHEET:
        return _("Workbook of a project")
    importer = IMPORTERS.get(batch.importer)
    return importer.label if importer else batch.importer
