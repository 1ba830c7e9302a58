"""A country programme taken offline and back: download, upload, look at the differences, save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import ALLOWED, Busy, Refused, UnableToAct, Verdict
from ilo_dc.core.imports.actions.batches import is_stopped
from ilo_dc.core.imports.vocab import AT_WORK, PUT_AWAY, ImportState
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.registers.exports import XLSX_TYPE, file_name
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.panels.programme_pages import ProgrammePage
from portfolio.workbooks.actions import programme_sheets as actions
from portfolio.workbooks.exports import programme_workbook
from portfolio.workbooks.forms import ProgrammeSheetForm
from portfolio.workbooks.imports import read_programme_workbook
from portfolio.workbooks.vocab import PROGRAMME_SHEET

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

EARLIER = 10
SAVING = {"all": False, "valid": True}


class DownloadProgrammeSheet(ProgrammePage):
    """`/dwcps/<slug>/sheet.xlsx`: the filled workbook in the reader's language."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        slug = self.programme.slug
        address = request.build_absolute_uri(reverse("portfolio:programme-sheet", args=[slug]))
        content = programme_workbook(self.programme, by=self.by, as_of=timezone.now(), address=address)
        response = HttpResponse(content, content_type=XLSX_TYPE)
        name = file_name(slug, "xlsx", demonstration=self.programme.demonstration)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class UploadProgrammeSheet(ProgrammePage):
    """`/dwcps/<slug>/sheet/`: how to work offline, the download, and the form that takes it back."""

    template_name = "portfolio/workbooks/programme_sheet.html"
    form_class = ProgrammeSheetForm
    heading = gettext_lazy("Work offline")
    lead = gettext_lazy("Edit the whole programme as a workbook without a connection, then upload it.")
    button = gettext_lazy("Upload and compare")
    batch: ImportBatch

    def act(self, answers: dict[str, Any]) -> str:
        """Keep the workbook and compare it, or have it compared."""
        self.batch = actions.upload_programme_sheet(
            by=self.by, programme=self.programme, read=read_programme_workbook, **answers
        )
        if self.batch.state == ImportState.UPLOADED:
            return _("The workbook was uploaded and is being compared. Nothing is saved yet.")
        return _("The workbook was compared with the portal. Nothing is saved yet.")

    def onward(self) -> str:
        """Go on to the differences."""
        return reverse("portfolio:programme-sheet-preview", args=[self.programme.slug, self.batch.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the workbooks that the person uploaded before."""
        return {
            **super().get_context_data(**kwargs),
            "programme": self.programme,
            "earlier": batches_of(self.programme, self.by).order_by("-pk")[:EARLIER],
        }


class ProgrammeSheetPreview(ProgrammePage):
    """`/dwcps/<slug>/sheet/<pk>/`: every difference, error and conflict of a workbook; save or put away."""

    template_name = "portfolio/workbooks/programme_sheet_preview.html"
    http_method_names = ["get", "head", "post"]

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may decide; to who may not see the workbook it is missing first."""
        return super().verdict(user) if self.batch and self.request.method == "POST" else ALLOWED

    @cached_property
    def batch(self) -> ImportBatch:
        """The workbook that the address names, if the person uploaded it."""
        found: ImportBatch = get_object_or_404(batches_of(self.programme, self.by), pk=self.kwargs["pk"])
        return found

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the differences, or how far the work is; a script that asks again gets that alone."""
        at_work = self.batch.state in AT_WORK and not is_stopped(self.batch)
        if request.headers.get("HX-Request"):
            context = {"run": self.batch.run, "progress_url": self.here()}
            response = render(request, "portfolio/workbooks/programme_sheet_progress.html", context)
            if not at_work:
                response["HX-Refresh"] = "true"
            return response
        return self.shown(at_work=at_work)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do what the pressed button says."""
        batch = self.batch
        try:
            return answer_once(request, lambda: Saved(self.decide(batch), self.here()))
        except (Refused, Busy):
            raise
        except UnableToAct as error:
            messages.error(request, error.message)
            return redirect(self.here())

    def decide(self, batch: ImportBatch) -> str:
        """Save all or the valid rows, or put the workbook away; return what to tell."""
        choice = self.request.POST.get("rows", "")
        if choice not in (*SAVING, "none"):
            raise UnableToAct(_("Choose what to do with the sheet."))
        if choice == "none":
            actions.cancel_programme_sheet(by=self.by, batch=batch)
            return _("The sheet was discarded; nothing of it was saved.")
        if batch.run is not None:
            actions.have_programme_sheet_saved(by=self.by, batch=batch, only_valid=SAVING[choice])
            return _("The workbook is being saved.")
        batch = actions.save_programme_sheet(
            by=self.by, batch=batch, read=read_programme_workbook, only_valid=SAVING[choice]
        )
        if batch.state == ImportState.POSTED:
            return _("Saved.")
        return _("Nothing was saved: look at the differences again.")

    def here(self) -> str:
        """Return the address of this page."""
        return reverse("portfolio:programme-sheet-preview", args=[self.programme.slug, self.batch.pk])

    def shown(self, *, at_work: bool) -> HttpResponse:
        """Return the page."""
        batch, plan = self.batch, {**actions.EMPTY_PLAN, **self.batch.plan}
        may_edit = super().verdict(self.by)
        waiting = may_edit and batch.state == ImportState.READY
        valid = plan["created"] + plan["changed"]
        blocked = bool(batch.problem_count or plan["conflicting"])
        upload = reverse("portfolio:programme-sheet", args=[self.programme.slug])
        return self.render_to_response(
            {
                "programme": self.programme,
                "batch": batch,
                "plan": plan,
                "trail": [*self.trail(), (upload, UploadProgrammeSheet.heading)]
                if may_edit
                else self.trail(),
                "upload": upload,
                "valid": valid,
                "may_save_all": waiting and valid and not blocked,
                "may_save_valid": waiting and valid and blocked,
                "may_edit": may_edit,
                "may_cancel": may_edit and (batch.state in PUT_AWAY or is_stopped(batch)),
                "at_work": at_work,
                "stopped": is_stopped(batch),
                "progress_url": self.here(),
                "more": valid - len(plan["differences"]),
            }
        )


def batches_of(programme: CountryProgramme, user: Any) -> Any:
    """Return the workbooks of a programme that `user` may see."""
    rows = ImportBatch.objects.visible_to(user).filter(importer=PROGRAMME_SHEET)
    return rows.filter(plan__programme=programme.pk).select_related("uploaded_by", "run")
