"""Forms of proposals, their steps and the help desk: field shape only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import Membership, User
from ilo_dc.core.reference.row_fields import CountryField, OfficeField, OrganisationField
from ilo_dc.core.ui.forms import AmountField, Section, SectionsMixin, field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm, say_missing
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import AppraisalWaiver, ProposalState
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.proposals.rules import MOST_PROBABLE
from portfolio.proposals.vocab import ProposalStatus

LATER = _("Needed to submit it for appraisal.")
CHANGE = _("Change requested:")
# The first field of each section.
FIELDS = {
    "problem": "problem",
    "need": "need_source",
    "consulted": "government",
    "target_groups": "target_groups",
    "results": "results",
    "budget": "budget_usd",
    "partners": "partners_proposed",
    "duration": "duration_months",
    "turin": "turin_role",
    "gender": "gender",
    "standards": "labour_standards",
}


def _text(name: str, rows: int = 5) -> Any:
    field: Any = Proposal._meta.get_field(name)
    return LinesField(
        label=capfirst(field.verbose_name),
        required=False,
        rows=rows,
        max_length=field.max_length,
        help_text=LATER,
    )


class PersonField(RowField):
    """Somebody of the Office's staff, by name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Return the field of one form, which offers who is of the staff on the day it is made."""
        made = super().__deepcopy__(memo)
        staff = Membership.objects.of_staff_on(timezone.now().date()).filter(user=OuterRef("pk"))
        made.queryset = User.objects.filter(Exists(staff), is_active=True).order_by("name__folded", "pk")
        return made


class ProposalFields(SectionsMixin, forms.Form):
    """What is said in a proposal."""

    needed_later: tuple[str, ...] = (
        "problem",
        "need_source",
        "need_outcome",
        "need_product",
        "need_text",
        "target_groups",
        "results",
        "budget_usd",
        "duration_months",
        "turin_role",
        "gender",
        "labour_standards",
        "government_on",
        "employers_on",
        "workers_on",
    )

    title = field_of(Proposal, "title", widget=forms.Textarea(attrs={"rows": 2}))
    language = field_of(Proposal, "language")
    office = field_of(Proposal, "office", form_class=OfficeField)
    problem = _text("problem")
    need_source = field_of(Proposal, "need_source", help_text=LATER)
    need_outcome = field_of(
        Proposal, "need_outcome", form_class=RowField, codes=("code",), help_text=_("Of this source only.")
    )
    need_product = field_of(
        Proposal, "need_product", form_class=RowField, codes=("code",), help_text=_("Of this source only.")
    )
    need_text = _text("need_text", 3)
    need_on = field_of(Proposal, "need_on", help_text=_("The day of the request, or when the gap was seen."))
    government = field_of(Proposal, "government", label=_("Government"))
    government_on = field_of(Proposal, "government_on", label=_("Government, on"))
    employers = field_of(Proposal, "employers", label=_("Employers"))
    employers_on = field_of(Proposal, "employers_on", label=_("Employers, on"))
    workers = field_of(Proposal, "workers", label=_("Workers"))
    workers_on = field_of(Proposal, "workers_on", label=_("Workers, on"))
    target_groups = _text("target_groups", 3)
    results = _text("results")
    budget_usd = AmountField(
        label=_("Budget estimate, US$"), required=False, decimal_places=2, help_text=LATER
    )
    duration_months = field_of(Proposal, "duration_months", min_value=1, max_value=240, help_text=LATER)
    partners_proposed = LinesField(label=_("Partners proposed"), required=False, rows=2)
    turin_role = _text("turin_role", 3)
    gender = _text("gender", 3)
    labour_standards = _text("labour_standards", 3)

    sections: tuple[Section, ...] = (
        Section(_("Proposal"), ("title", "language", "office", "problem")),
        Section(
            _("Need"),
            ("need_source", "need_outcome", "need_product", "need_text", "need_on", "target_groups"),
        ),
        Section(
            _("Constituents consulted"),
            ("government", "government_on", "employers", "employers_on", "workers", "workers_on"),
            _("Tick who was consulted, and say when."),
        ),
        Section(_("Results and means"), ("results", "budget_usd", "duration_months", "partners_proposed")),
        Section(_("Answers"), ("turin_role", "gender", "labour_standards")),
    )


