"""What is taken offline and back, whatever it is: download, upload, look at the differences, save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

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
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from portfolio.workbooks.actions import sheets as actions

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.people.grants import Viewer
    from portfolio.workbooks.actions.workbook import ReadWorkbook, Workbook

EARLIER = 10
SAVING = {"all": False, "valid": True}
OFFLINE = gettext_lazy("Work offline")


class WorkbookPage(ActionPage):
    """A page about the workbook of something.

    A child finds what it is about, and names its addresses: `words` are those of the subject.
    """

    workbook: ClassVar[Workbook]
    read: ClassVar[ReadWorkbook]
    upload_name: ClassVar[str]
    preview_name: ClassVar[str]
    xlsx_name: ClassVar[str]

    @property
    def about(self) -> Any:
        """What the workbook is about."""
        raise NotImplementedError

    @property
    def words(self) -> dict[str, Any]:
        """The words of the subject in addresses."""
        raise NotImplementedError

    def content(self, as_of: datetime, address: str) -> bytes:
        """Return the filled workbook."""
        raise NotImplementedError

    def stem(self) -> str:
        """Return the name of the file, without its end."""
        raise NotImplementedError

    def upload_address(self) -> str:
        """Return where the workbook is uploaded."""
        return reverse(self.upload_name, kwargs=self.words)

    def preview_address(self, batch: ImportBatch) -> str:
        """Return where an uploaded workbook is looked at."""
        return reverse(self.preview_name, kwargs={**self.words, "pk": batch.pk})

    def batches(self) -> Any:
        """Return the workbooks of the subject that the reader may see."""
        rows = ImportBatch.objects.visible_to(self.request.user).filter(importer=self.workbook.code)
        return rows.filter(**{f"plan__{self.workbook.noun}": self.about.pk}).select_related(
            "uploaded_by", "run"
        )


class DownloadWorkbook(WorkbookPage):
    """The filled workbook in the reader's language."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        content = self.content(timezone.now(), request.build_absolute_uri(self.upload_address()))
        response = HttpResponse(content, content_type=XLSX_TYPE)
        name = file_name(self.stem(), "xlsx", demonstration=self.about.demonstration)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class UploadWorkbook(WorkbookPage):
    """How to work offline, the download, and the form that takes it back."""

    template_name = "portfolio/workbooks/workbook.html"
    heading = OFFLINE
    button = gettext_lazy("Upload and compare")
    holds: Any = ""
    batch: ImportBatch

    def act(self, answers: dict[str, Any]) -> str:
        """Keep the workbook and compare it, or have it compared."""
        self.batch = actions.upload_workbook(
            self.workbook, by=self.by, subject=self.about, read=type(self).read, **answers
        )
        if self.batch.state == ImportState.UPLOADED:
            return _("The workbook was uploaded and is being compared. Nothing is saved yet.")
        return _("The workbook was compared with the portal. Nothing is saved yet.")

    def onward(self) -> str:
        """Go on to the differences."""
        return self.preview_address(self.batch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the download, and the workbooks that the person uploaded before."""
        earlier = self.batches().order_by("-pk")[:EARLIER]
        return {
            **super().get_context_data(**kwargs),
            "holds": self.holds,
            "xlsx": reverse(self.xlsx_name, kwargs=self.words),
            "earlier": [(batch, self.preview_address(batch)) for batch in earlier],
        }


class WorkbookPreview(WorkbookPage):
    """Every difference, error and conflict of a workbook; save or put away."""

    template_name = "portfolio/workbooks/workbook_preview.html"
    http_method_names = ["get", "head", "post"]
    way_back: Any = ""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may decide; to who may not see the workbook it is missing first."""
        return super().verdict(user) if self.batch and self.request.method == "POST" else ALLOWED

    @cached_property
    def batch(self) -> ImportBatch:
        """The workbook that the address names, if the person uploaded it."""
        found: ImportBatch = get_object_or_404(self.batches(), pk=self.kwargs["pk"])
        return found

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the differences, or how far the work is; a script that asks again gets that alone."""
        at_work = self.batch.state in AT_WORK and not is_stopped(self.batch)
        if request.headers.get("HX-Request"):
            context = {"run": self.batch.run, "progress_url": self.here()}
            response = render(request, "portfolio/workbooks/workbook_progress.html", context)
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
            actions.cancel_workbook(self.workbook, by=self.by, batch=batch)
            return _("The sheet was discarded; nothing of it was saved.")
        if batch.run is not None:
            actions.have_workbook_saved(self.workbook, by=self.by, batch=batch, only_valid=SAVING[choice])
            return _("The workbook is being saved.")
        batch = actions.save_workbook(
            self.workbook, by=self.by, batch=batch, read=type(self).read, only_valid=SAVING[choice]
        )
        if batch.state == ImportState.POSTED:
            return _("Saved.")
        return _("Nothing was saved: look at the differences again.")

    def here(self) -> str:
        """Return the address of this page."""
        return self.preview_address(self.batch)

    def shown(self, *, at_work: bool) -> HttpResponse:
        """Return the page."""
        batch, plan = self.batch, {**actions.EMPTY_PLAN, **self.batch.plan}
        may_edit = super().verdict(self.by)
        waiting = may_edit and batch.state == ImportState.READY
        valid = plan["created"] + plan["changed"]
        blocked = bool(batch.problem_count or plan["conflicting"])
        upload = self.upload_address()
        return self.render_to_response(
            {
                "about": self.subject(),
                "batch": batch,
                "plan": plan,
                "trail": [*self.trail(), (upload, OFFLINE)] if may_edit else self.trail(),
                "upload": upload,
                "back": self.back(),
                "way_back": self.way_back,
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
