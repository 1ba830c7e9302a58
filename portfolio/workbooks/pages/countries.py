"""The outcomes that a country reports on without a programme, taken offline and back."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.models import Country
from portfolio.workbooks.actions.plans import CountryPlan
from portfolio.workbooks.forms import ProgrammeSheetForm
from portfolio.workbooks.pages import sheets
from portfolio.workbooks.pages.programmes import OfPlan


class OfCountry(OfPlan):
    """A page about the workbook of a country's outcomes without a programme."""

    upload_name = "portfolio:country-sheet"
    preview_name = "portfolio:country-sheet-preview"
    xlsx_name = "portfolio:country-sheet-xlsx"

    @cached_property
    def about(self) -> CountryPlan:
        """The country that the address names, with its outcomes."""
        rows = Country.objects.visible_to(self.request.user).select_related("region")
        return CountryPlan(get_object_or_404(rows, pk=self.kwargs["iso3"].upper()))

    @property
    def words(self) -> dict[str, Any]:
        """The words of the country in addresses."""
        return {"iso3": self.about.country_id}

    def subject(self) -> str:
        """Return the country's outcomes."""
        return self.about.title

    def back(self) -> str:
        """Return to the country."""
        return reverse("country", args=[self.about.country_id])

    def trail(self) -> list[tuple[str, object]]:
        """Return the list of countries and the country."""
        return [(reverse("countries"), _("Countries and areas")), (self.back(), self.about.country.name)]


class DownloadCountrySheet(sheets.DownloadWorkbook, OfCountry):
    """`/countries/<iso3>/outcomes.xlsx`: the filled workbook in the reader's language."""


class UploadCountrySheet(sheets.UploadWorkbook, OfCountry):
    """`/countries/<iso3>/outcomes/`: the download, and the form that takes it back."""

    form_class = ProgrammeSheetForm
    lead = gettext_lazy(
        "Edit the outcomes that are reported on without a programme as a workbook without a connection, then "
        "upload it."
    )
    holds = gettext_lazy(
        "The workbook holds the outcomes that are reported on without a programme, with their indicators, "
        "milestones and the updates of the last year that may be written, in your language. Its first sheet "
        "says how to use it. White cells are yours to change; new rows go below."
    )


class CountrySheetPreview(sheets.WorkbookPreview, OfCountry):
    """`/countries/<iso3>/outcomes/<pk>/`: what its workbook would change; save or put away."""

    way_back = gettext_lazy("Back to the country")
