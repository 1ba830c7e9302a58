"""Forms of agreements and of what belongs to them: field shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.agreements.actions.agreements import FIXED
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.agreement_partner import AgreementPartner
from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.models.amendment import Amendment
from funding.agreements.models.donor_report import DonorReport
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.models.instalment import Instalment
from funding.agreements.vocab import AgreementKind, AgreementStatus
from ilo_dc.core.documents.uploads import with_limit
from ilo_dc.core.reference.row_fields import CountryField, OrganisationField
from ilo_dc.core.text_search import best_first
from ilo_dc.core.ui.forms import AmountField, Section, SectionsMixin, field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import VersionForm
from portfolio.projects.querysets.projects import TITLES


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _agreements_called(rows: Any, text: str) -> Any:
    return best_first(rows.named(text), text, ("title",), ("reference",)).order_by("rank", "pk")


def _projects_called(rows: Any, text: str) -> Any:
    return best_first(rows.named(text), text, TITLES, ("code", "number")).order_by("rank", "pk")


class CurrencyField(RowField):
    """A currency, by its code."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset, **{"codes": ("code",), **options})


class UmbrellaField(RowField):
    """An umbrella agreement, by its reference or title."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        rows = queryset.filter(kind=AgreementKind.UMBRELLA)
        super().__init__(rows, **{"find": _agreements_called, **options})


class ProjectField(RowField):
    """A project, by its title, TC code or number."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset, **{"find": _projects_called, **options})


class AgreementFields(SectionsMixin, forms.Form):
    """What is said of an agreement."""

    sections: tuple[Section, ...] = (
        Section(
            _("Who signed what"),
            ("title", "language", "kind", "partner", "reference", "signed_on", "starts_on", "ends_on"),
        ),
        Section(_("The amount"), ("currency", "signed_total", "psc_rate", "levy", "levy_reason")),
        Section(
            _("How it counts"),
            ("earmarking", "revenue_type", "reporting_partner", "reporting_terms"),
        ),
        Section(_("Of some kinds only"), ("parent", "country", "agent_fee_rate")),
    )
    # The signature, or some kind of agreement, asks for them.
    needed_later: tuple[str, ...] = (
        "reference",
        "signed_on",
        "starts_on",
        "ends_on",
        "signed_total",
        "levy",
        "levy_reason",
        "earmarking",
        "parent",
        "country",
    )

    title = field_of(Agreement, "title", widget=_long_text(2))
    language = field_of(Agreement, "language")
    kind = field_of(Agreement, "kind")
    partner = field_of(Agreement, "partner", form_class=OrganisationField)
    reference = field_of(Agreement, "reference")
    signed_on = field_of(Agreement, "signed_on")
    starts_on = field_of(Agreement, "starts_on", label=_("First day"))
    ends_on = field_of(Agreement, "ends_on", help_text=_("As signed. A later end is an amendment."))
    currency = field_of(Agreement, "currency", form_class=CurrencyField, help_text=_("Its code: EUR."))
    signed_total = field_of(Agreement, "signed_total")
    psc_rate = field_of(Agreement, "psc_rate")
    levy = field_of(Agreement, "levy")
    levy_reason = field_of(Agreement, "levy_reason")
    earmarking = field_of(Agreement, "earmarking")
    revenue_type = field_of(Agreement, "revenue_type")
    reporting_partner = field_of(Agreement, "reporting_partner", form_class=OrganisationField)
    reporting_terms = field_of(Agreement, "reporting_terms", widget=_long_text(4))
    parent = field_of(
        Agreement,
        "parent",
        form_class=UmbrellaField,
        help_text=_("Of an agreement under an umbrella: reference or title."),
    )
    country = field_of(Agreement, "country", form_class=CountryField)
    agent_fee_rate = field_of(Agreement, "agent_fee_rate")


