"""Forms of country programmes and their plan: field shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.documents.forms import AttachForm
from ilo_dc.core.models import Country, Office, Region
from ilo_dc.core.ui.forms import AmountField, DateInput
from ilo_dc.core.writing.forms import VersionForm
from portfolio.programmes.models.country_programme import Priority
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.vocab import (
    PROGRESS_CHOICES,
    DocumentKind,
    OutcomeCategory,
    ProgrammeStatus,
    TextLanguage,
)

if TYPE_CHECKING:
    from portfolio.programmes.models.country_programme import CountryProgramme


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DocumentField(forms.ModelChoiceField):
    """A choice of a programme's documents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ProgrammeDocument.objects.none(), **options)

    def label_from_instance(self, obj: Any) -> str:
        """Return what the document is and how it is called."""
        return f"{obj.get_kind_display()}: {obj.document}"


class ProgrammeFields(forms.Form):
    """What is said of a programme."""

    title = forms.CharField(label=_("Title"), max_length=300, widget=_long_text(2))
    language = forms.ChoiceField(
        label=_("Language of its texts"), choices=TextLanguage, help_text=_("Title, priorities and outcomes.")
    )
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=DateInput, help_text=_("Needed from consultation on.")
    )
    ends_on = forms.DateField(
        label=_("Until, not included"),
        required=False,
        widget=DateInput,
        help_text=_("The day after the last: 1 January 2027 for a programme that ends in 2026."),
    )
    office = forms.ModelChoiceField(
        Office.objects.all(),
        label=_("Responsible office"),
        required=False,
        help_text=_("Needed from consultation on."),
    )
    consulted_on = forms.DateField(
        label=_("Constituents consulted on"),
        required=False,
        widget=DateInput,
        help_text=_("Government, employers and workers. Needed for signature."),
    )
    generation = forms.IntegerField(
        label=_("Generation"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("1 for the first programme of the country."),
    )
    pilot = forms.BooleanField(label=_("Pilot of the new generation"), required=False)
    theory_of_change = forms.CharField(
        label=_("Theory of change"),
        required=False,
        widget=_long_text(6),
        help_text=_("Why these priorities lead to decent work here. Needed for signature."),
    )


class ProgrammeForm(VersionForm, ProgrammeFields):
    """A programme that is edited."""


class NewProgrammeForm(ProgrammeFields):
    """A new programme with its place, which never changes later."""

    field_order = ("country", "region")

    country = forms.ModelChoiceField(
        Country.objects.none(), label=_("Country or area"), required=False, help_text=_("Cannot be changed.")
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region of a sub-regional programme"),
        required=False,
        help_text=_("Only where it belongs to no single country. Cannot be changed."),
    )

    def __init__(self, *args: Any, countries: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if not regions.exists():
            del self.fields["region"]


class StepForm(VersionForm):
    """A step of a programme's life."""

    effective_on = forms.DateField(
        label=_("With effect from"), widget=DateInput, help_text=_("The day it happened; not in the future.")
    )
    extended_until = forms.DateField(
        label=_("Extended until, not included"),
        required=False,
        widget=DateInput,
        help_text=_("The day after the last."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=_long_text(2),
        help_text=_("What was decided, where. Kept in the history; only staff read it."),
    )

    document = DocumentField(
        label=_("Document that says so"),
        required=False,
        help_text=_("One that is attached to the programme."),
    )

    field_order: tuple[str, ...] = ("version", "effective_on", "extended_until", "document", "reason")

    def __init__(self, *args: Any, extends: bool, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not extends:
            del self.fields["extended_until"]
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        if not documents:
            del self.fields["document"]


class CorrectionForm(StepForm):
    """What a status of a programme really was."""

    status = forms.ChoiceField(label=_("Status"), choices=ProgrammeStatus)

    field_order = ("version", "status", *StepForm.field_order[1:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extends=True, **kwargs)
        self.fields["extended_until"].help_text = _("Of an extension: the day after the last.")
        self.fields["reason"].help_text = _("What was wrong, and how you know. Only staff read it.")


class PriorityFields(forms.Form):
    """What is said of a priority."""

    position = forms.IntegerField(label=_("Number"), min_value=1, max_value=99)
    title = forms.CharField(label=_("Title"), max_length=300, widget=_long_text(2))


class PriorityForm(VersionForm, PriorityFields):
    """A priority that is edited."""


class OutcomeFields(forms.Form):
    """What is said of an outcome."""

    priority = forms.ModelChoiceField(Priority.objects.none(), label=_("Priority"))
    code = forms.CharField(
        label=_("CPO code"), max_length=6, help_text=_("Three letters of the country, three digits: ARG155.")
    )
    title = forms.CharField(label=_("Title"), max_length=500, widget=_long_text(3))
    category = forms.ChoiceField(label=_("Category"), choices=OutcomeCategory)
    progress = forms.ChoiceField(label=_("Progress"), choices=PROGRESS_CHOICES, required=False)
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Responsible office"), required=False)

    def __init__(self, *args: Any, programme: CountryProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].queryset = programme.priorities.order_by("position")  # type: ignore[attr-defined]


class OutcomeForm(VersionForm, OutcomeFields):
    """An outcome that is edited."""


class IndicatorFields(forms.Form):
    """What is said of an indicator."""

    text = forms.CharField(label=_("Indicator"), max_length=500, widget=_long_text(2))
    unit = forms.CharField(
        label=_("Unit"), max_length=60, required=False, help_text=_("Such as %, people, laws.")
    )
    baseline_value = AmountField(label=_("Baseline"), required=False, decimal_places=4)
    baseline_text = forms.CharField(label=_("Baseline in words"), max_length=300, required=False)
    baseline_year = forms.IntegerField(
        label=_("Year of the baseline"), required=False, min_value=1990, max_value=2100
    )
    target_value = AmountField(label=_("Target"), required=False, decimal_places=4)
    target_text = forms.CharField(label=_("Target in words"), max_length=300, required=False)
    target_year = forms.IntegerField(
        label=_("Year of the target"), required=False, min_value=1990, max_value=2100
    )


class IndicatorForm(VersionForm, IndicatorFields):
    """An indicator that is edited."""


class MilestoneFields(forms.Form):
    """What is said of a milestone."""

    due_on = forms.DateField(label=_("Due"), widget=DateInput)
    text = forms.CharField(label=_("Milestone"), max_length=500, widget=_long_text(2))
    status = forms.ChoiceField(label=_("Progress"), choices=PROGRESS_CHOICES, required=False)


class MilestoneForm(VersionForm, MilestoneFields):
    """A milestone that is edited."""


class AttachDocumentForm(AttachForm):
    """A document of a programme: the file and what it is."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", "–"), *DocumentKind.choices],
        help_text=_(
            "Signed documents, reviews, evaluations and monitoring plans are read by everyone who sees the "
            "programme; drafts, minutes and others by staff and the country’s constituents."
        ),
    )
    dated_on = forms.DateField(
        label=_("Date of the document"), required=False, widget=DateInput, help_text=_("Empty: not known.")
    )

    field_order = ("file", "kind", "title", "dated_on")
