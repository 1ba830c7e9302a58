"""A country programme taken offline and back: download, upload, look at the differences, save."""

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
from ilo_dc.core.models import Country, ImportBatch
from ilo_dc.core.registers.exports import XLSX_TYPE, file_name
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from portfolio.programmes.panels.programme_pages import ProgrammePage
from portfolio.workbooks.actions import programme_sheets as actions
from portfolio.workbooks.actions.plans import CountryPlan, is_demonstration, may_edit_plan
from portfolio.workbooks.exports import programme_workbook
from portfolio.workbooks.forms import ProgrammeSheetForm
from portfolio.workbooks.imports import read_programme_workbook
from portfolio.workbooks.vocab import PROGRAMME_SHEET

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.workbooks.actions.plans import Plan

EARLIER = 10
SAVING = {"all": False, "valid": True}


class PlanPage(ProgrammePage):
    """A page of the workbook of a programme; a country without one has the same below its own address."""

    names: ClassVar[str] = "portfolio:programme-sheet"

    @property
    def plan(self) -> Plan:
        """What the workbook is of."""
        return self.programme

    @property
    def key(self) -> str:
        """What addresses call it."""
        return self.programme.slug

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change it."""
        return may_edit_plan(user, self.plan)

    def address(self, name: str = "", *more: int) -> str:
        """Return the address of the upload, or of another page of the workbook."""
        return reverse(f"{self.names}{name}", args=[self.key, *more])


class OfCountry:
    """The same of a country's outcomes without a programme."""

    names: ClassVar[str] = "portfolio:country-sheet"

    @cached_property
    def plan(self) -> CountryPlan:
        """The country that the address names, with its outcomes."""
        rows = Country.objects.visible_to(self.request.user).select_related("region")  # type: ignore[attr-defined]
        return CountryPlan(get_object_or_404(rows, pk=self.kwargs["iso3"].upper()))  # type: ignore[attr-defined]

    @property
    def key(self) -> str:
        """What addresses call it."""
        return self.plan.country_id

    def subject(self) -> str:
        """Return the country's outcomes."""
        return self.plan.title

    def back(self) -> str:
        """Return to the country."""
        return reverse("country", args=[self.key])

    def trail(self) -> list[tuple[str, object]]:
        """Return the list of countries and the country."""
        return [(reverse("countries"), _("Countries and areas")), (self.back(), self.plan.country.name)]


class DownloadProgrammeSheet(PlanPage):
    """`/dwcps/<slug>/sheet.xlsx`: the filled workbook in the reader's language."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        address = request.build_absolute_uri(self.address())
        content = programme_workbook(self.plan, by=self.by, as_of=timezone.now(), address=address)
        response = HttpResponse(content, content_type=XLSX_TYPE)
        name = file_name(self.plan.slug, "xlsx", demonstration=is_demonstration(self.plan))
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class UploadProgrammeSheet(PlanPage):
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
            by=self.by, programme=self.plan, read=read_programme_workbook, **answers
        )
        if self.batch.state == ImportState.UPLOADED:
            return _("The workbook was uploaded and is being compared. Nothing is saved yet.")
        return _("The workbook was compared with the portal. Nothing is saved yet.")

    def onward(self) -> str:
        """Go on to the differences."""
        return self.address("-preview", self.batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the workbooks that the person uploaded before."""
        return {
            **super().get_context_data(**kwargs),
            "is_of_a_country": isinstance(self.plan, CountryPlan),
            "download": self.address("-xlsx"),
            "earlier": [
                (self.address("-preview", batch.pk), batch)
                for batch in batches_of(self.plan, self.by).order_by("-pk")[:EARLIER]
            ],
        }


class ProgrammeSheetPreview(PlanPage):
    """`/dwcps/<slug>/sheet/<pk>/`: every difference, error and conflict of a workbook; save or put away."""

    template_name = "portfolio/workbooks/programme_sheet_preview.html"
    http_method_names = ["get", "head", "post"]

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may decide; to who may not see the workbook it is missing first."""
        return super().verdict(user) if self.batch and self.request.method == "POST" else ALLOWED

    @cached_property
    def batch(self) -> ImportBatch:
        """The workbook that the address names, if the person uploaded it."""
        found: ImportBatch = get_object_or_404(batches_of(self.plan, self.by), pk=self.kwargs["pk"])
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
        return self.address("-preview", self.batch.pk)

    def shown(self, *, at_work: bool) -> HttpResponse:
        """Return the page."""
        batch, plan = self.batch, {**actions.EMPTY_PLAN, **self.batch.plan}
        may_edit = super().verdict(self.by)
        waiting = may_edit and batch.state == ImportState.READY
        valid = plan["created"] + plan["changed"]
        blocked = bool(batch.problem_count or plan["conflicting"])
        upload = self.address()
        return self.render_to_response(
            {
                "title": self.plan.title,
                "is_of_a_country": isinstance(self.plan, CountryPlan),
                "home": self.back(),
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


class DownloadCountrySheet(OfCountry, DownloadProgrammeSheet):
    """`/countries/<iso3>/outcomes.xlsx`: the filled workbook of a country's outcomes without a programme."""


class UploadCountrySheet(OfCountry, UploadProgrammeSheet):
    """`/countries/<iso3>/outcomes/`: the download, and the form that takes it back."""

    lead = gettext_lazy(
        "Edit the outcomes that are reported on without a programme as a workbook without a connection, then "
        "upload it."
    )


class CountrySheetPreview(OfCountry, ProgrammeSheetPreview):
    """`/countries/<iso3>/outcomes/<pk>/`: what its workbook would change; save or put away."""


def batches_of(programme: Plan, user: Any) -> Any:
    """Return the workbooks of a programme that `user` may see."""
    rows = ImportBatch.objects.visible_to(user).filter(importer=PROGRAMME_SHEET)
    return rows.filter(plan__programme=programme.pk).select_related("uploaded_by", "run")