class AgreementForm(VersionForm, AgreementFields):
    """An agreement that is edited; of a signed one with the reason."""

    sections = (
        *AgreementFields.sections,
        Section(_("Why it changes"), ("reason",)),
    )
    needed_later = (*AgreementFields.needed_later, "reason")

    reason = LinesField(
        label=_("Reason"),
        max_length=500,
        required=False,
        rows=2,
        help_text=_("Needed once it is signed. Kept in the history; only staff read it."),
    )

    def of_a_signed_one(self) -> None:
        """Show what the signature fixed, and let nobody type there."""
        for name in FIXED:
            self.fields[name].disabled = True
            self.fields[name].help_text = _(
                "This was signed: it never changes. Cancel the agreement and register another one."
            )


class StepForm(VersionForm):
    """A step of an agreement's life."""

    effective_on = field_of(
        AgreementState, "effective_on", help_text=_("The day it happened; not in the future.")
    )
    reason = field_of(
        AgreementState,
        "reason",
        widget=_long_text(2),
        help_text=_("What was decided, where. Kept in the history; only staff read it."),
    )


class CorrectionForm(StepForm):
    """What a status of an agreement really was."""

    status = field_of(AgreementState, "status", choices=AgreementStatus.choices)

    field_order = ("version", "status", "effective_on", "reason")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].help_text = _("What was wrong, and how you know. Only staff read it.")


class OfPartners:
    """A form of what may belong to one of several partners; where there is one alone, none is named."""

    fields: dict[str, forms.Field]

    def of_one_partner(self) -> None:
        """Ask for no partner: the agreement has one."""
        self.fields.pop("partner", None)


class AgreementPartnerFields(forms.Form):
    """What one of several partners gives."""

    organisation = field_of(AgreementPartner, "organisation", form_class=OrganisationField)
    amount = field_of(AgreementPartner, "amount")


class AmendmentFields(OfPartners, forms.Form):
    """A signed change."""

    needed_later = ("partner",)

    number = field_of(Amendment, "number", min_value=1, max_value=999)
    signed_on = field_of(Amendment, "signed_on")
    amount = AmountField(
        label=_("Plus or minus"),
        max_digits=16,
        help_text=_("In the currency of the agreement. 0: the amount stays. Below 0 where it was cut."),
    )
    ends_on = field_of(Amendment, "ends_on")
    partner = field_of(Amendment, "partner", form_class=OrganisationField)
    note = field_of(Amendment, "note")


class InstalmentFields(OfPartners, forms.Form):
    """What is to be paid."""

    needed_later = ("partner",)

    due_on = field_of(Instalment, "due_on")
    amount = field_of(Instalment, "amount", help_text=_("In the currency of the agreement."))
    partner = field_of(Instalment, "partner", form_class=OrganisationField)
    condition = field_of(Instalment, "condition")


class DonorReportFields(OfPartners, forms.Form):
    """A report that a partner is due."""

    kind = field_of(DonorReport, "kind")
    due_on = field_of(DonorReport, "due_on")
    starts_on = field_of(DonorReport, "starts_on")
    ends_on = field_of(DonorReport, "ends_on")
    partner = field_of(DonorReport, "partner", form_class=OrganisationField)
    sent_on = field_of(DonorReport, "sent_on", help_text=_("Empty: it was not sent yet."))
    note = field_of(DonorReport, "note")

    needed_later = ("sent_on",)


class SentReportForm(VersionForm):
    """That a report was sent: when, how, and the report itself."""

    sent_on = field_of(DonorReport, "sent_on", required=True, help_text=_("Not in the future."))
    note = field_of(DonorReport, "note")
    file = forms.FileField(
        label=_("The report"),
        required=False,
        help_text=with_limit(_("As it was sent; the partner may read it here.")),
    )


class FundedProjectFields(forms.Form):
    """A project that is funded."""

    project = field_of(
        FundedProject, "project", form_class=ProjectField, help_text=_("Title, TC code or number.")
    )
    share = field_of(
        FundedProject, "share", help_text=_("Of this agreement; the shares of all its projects sum to 100.")
    )
