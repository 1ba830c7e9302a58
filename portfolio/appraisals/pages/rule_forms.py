"""The form of the settings of appraisals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.appraisals import forms, policies
from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.models.appraisal import AppraisalRule
from portfolio.appraisals.registers import APPRAISAL_RULES

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class SetRules(ActionPage):
    """Date new settings."""

    form_class = forms.RuleForm
    heading = gettext_lazy("Date new settings")
    lead = gettext_lazy("They hold for rounds that begin from that day on. What was decided stays as it was.")
    button = gettext_lazy("Date them")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may."""
        return policies.may_set_rules(user)

    def get_initial(self) -> dict[str, Any]:
        """Return what holds today."""
        today = timezone.now().date()
        present = AppraisalRule.objects.in_force_on(today)
        names = [name for name in forms.RuleForm.base_fields if name != "reason"]
        return {**{name: getattr(present, name) for name in names}, "effective_on": today}

    def act(self, answers: dict[str, Any]) -> str:
        """Date them."""
        actions.set_rules(by=self.by, text=actions.RuleText(**answers))
        return _("The settings are dated.")

    def back(self) -> str:
        """Return to the settings."""
        return reverse("portfolio:appraisal-rules")

    def trail(self) -> list[tuple[str, object]]:
        """Return the settings."""
        return [(self.back(), APPRAISAL_RULES.label)]
