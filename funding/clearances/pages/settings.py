"""Forms of what managers configure: settings of a day, what screenings ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.clearances import forms, policies
from funding.clearances.actions import settings as actions
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.pages.clearances import Confidential
from funding.clearances.registers import CLEARANCE_RULES, SCREENING_CRITERIA
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ConfigurationPage(Confidential, ActionPage):
    """A form of managers."""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` configures clearances."""
        return policies.may_configure(user)


class SetClearanceRules(ConfigurationPage):
    """Date new settings."""

    form_class = forms.RuleForm
    heading = gettext_lazy("Date new settings")
    lead = gettext_lazy(
        "They hold for requests that are made from that day on. What was decided stays as it was."
    )
    button = gettext_lazy("Date them")

    def get_initial(self) -> dict[str, Any]:
        """Return what holds today."""
        today = timezone.now().date()
        present = ClearanceRule.objects.in_force_on(today)
        names = [name for name in forms.RuleForm.base_fields if name != "reason"]
        return {**{name: getattr(present, name) for name in names}, "effective_on": today}

    def act(self, answers: dict[str, Any]) -> str:
        """Date them."""
        actions.set_rules(by=self.by, text=actions.RuleText(**answers))
        return _("The settings are dated.")

    def back(self) -> str:
        """Return to the settings."""
        return reverse("funding:clearance-rules")

    def trail(self) -> list[tuple[str, object]]:
        """Return the settings."""
        return [(self.back(), CLEARANCE_RULES.label)]


class CriterionPage(ConfigurationPage):
    """A form about what screenings ask."""

    def back(self) -> str:
        """Return to what screenings ask."""
        return reverse("funding:screening-criteria")

    def trail(self) -> list[tuple[str, object]]:
        """Return what screenings ask."""
        return [(self.back(), SCREENING_CRITERIA.label)]


class AddCriterion(CriterionPage):
    """Ask something more."""

    form_class = forms.CriterionForm
    heading = gettext_lazy("Add a criterion")
    lead = gettext_lazy("It is asked of the partners of requests that are made from that day on.")
    button = gettext_lazy("Add it")

    def get_initial(self) -> dict[str, Any]:
        """Return today."""
        return {"starts_on": timezone.now().date()}

    def act(self, answers: dict[str, Any]) -> str:
        """Add it."""
        actions.add_criterion(by=self.by, text=actions.CriterionText(**answers))
        return _("The criterion is added.")


class EndCriterion(CriterionPage):
    """Ask it no longer."""

    form_class = forms.EndCriterionForm
    heading = gettext_lazy("End a criterion")
    lead = gettext_lazy(
        "Requests that are made after its last day are not asked it. What was answered stays."
    )
    button = gettext_lazy("End it")

    @cached_property
    def criterion(self) -> ScreeningCriterion:
        """The criterion that the address names."""
        rows = ScreeningCriterion.objects.visible_to(self.request.user)
        found: ScreeningCriterion = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` ends it; one that there is not is missing to everybody."""
        return policies.may_configure(user, self.criterion)

    def subject(self) -> str:
        """Return what it asks."""
        return self.criterion.text

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.criterion.version}

    def act(self, answers: dict[str, Any]) -> str:
        """End it."""
        actions.end_criterion(
            by=self.by,
            criterion=self.criterion,
            lock_version=answers["version"],
            ends_on=answers["ends_on"],
            reason=answers["reason"],
        )
        return _("The criterion has an end.")
