"""Forms of what belongs to a country programme: priorities, outcomes, indicators, milestones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.writing.forms import VersionForm
from portfolio.programmes.actions import outcome_indicators, priorities, programme_outcomes
from portfolio.programmes.forms import programmes as forms
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.pages.programme_forms import values_of
from portfolio.programmes.panels.programme_pages import ProgrammePage
from portfolio.programmes.registers import COUNTRY_PROGRAMMES


class PartPage(ProgrammePage):
    """A form about a part of a programme's plan, which the address names by number."""

    model: ClassVar[type[Any]]
    path: ClassVar[str]  # from the part to its programme

    @cached_property
    def part(self) -> Any:
        """The part that the address names."""
        rows = self.model.objects.visible_to(self.request.user)
        path = self.path
        placed = rows.select_related(f"{path}__country__region", f"{path}__region", f"{path}__office")
        return get_object_or_404(placed, pk=self.kwargs["pk"])

    @cached_property
    def programme(self) -> CountryProgramme:
        """The programme of the part."""
        found: Any = self.part
        for name in self.path.split("__"):
            found = getattr(found, name)
        return found


class EditPart(PartPage):
    """Change a part as it was read."""

    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return values_of(self.get_form_class(), self.part)


class RemovePart(PartPage):
    """Remove a part of a programme that is not yet signed."""

    form_class = VersionForm
    button = gettext_lazy("Remove it")
    kind = "btn-bad"
    lead = gettext_lazy("Until signature a part of the plan may be removed; the history keeps it.")

    def subject(self) -> str:
        """Return what will be removed."""
        return str(self.part)

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the programme."""
        register = (reverse("portfolio:programmes"), COUNTRY_PROGRAMMES.label)
        return [register, (self.back(), self.programme.title)]

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.part.version}


class OfPriority(PartPage):
    """A priority's pages."""

    model, path = Priority, "programme"


class EditPriority(OfPriority, EditPart):
    """Change a priority."""

    form_class = forms.PriorityForm
    heading = gettext_lazy("Edit the priority")

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), priorities.PriorityText(**answers)
        priorities.edit_priority(by=self.by, priority=self.part, lock_version=version, text=text)
        return _("Saved.")


class RemovePriority(OfPriority, RemovePart):
    """Remove a priority."""

    heading = gettext_lazy("Remove the priority")

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        priorities.remove_priority(by=self.by, priority=self.part, lock_version=answers["version"])
        return _("The priority was removed.")


class OfOutcome(PartPage):
    """An outcome's pages."""

    model, path = ProgrammeOutcome, "programme"

    def back(self) -> str:
        """Return to the outcome on its programme's page."""
        return f"{super().back()}#{self.part.code}"


class EditOutcome(OfOutcome, EditPart):
    """Change an outcome."""

    form_class = forms.OutcomeForm
    heading = gettext_lazy("Edit the outcome")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the programme's priorities."""
        return {**super().get_form_kwargs(), "programme": self.programme}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), programme_outcomes.OutcomeText(**answers)
        programme_outcomes.edit_outcome(by=self.by, outcome=self.part, lock_version=version, text=text)
        return _("Saved.")


class RemoveOutcome(OfOutcome, RemovePart):
    """Remove an outcome."""

    heading = gettext_lazy("Remove the outcome")

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        programme_outcomes.remove_outcome(by=self.by, outcome=self.part, lock_version=answers["version"])
        return _("The outcome was removed.")


class AddIndicator(OfOutcome):
    """Add an indicator to an outcome."""

    form_class = forms.IndicatorFields
    heading = gettext_lazy("Add an indicator")
    button = gettext_lazy("Add the indicator")

    def subject(self) -> str:
        """Return the outcome."""
        return str(self.part)

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        text = outcome_indicators.IndicatorText(**answers)
        outcome_indicators.add_indicator(by=self.by, outcome=self.part, text=text)
        return _("The indicator was added.")


class OfIndicator(PartPage):
    """An indicator's pages."""

    model, path = OutcomeIndicator, "outcome__programme"


class EditIndicator(OfIndicator, EditPart):
    """Change an indicator."""

    form_class = forms.IndicatorForm
    heading = gettext_lazy("Edit the indicator")

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), outcome_indicators.IndicatorText(**answers)
        outcome_indicators.edit_indicator(by=self.by, indicator=self.part, lock_version=version, text=text)
        return _("Saved.")


class RemoveIndicator(OfIndicator, RemovePart):
    """Remove an indicator."""

    heading = gettext_lazy("Remove the indicator")

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        outcome_indicators.remove_indicator(by=self.by, indicator=self.part, lock_version=answers["version"])
        return _("The indicator was removed.")


class AddMilestone(OfIndicator):
    """Add a milestone to an indicator."""

    form_class = forms.MilestoneFields
    heading = gettext_lazy("Add a milestone")
    button = gettext_lazy("Add the milestone")

    def subject(self) -> str:
        """Return the indicator."""
        return str(self.part)

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        text = outcome_indicators.MilestoneText(**answers)
        outcome_indicators.add_milestone(by=self.by, indicator=self.part, text=text)
        return _("The milestone was added.")


class OfMilestone(PartPage):
    """A milestone's pages."""

    model, path = Milestone, "indicator__outcome__programme"


class EditMilestone(OfMilestone, EditPart):
    """Change a milestone."""

    form_class = forms.MilestoneForm
    heading = gettext_lazy("Edit the milestone")

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), outcome_indicators.MilestoneText(**answers)
        outcome_indicators.edit_milestone(by=self.by, milestone=self.part, lock_version=version, text=text)
        return _("Saved.")


class RemoveMilestone(OfMilestone, RemovePart):
    """Remove a milestone."""

    heading = gettext_lazy("Remove the milestone")

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        outcome_indicators.remove_milestone(by=self.by, milestone=self.part, lock_version=answers["version"])
        return _("The milestone was removed.")
