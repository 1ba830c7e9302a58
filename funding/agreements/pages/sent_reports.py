"""Reports that were sent to partners: recorded, served, withdrawn; read by whoever sees the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.agreements import forms, policies
from funding.agreements.actions.sent_reports import send_report
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.pages.agreement_forms import AgreementPage, agreement_or_404
from funding.agreements.registers import AGREEMENTS
from ilo_dc.core.documents import pages as core
from ilo_dc.core.languages import together
from ilo_dc.formats.text import short_date

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


def report_or_404(user: Viewer, pk: int) -> DonorReport:
    """Return a report that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(DonorReport.objects.visible_to(user).for_list(), pk=pk)


class SendReport(AgreementPage):
    """Say when a report was sent, and how; the report itself is attached."""

    form_class = forms.SentReportForm
    heading = gettext_lazy("Record that the report was sent")
    button = gettext_lazy("Save")

    @cached_property
    def report(self) -> DonorReport:
        """The report that the address names."""
        return report_or_404(self.request.user, self.kwargs["report"])

    @cached_property
    def agreement(self) -> Agreement:
        """Its agreement."""
        return agreement_or_404(self.request.user, self.report.agreement_id)

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of reports."""
        return policies.may_send_report(user, self.report)

    def get_initial(self) -> dict[str, Any]:
        """Return what is recorded, today where nothing is, and the version that is read."""
        report = self.report
        day = report.sent_on or timezone.now().date()
        return {"sent_on": day, "note": report.note, "version": report.version}

    def subject(self) -> str:
        """Return the report and its agreement."""
        report = self.report
        return together(report.get_kind_display(), " ", short_date(report.due_on), ", ", self.agreement)

    def act(self, answers: dict[str, Any]) -> str:
        """Record it."""
        version = answers.pop("version")
        send_report(by=self.by, report=self.report, lock_version=version, **answers)
        return _("It is recorded that the report was sent.")

    def back(self) -> str:
        """Return to the reports of the agreement."""
        return f"{super().back()}#reports"


class OfReport(core.Owned):
    """The documents of a report."""

    def owner(self) -> DonorReport:
        """Return the report that the address names."""
        return report_or_404(self.request.user, self.kwargs["report"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of reports."""
        return policies.may_send_report(user, owner)

    def back(self) -> str:
        """Return to the reports of the agreement."""
        return f"{reverse('agreement', args=[self.owner().agreement_id])}#reports"

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the agreement."""
        return [(reverse("funding:agreements"), AGREEMENTS.label), (self.back(), self.owner().agreement)]


class ServeReportDocument(OfReport, core.ServeDocument):
    """One document, as a download."""


class WithdrawReportDocument(OfReport, core.WithdrawDocument):
    """Take a document away from readers."""
