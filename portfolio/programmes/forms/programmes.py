"""Forms of country programmes and their plan: field shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.documents.forms import AttachForm
from ilo_dc.core.reference.row_fields import CountryField, OfficeField
from ilo_dc.core.ui.forms import field_of
from ilo_dc.core.writing.forms import VersionForm
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.vocab import PROGRESS_CHOICES, ProgrammeStatus


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

    # A later status asks for them.
    needed_later: tuple[str, ...] = ("starts_on", "ends_on", "office", "consulted_on", "theory_of_change")

    title = field_of(CountryProgramme, "title", widget=_long_text(2))
    language = field_of(CountryProgramme, "language", help_text=_("Title, priorities and outcomes."))
    starts_on = field_of(
        CountryProgramme, "starts_on", label=_("First day"), help_text=_("Needed from consultation on.")
    )
    ends_on = field_of(CountryProgramme, "ends_on")
    office = field_of(
        CountryProgramme, "office", form_class=OfficeField, help_text=_("Needed from consultation on.")
    )
    consulted_on = field_of(
        CountryProgramme,
        "consulted_on",
        label=_("Constituents consulted on"),
        help_text=_("Government, employers and workers. Needed for signature."),
    )
    generation = field_of(CountryProgramme, "generation", min_value=1, max_value=99)
    pilot = field_of(CountryProgramme, "pilot")
    theory_of_change = field_of(
        CountryProgramme,
        "theory_of_change",
        widget=_long_text(6),
        help_text=_("Why these priorities lead to decent work here. Needed for signature."),
    )


class ProgrammeForm(VersionForm, ProgrammeFields):
    """A programme that is edited."""


class NewProgrammeForm(ProgrammeFields):
    """A new programme with its place, which never changes later."""

    field_order = ("country", "region")
    needed_later = (*ProgrammeFields.needed_later, "country", "region")  # one of the two places

    country = field_of(
        CountryProgramme, "country", form_class=CountryField, help_text=_("Cannot be changed later.")
    )
    region = field_of(
        CountryProgramme,
        "region",
        label=_("Region of a sub-regional programme"),
        help_text=_("Only where it belongs to no single country. Cannot be changed later."),
    )

    def __init__(self, *args: Any, countries: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if not regions.exists():
            del self.fields["region"]


class StepForm(VersionForm):
    """A step of a programme's life."""

    effective_on = field_of(
        ProgrammeState, "effective_on", help_text=_("The day it happened; not in the future.")
    )
    extended_until = field_of(ProgrammeState, "extended_until")
    reason = field_of(
        ProgrammeState,
        "reason",
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

    status = field_of(ProgrammeState, "status", choices=ProgrammeStatus.choices)

    field_order = ("version", "status", *StepForm.field_order[1:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extends=True, **kwargs)
        self.fields["extended_until"].help_text = _("Of an extension.")
        self.fields["reason"].help_text = _("What was wrong, and how you know. Only staff read it.")


class PriorityFields(forms.Form):
    """What is said of a priority."""

    position = field_of(Priority, "position", min_value=1, max_value=99)
    title = field_of(Priority, "title", widget=_long_text(2))


class OutcomeFields(forms.Form):
    """What is said of an outcome."""

    priority = field_of(ProgrammeOutcome, "priority", required=True)
    code = field_of(
        ProgrammeOutcome, "code", help_text=_("Three letters of the country, three digits: ARG155.")
    )
    title = field_of(ProgrammeOutcome, "title", widget=_long_text(3))
    category = field_of(ProgrammeOutcome, "category")
    progress = field_of(ProgrammeOutcome, "progress", choices=PROGRESS_CHOICES, help_text="")
    office = field_of(ProgrammeOutcome, "office", form_class=OfficeField)

    def __init__(self, *args: Any, programme: CountryProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].queryset = programme.priorities.order_by("position")  # type: ignore[attr-defined]


class OutcomeForm(VersionForm, OutcomeFields):
    """An outcome that is edited."""


class WithoutProgrammeForm(VersionForm):
    """What is said of the place of an outcome without a programme."""

    category = field_of(ProgrammeOutcome, "category")
    progress = field_of(ProgrammeOutcome, "progress", choices=PROGRESS_CHOICES, help_text="")
    office = field_of(ProgrammeOutcome, "office", form_class=OfficeField)


class IndicatorFields(forms.Form):
    """What is said of an indicator."""

    text = field_of(OutcomeIndicator, "text", widget=_long_text(2))
    unit = field_of(OutcomeIndicator, "unit", help_text=_("Such as %, people, laws."))
    whole_numbers = field_of(OutcomeIndicator, "whole_numbers")
    baseline_value = field_of(OutcomeIndicator, "baseline_value")
    baseline_text = field_of(OutcomeIndicator, "baseline_text")
    baseline_year = field_of(OutcomeIndicator, "baseline_year", min_value=1990, max_value=2100)
    target_value = field_of(OutcomeIndicator, "target_value")
    target_text = field_of(OutcomeIndicator, "target_text")
    target_year = field_of(OutcomeIndicator, "target_year", min_value=1990, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self["whole_numbers"].data:
            for name in ("baseline_value", "target_value"):
                self.fields[name] = field_of(OutcomeIndicator, name, decimal_places=0)


class MilestoneFields(forms.Form):
    """What is said of a milestone."""

    due_on = field_of(Milestone, "due_on")
    text = field_of(Milestone, "text", widget=_long_text(2))
    value = field_of(Milestone, "value")
    status = field_of(Milestone, "status", label=_("Progress"), choices=PROGRESS_CHOICES, help_text="")


class AttachDocumentForm(AttachForm):
    """A document of a programme: the file and what it is."""

    kind = field_of(
        ProgrammeDocument,
        "kind",
        help_text=_(
            "Signed documents, reviews, evaluations and monitoring plans are read by everyone who sees the "
            "programme; drafts, minutes and others by staff and the country’s constituents."
        ),
    )
    dated_on = field_of(ProgrammeDocument, "dated_on", help_text=_("Empty: not known."))

    field_order = ("file", "kind", "title", "dated_on")
