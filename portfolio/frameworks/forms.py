"""Forms of cooperation frameworks and of what belongs to them: field shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import Country
from ilo_dc.core.ui.forms import DateInput
from ilo_dc.core.writing.forms import ReasonedForm, VersionForm
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.vocab import FrameworkKind, FrameworkStatus, GroupRole, Presence, ResultLevel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portfolio.frameworks.models.framework import CooperationFramework

KINDS = [("", "–"), *(choice for choice in FrameworkKind.choices if choice[0] != FrameworkKind.UNKNOWN)]
LEVELS = [("", "–"), *(choice for choice in ResultLevel.choices if choice[0] != ResultLevel.UNKNOWN)]
DAY_AFTER = _("The day after the last: 1 January 2027 for a period that ends in 2026.")
DOCUMENT = _("The title or number of the document, as it is cited.")


def _long_text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput, help_text=help_text)


def _text(label: Any, *, longest: int = 2000, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=_long_text(), help_text=help_text
    )


class FrameworkFields(forms.Form):
    """What is said of a framework."""

    title = forms.CharField(label=_("Title"), max_length=300, help_text=_("As the document states it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    starts_on = _day(_("First day"), required=False, help_text=_("Empty: not known."))
    ends_on = _day(_("Until, not included"), required=False, help_text=DAY_AFTER)
    signed_on = _day(_("Signed on"), required=False, help_text=_("Empty: not signed, or not known."))
    guidance = forms.CharField(
        label=_("Guidance version"),
        required=False,
        max_length=20,
        help_text=_("The UN guidance that it follows, by its year: 2019."),
    )
    reference = forms.CharField(
        label=_("Source of the description"),
        required=False,
        max_length=300,
        help_text=_("The document that title, kind and period are taken from."),
    )


class FrameworkForm(VersionForm, FrameworkFields):
    """An edit of a framework."""


class NewFrameworkForm(FrameworkFields):
    """A new framework, of the countries that the person may write in."""

    countries = forms.ModelMultipleChoiceField(
        Country.objects.none(),
        label=_("Countries or areas"),
        help_text=_("One, or all that share the framework. Use Ctrl or Shift with the arrow keys for more."),
    )
    field_order = ("countries",)

    def __init__(self, *args: Any, countries: QuerySet[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].queryset = countries  # type: ignore[attr-defined]


class StatusForm(VersionForm):
    """The next status."""

    status = forms.ChoiceField(label=_("Status"), choices=[("", "–"), *FrameworkStatus.choices])
    effective_on = _day(_("With effect from"))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class StatusCorrectionForm(StatusForm, ReasonedForm):
    """What a status really was."""

    field_order = ("version", "status", "effective_on", "note", "reason")


class PartFields(forms.Form):
    """A form about a part of one framework, whose own results and groups it offers."""

    def __init__(self, *args: Any, framework: CooperationFramework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework


class _BelowAnother(PartFields):
    """A node that may stand below another of its framework."""

    parent = forms.ModelChoiceField(
        FrameworkResult.objects.none(),
        label=_("Result above it"),
        required=False,
        help_text=_("Of an outcome its priority, of an output its outcome; empty: not known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = self.framework.results.filter(level__in=(ResultLevel.PRIORITY, ResultLevel.OUTCOME))
        self.fields["parent"].queryset = above.order_by("level", "text", "pk")  # type: ignore[attr-defined]


class ResultTextFields(_BelowAnother):
    """What is said of a node that keeps its level."""

    code = forms.CharField(
        label=_("Code"), required=False, max_length=20, help_text=_("As the framework numbers it: 1.2.")
    )
    text = forms.CharField(label=_("Text"), max_length=2000, widget=_long_text())
    field_order: tuple[str, ...] = ("code", "text", "parent")


class ResultFields(ResultTextFields):
    """A new node."""

    level = forms.ChoiceField(label=_("Level"), choices=LEVELS)
    field_order = ("level", "code", "text", "parent")


class ResultLevelForm(ReasonedForm, _BelowAnother):
    """The level of a node."""

    level = forms.ChoiceField(label=_("Level"), choices=LEVELS)
    field_order = ("level", "parent", "reason")


class StageFields(PartFields):
    """A stage of the roadmap."""

    position = forms.IntegerField(label=_("Number"), min_value=1, max_value=200)
    name = forms.CharField(
        label=_("Stage"), max_length=200, help_text=_("As the roadmap of the country team names it.")
    )
    planned_on = _day(_("Planned for"), required=False)
    done_on = _day(_("Done on"), required=False, help_text=_("Empty: not yet."))
    ilo_contribution = _text(_("What the ILO contributes"))


class GroupFields(PartFields):
    """A results group."""

    name = forms.CharField(label=_("Results group"), max_length=200)
    ilo_role = forms.ChoiceField(label=_("Role of the ILO"), choices=[("", "–"), *GroupRole.choices])
    role_since = _day(_("In this role since"), required=False, help_text=_("Empty: not known."))
    result = forms.ModelChoiceField(
        FrameworkResult.objects.none(),
        label=_("Priority or outcome"),
        required=False,
        help_text=_("Enter the framework’s results first to choose one here."),
    )
    note = _text(_("Note"), longest=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        placed = self.framework.results.filter(level__in=(ResultLevel.PRIORITY, ResultLevel.OUTCOME))
        self.fields["result"].queryset = placed.order_by("level", "text", "pk")  # type: ignore[attr-defined]


class PlanFields(PartFields):
    """A joint work plan."""

    starts_on = _day(_("First day"))
    ends_on = _day(_("Until, not included"), help_text=DAY_AFTER)
    reference = forms.CharField(label=_("Document"), max_length=300, help_text=DOCUMENT)
    link = forms.URLField(
        label=_("Address of the document"), required=False, max_length=500, assume_scheme="https"
    )
    group = forms.ModelChoiceField(ResultsGroup.objects.none(), label=_("Results group"), required=False)
    ilo_part = _text(_("Part of the ILO"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = self.framework.results_groups.order_by("name")  # type: ignore[attr-defined]


class AnalysisUpdateFields(PartFields):
    """An update of the common country analysis."""

    updated_on = _day(_("Updated on"))
    reference = forms.CharField(label=_("Document"), max_length=300, help_text=DOCUMENT)
    link = forms.URLField(
        label=_("Address of the document"), required=False, max_length=500, assume_scheme="https"
    )
    summary = _text(_("What it says new"))
    ilo_contribution = _text(_("What the ILO contributed"))
    constituents_contribution = _text(
        _("What constituents contributed"),
        help_text=_("Government, employers’ and workers’ organizations: studies, papers, workshops."),
    )


class MembershipFields(PartFields):
    """How the ILO belongs to a country team."""

    presence = forms.ChoiceField(label=_("Presence"), choices=[("", "–"), *Presence.choices])
    starts_on = _day(_("First day"))
    ends_on = _day(_("Until, not included"), required=False, help_text=_("Empty: still so."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class NewMembershipFields(MembershipFields):
    """A new membership, in one of the framework's countries."""

    country = forms.ModelChoiceField(Country.objects.none(), label=_("Country or area"))
    field_order = ("country",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Country.objects.filter(cooperation_frameworks=self.framework)
        self.fields["country"].queryset = places  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["country"].initial = places[0].pk
