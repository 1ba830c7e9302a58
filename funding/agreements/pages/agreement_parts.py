"""Forms of what belongs to an agreement: partners, amendments, instalments, reports, projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from funding.agreements import forms
from funding.agreements.actions import agreement_parts as parts
from funding.agreements.models.agreement import Agreement
from funding.agreements.pages.agreement_forms import AgreementPage, agreement_or_404
from funding.agreements.vocab import AgreementKind
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import PartForm, part_pages

if TYPE_CHECKING:
    from django.urls import URLPattern

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ToAgreement(AgreementPage, pages.PartPage):
    """Add to an agreement, which the address names."""

    anchor: ClassVar[str]

    def verdict(self, user: Viewer) -> Verdict:
        """Ask the policy of the part."""
        verdict: Verdict = self.shown.part.policy(user, self.owner)
        return verdict

    @property
    def owner(self) -> Any:
        """The agreement."""
        return self.agreement

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form; only a multi-donor agreement has several partners to choose from."""
        form = super().get_form(form_class)
        if isinstance(form, forms.OfPartners) and self.agreement.kind != AgreementKind.MULTI_DONOR:
            form.of_one_partner()
        return form

    def back(self) -> str:
        """Return to the part's place on the agreement's page."""
        return f"{super().back()}#{self.anchor}"


class OfAgreement(ToAgreement):
    """A form about what belongs to an agreement, which the address names by number."""

    @cached_property
    def row(self) -> Any:
        """The part that the address names."""
        rows = self.shown.part.model._default_manager.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("agreement"), pk=self.kwargs["pk"])

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement of the part."""
        return agreement_or_404(self.request.user, self.row.agreement_id)


def _pages(anchor: str, noun: str, shown: PartForm) -> list[URLPattern]:
    """Return the pages of one kind of part, which stands at `anchor` of the agreement's page."""
    bases: Any = tuple(
        type(f"{base.__name__}{anchor.capitalize()}", (base,), {"anchor": anchor, "__module__": __name__})
        for base in (ToAgreement, OfAgreement)
    )
    return part_pages(anchor, shown, bases, noun=noun, add=f"<int:agreement>/{anchor}/new/")


PARTNER = PartForm(
    part=parts.AGREEMENT_PARTNERS,
    form=forms.AgreementPartnerFields,
    headings=(
        gettext_lazy("Add a partner"),
        gettext_lazy("Edit the partner"),
        gettext_lazy("Remove the partner"),
    ),
)
AMENDMENT = PartForm(
    part=parts.AMENDMENTS,
    form=forms.AmendmentFields,
    headings=(
        gettext_lazy("Record an amendment"),
        gettext_lazy("Edit the amendment"),
        gettext_lazy("Remove the amendment"),
    ),
)
INSTALMENT = PartForm(
    part=parts.INSTALMENTS,
    form=forms.InstalmentFields,
    headings=(
        gettext_lazy("Add an instalment"),
        gettext_lazy("Edit the instalment"),
        gettext_lazy("Remove the instalment"),
    ),
)
REPORT = PartForm(
    part=parts.DONOR_REPORTS,
    form=forms.DonorReportFields,
    headings=(
        gettext_lazy("Add a report"),
        gettext_lazy("Edit the report"),
        gettext_lazy("Remove the report"),
    ),
)
PROJECT = PartForm(
    part=parts.FUNDED_PROJECTS,
    form=forms.FundedProjectFields,
    headings=(
        gettext_lazy("Add a project"),
        gettext_lazy("Edit the share of the project"),
        gettext_lazy("Remove the project"),
    ),
)

urlpatterns = [
    *_pages("partners", "agreement-partner", PARTNER),
    *_pages("amendments", "amendment", AMENDMENT),
    *_pages("instalments", "instalment", INSTALMENT),
    *_pages("reports", "donor-report", REPORT),
    *_pages("projects", "funded-project", PROJECT),
]
