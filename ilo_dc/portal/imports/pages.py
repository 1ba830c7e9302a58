"""`/imports/`: a sheet on its way in: uploaded, checked, looked at, saved or put away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ilo_dc.core.errors import UnableToAct, Verdict, refused, require
from ilo_dc.core.imports.actions.imports import UnableToImport, cancel_sheet, confirm_sheet, upload_sheet
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.models import ImportBatch, User
from ilo_dc.core.people import policies
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.paging import page_of
from ilo_dc.core.runs.vocab import RunState
from ilo_dc.core.ui.forms import DateInput
from ilo_dc.core.writing.pages.action_page import show_problems
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from ilo_dc.portal.imports.importers import IMPORTERS, importer_named
from portfolio.models import CountryProgramme
from portfolio.workbooks.vocab import PROGRAMME_SHEET

AT_WORK = (ImportState.UPLOADED, ImportState.POSTING)
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
}


class UploadForm(forms.Form):
    """Which sheet it is, the file, and where it comes from."""

    importer = forms.ChoiceField(label=gettext_lazy("Kind of sheet"))
    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("CSV in UTF-8, or XLSX."))
    source_date = forms.DateField(
        label=gettext_lazy("Date of the source"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("The publisher’s date, where the source states one."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is loaded"),
        max_length=500,
        help_text=gettext_lazy("Shown in the list of changes."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [  # type: ignore[attr-defined]
            (code, importer.label) for code, importer in IMPORTERS.items() if importer.policy(user)
        ]


@login_required
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """List the sheets that the reader may see, the latest first."""
    may_import = policies.may_import(request.user)
    if not policies.may_read_administration(request.user):
        require(may_import)
    rows = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by", "change")
    page = page_of(rows, ordering=("-pk",), cursor=request.GET.get("cursor", ""))
    for batch in page.rows:
        batch.kind = _label(batch)
    return render(
        request,
        "portal/imports/list.html",
        {"page": page, "may_import": may_import},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Take a sheet; it is checked at once, and nothing is saved before somebody agrees."""
    require(policies.may_import(request.user))
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial={"importer": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return answer_once(request, lambda: _uploaded(request, form.cleaned_data))
        except UnableToAct as error:
            show_problems(form, error)
    status = 422 if form.errors else 200
    kinds = [importer for importer in IMPORTERS.values() if importer.policy(request.user)]
    return render(request, "portal/imports/new.html", {"form": form, "kinds": kinds}, status=status)


def _uploaded(request: HttpRequest, given: dict[str, Any]) -> Saved:
    """Keep the sheet and lead to it."""
    batch = upload_sheet(
        by=_person(request),
        importer=importer_named(given["importer"]),
        file=given["file"],
        source_date=given["source_date"],
        reason=given["reason"],
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
    if batch.importer == PROGRAMME_SHEET:
        return _to_programme(request, batch)
    may = _may(request, batch)
    plan = batch.plan
    differences = [
        (kind, label, [one for one in plan.get("differences", []) if one["kind"] == kind])
        for kind, label in KINDS_OF_DIFFERENCE
    ]
    stopped = _is_stopped(batch)
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
            "may_save": may and batch.state == ImportState.READY,
            "may_cancel": may and (batch.state in (ImportState.READY, ImportState.REFUSED) or stopped),
            "life": LIFE,
            "step": STEP[ImportState(batch.state)],
        },
    )


@login_required
@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the progress alone; once there is more to see, ask for the whole page."""
    batch = _batch(request, pk)
    response = render(request, "portal/imports/progress.html", {"batch": batch})
    if batch.state not in AT_WORK or _is_stopped(batch):
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def save_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide to save what the preview shows."""
    batch = _batch(request, pk)
    try:
        confirm_sheet(by=_person(request), batch=batch, importer=importer_named(batch.importer))
    except UnableToImport as error:
        messages.error(request, error.message)
    return redirect("import", pk=pk)


@login_required
@require_POST
def cancel_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the sheet away; nothing of it is saved."""
    batch = _batch(request, pk)
    try:
        cancel_sheet(by=_person(request), batch=batch, importer=importer_named(batch.importer))
        messages.success(request, _("The sheet was put away; nothing of it was saved."))
    except UnableToImport as error:
        messages.error(request, error.message)
    return redirect("import", pk=pk)


def _person(request: HttpRequest) -> User:
    """Return who is signed in; these pages let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101  (login_required)
    return request.user


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    """Return the batch if the reader may see it; hidden and missing are the same 404."""
    rows = ImportBatch.objects.visible_to(request.user).select_related("run", "change", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


def _may(request: HttpRequest, batch: ImportBatch) -> Verdict:
    """Return whether the reader may decide on the sheet."""
    try:
        return importer_named(batch.importer).policy(request.user)
    except UnableToAct as error:
        return refused(error.message)


def _to_programme(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Lead on to the page of a programme's workbook, which is decided on there."""
    visible = CountryProgramme.objects.visible_to(request.user)
    programme = get_object_or_404(visible, pk=batch.plan["programme"])
    return redirect("portfolio:programme-sheet-preview", slug=programme.slug, pk=batch.pk)


def _label(batch: ImportBatch) -> Any:
    """Return the words for a batch's kind; its code for a kind that is no longer read."""
    if batch.importer == PROGRAMME_SHEET:
        return _("Workbook of a country programme")
    importer = IMPORTERS.get(batch.importer)
    return importer.label if importer else batch.importer


def _is_stopped(batch: ImportBatch) -> bool:
    """Whether the work on a sheet ended without a result."""
    ended = (RunState.FAILED, RunState.CANCELLED)
    return batch.state in AT_WORK and batch.run is not None and batch.run.state in ended
