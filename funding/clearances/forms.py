"""Forms of clearances: field shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.clearances.actions.clearances import Answered
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from ilo_dc.core.models import Membership, User
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.row_fields import OrganisationField
from ilo_dc.core.ui.forms import LastDayField, Section, SectionsMixin, field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm

if TYPE_CHECKING:
    from collections.abc import Sequence


class OfficerField(RowField):
    """A PARDEV officer, by name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Return the field of one form, which offers the officers of the day it is made."""
        made = super().__deepcopy__(memo)
        members = Membership.objects.in_force_on(timezone.now().date()).filter(role=Role.PARDEV)
        people = User.objects.filter(is_active=True, pk__in=members.values("user"))
        made.queryset = people.order_by("name__folded", "pk")
        return made


class RequestForm(forms.Form):
    """What is asked for."""

    organisation = OrganisationField(
        label=_("Partner"), help_text=_("While a clearance of this partner is valid, it is reused.")
    )
    form = field_of(PartnershipClearance, "form")
    purpose = field_of(PartnershipClearance, "purpose", widget=forms.Textarea(attrs={"rows": 2}))
    sector = field_of(PartnershipClearance, "sector")
    anew = field_of(
        PartnershipClearance,
        "anew",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where one is valid and not enough."),
    )


class RequestChangeForm(VersionForm):
    """What may be said otherwise of a request."""

    form = field_of(PartnershipClearance, "form")
    purpose = field_of(PartnershipClearance, "purpose", widget=forms.Textarea(attrs={"rows": 2}))
    sector = field_of(PartnershipClearance, "sector")


class HandOverForm(ReasonWithVersionForm):
    """Who is the officer instead."""

    officer = OfficerField(label=_("Substitute"))

    field_order = ("officer", "reason")


class ScreeningForm(SectionsMixin, VersionForm):
    """An answer to each criterion with what was found, and the findings as a whole."""

    findings = LinesField(label=_("Findings"), max_length=4000, required=False, rows=6)

    sections: tuple[Section, ...] = (Section(_("Findings"), ("findings",)),)

    def __init__(self, *args: Any, criteria: Sequence[ScreeningCriterion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        asked = []
        for one in criteria:
            answer, note = f"answer_{one.pk}", f"note_{one.pk}"
            self.fields[answer] = forms.ChoiceField(
                label=_("Answer"), choices=[("", _("Not yet answered")), *one.choices], required=False
            )
            self.fields[note] = LinesField(label=_("What was found"), max_length=1000, required=False, rows=2)
            asked.append(Section(one.text, (answer, note), one.source))
        self.sections = (*asked, *self.sections)
        self.needed_later = ("findings", *(section.fields[0] for section in asked))

    def answers(self) -> dict[int, Answered]:
        """Return what was answered, by criterion."""
        typed = self.cleaned_data
        return {one.pk: Answered(typed[f"answer_{one.pk}"], typed[f"note_{one.pk}"]) for one in self.criteria}


class AdviceForm(VersionForm):
    """What the legal office advises."""

    advice = LinesField(label=_("Legal advice"), max_length=4000, rows=6)


class DecisionForm(VersionForm):
    """A decision: each field belongs to one way of deciding or another."""

    needed_later = ("valid_until", "conditions", "overruling", "note")

    valid_until = field_of(
        PartnershipClearance, "valid_until", required=False, help_text=_("Needed to clear the partner.")
    )
    conditions = LinesField(
        label=_("Conditions"),
        max_length=2000,
        required=False,
        rows=3,
        help_text=_("Needed to clear it with conditions."),
    )
    overruling = LinesField(
        label=_("Why an objection is overruled"),
        max_length=2000,
        required=False,
        rows=3,
        help_text=_("Needed to clear it where a bureau objects."),
    )
    note = LinesField(
        label=_("Note"), max_length=1000, required=False, rows=2, help_text=_("Needed to refuse it.")
    )


class RuleForm(forms.Form):
    """Settings from a day on."""

    effective_on = field_of(ClearanceRule, "effective_on")
    screening_days = field_of(ClearanceRule, "screening_days")
    act_emp_days = field_of(ClearanceRule, "act_emp_days")
    actrav_days = field_of(ClearanceRule, "actrav_days")
    legal_days = field_of(ClearanceRule, "legal_days")
    decision_days = field_of(ClearanceRule, "decision_days")
    valid_months = field_of(ClearanceRule, "valid_months")
    reason = LinesField(label=_("Reason"), max_length=500, rows=2, help_text=_("Kept in the history."))


class CriterionForm(forms.Form):
    """What screenings ask from a day on."""

    needed_later = ("answers",)

    kind = field_of(ScreeningCriterion, "kind")
    text = field_of(ScreeningCriterion, "text", widget=forms.Textarea(attrs={"rows": 2}))
    answers = LinesField(
        label=_("Answers"),
        max_length=1000,
        required=False,
        rows=4,
        help_text=_("Of a question, one a line. An exclusion applies or does not apply."),
    )
    source = field_of(ScreeningCriterion, "source", help_text=_("The document that asks for it."))
    starts_on = field_of(ScreeningCriterion, "starts_on")


class EndCriterionForm(ReasonWithVersionForm):
    """From when on it is asked no longer."""

    ends_on = LastDayField(label=_("Last day on which it is asked"))

    field_order = ("ends_on", "reason")