class ProposalForm(ProposalFields, VersionForm):
    """A proposal that is edited; beside its fields stands what is missing for its submission."""

    def __init__(
        self,
        *args: Any,
        missing: Mapping[str, list[str]] | None = None,
        asked: Mapping[str, list[str]] | None = None,
        outcomes: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["need_outcome"]
        offered.choices = [(one.pk, offered.label_from_instance(one)) for one in outcomes]
        say_missing(self, missing or {})
        self._say_asked(asked or {})

    def _say_asked(self, asked: Mapping[str, list[str]]) -> None:
        """Say beside the first field of a section which changes its appraisal asks for."""
        for section, texts in asked.items():
            field = self.fields[FIELDS[section]]
            changes = format_html_join("", "<strong>{}</strong> {} ", ((CHANGE, text) for text in texts))
            field.help_text = format_html("{}{}", changes, field.help_text)


class NewProposalForm(ProposalFields):
    """A new proposal with its place, which never changes later."""

    country = field_of(Proposal, "country", form_class=CountryField, help_text=_("Cannot be changed later."))
    region = field_of(Proposal, "region")

    sections = (
        Section(
            _("Place"),
            ("country", "region"),
            _("A country or area, or a region; neither of an interregional or global one."),
        ),
        *ProposalFields.sections,
    )

    def __init__(self, *args: Any, countries: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if not regions.exists():
            del self.fields["region"]


class StepForm(VersionForm):
    """A step of a proposal's life; what belongs to the pipeline is asked there only."""

    needed_later = ("partner", "amount_usd", "probability")

    effective_on = field_of(
        ProposalState, "effective_on", help_text=_("The day it happened; not in the future.")
    )
    partner = field_of(ProposalState, "partner", form_class=OrganisationField)
    amount_usd = AmountField(label=_("Amount, US$"), required=False, decimal_places=2)
    probability = field_of(ProposalState, "probability", min_value=0, max_value=MOST_PROBABLE)
    reason = LinesField(label=_("Reason"), max_length=500, rows=2, help_text=_("Kept in the history."))

    def __init__(self, *args: Any, asked: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"partner", "amount_usd", "probability"} - set(asked):
            del self.fields[name]


class CorrectionForm(StepForm):
    """What a status really was, whole."""

    status = forms.ChoiceField(label=_("Status"), choices=ProposalStatus.choices)

    field_order = ("status",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, asked=("partner", "amount_usd", "probability"), **kwargs)


class PartnerFields(forms.Form):
    """A partner that a proposal is meant for."""

    partner = field_of(ProposedPartner, "partner", form_class=OrganisationField)
    amount_usd = AmountField(label=_("Amount, US$"), required=False, decimal_places=2)
    probability = field_of(ProposedPartner, "probability", min_value=0, max_value=MOST_PROBABLE)
    submitted_on = field_of(
        ProposedPartner, "submitted_on", help_text=_("Empty: the partner was not asked yet.")
    )
    answer = field_of(ProposedPartner, "answer", help_text=_("Empty: there is none yet."))
    answered_on = field_of(ProposedPartner, "answered_on")

    needed_later = ("amount_usd", "probability", "submitted_on", "answer", "answered_on")


class WaiverForm(ReasonWithVersionForm):
    """Why the appraisal is waived."""

    kind = field_of(AppraisalWaiver, "kind")

    field_order = ("kind", "reason")


class AuthorForm(forms.Form):
    """Who writes, too."""

    user = PersonField(label=_("Co-author"))


class HandOverProposalForm(ReasonWithVersionForm):
    """Who writes on."""

    author = PersonField(label=_("Author"), help_text=_("Somebody who may begin proposals there."))

    field_order = ("author", "reason")


class QuestionForm(forms.Form):
    """A question to the help desk."""

    needed_later = ("specialist", "desk")  # one of the two

    section = field_of(DeskQuestion, "section")
    question = LinesField(label=_("Question"), max_length=1000, rows=4)
    language = field_of(DeskQuestion, "language")
    desk = field_of(DeskQuestion, "desk")
    specialist = PersonField(label=_("Specialist"), required=False, help_text=_("Instead of a desk."))
    due_on = field_of(DeskQuestion, "due_on")


class AnswerForm(VersionForm):
    """An answer of the help desk."""

    answer = LinesField(label=_("Answer"), max_length=2000, rows=6)
