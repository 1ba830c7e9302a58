"""Forms of cooperation frameworks: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.pages import CorrectStatusPage, TakeBackStatusPage
from ilo_dc.core.life.rules import NOT_YET
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.frameworks import forms, policies
from portfolio.frameworks.actions import frameworks as actions
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.registers.frameworks import COOPERATION_FRAMEWORKS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class FrameworkPage(ActionPage):
    """A form about one framework, for those who may edit it; to others a hidden one is missing."""

    @cached_property
    def framework(self) -> CooperationFramework:
        """The framework that the address names."""
        rows = CooperationFramework.objects.visible_to(self.request.user).with_countries()
        found: CooperationFramework = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change the framework."""
        return policies.may_edit_framework(user, self.framework)

    def subject(self) -> str:
        """Return the framework's name."""
        return self.framework.written_name()

    def back(self) -> str:
        """Return to the framework."""
        return reverse("portfolio:framework", args=[self.framework.slug])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the framework."""
        register = (reverse("portfolio:frameworks"), COOPERATION_FRAMEWORKS.label)
        return [register, (self.back(), self.framework.written_name())]

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.framework.version}


class NewFramework(ActionPage):
    """Record a framework."""

    form_class = forms.NewFrameworkForm
    parameters = ("countries",)
    heading = gettext_lazy("Record a cooperation framework")
    lead = gettext_lazy(
        "Staff and the constituents of its countries see it at once, everybody else when the region "
        "publishes it. If UN INFO’s sub-outputs belong to it, describe the framework that holds them instead."
    )
    button = gettext_lazy("Record it")
    made: CooperationFramework

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may record one."""
        return policies.may_write_somewhere(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer only the countries that the person may write in."""
        return {**super().get_form_kwargs(), "countries": policies.countries_to_write(self.by)}

    def get_initial(self) -> dict[str, Any]:
        """Return the countries of the address, if it names some."""
        codes = self.request.GET.get("countries", "").split("-")
        return {"countries": list(policies.countries_to_write(self.by).filter(pk__in=codes))}

    def act(self, answers: dict[str, Any]) -> str:
        """Create."""
        countries = list(answers.pop("countries"))
        text = actions.FrameworkText(**answers)
        self.made = actions.create_framework(by=self.by, countries=countries, text=text)
        return _("The framework is recorded. Add its results and what the ILO does in it next.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:frameworks")

    def onward(self) -> str:
        """Go to the new framework."""
        return reverse("portfolio:framework", args=[self.made.slug])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:frameworks"), COOPERATION_FRAMEWORKS.label)]


class DescribeFramework(FrameworkPage):
    """Say what a framework is."""

    form_class = forms.FrameworkForm
    heading = gettext_lazy("Describe the framework")
    lead = gettext_lazy("Its sub-outputs and their amounts stay as UN INFO gives them.")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.framework, name) for name in forms.FrameworkForm.base_fields}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), actions.FrameworkText(**answers)
        actions.describe_framework(by=self.by, framework=self.framework, lock_version=version, text=text)
        return _("Saved.")


class RecordStatus(FrameworkPage):
    """Record where the framework is in its life."""

    form_class = forms.StatusForm
    heading = gettext_lazy("Record its status")
    lead = gettext_lazy("A status is a dated fact: the next one follows it, and both are kept.")
    button = gettext_lazy("Record it")

    def impossible(self) -> list[str]:
        """Return why no status can follow: of none that may, all that it needs is there."""
        life = FRAMEWORK_LIFE.in_effect(self.framework)
        now = life[-1].status if life else NOT_YET
        if FRAMEWORK_LIFE.within_reach(self.framework, now=now):
            return []
        following = FRAMEWORK_LIFE.statuses.moves[now]
        return FRAMEWORK_LIFE.barred(self.framework, following[0] if following else now)

    def act(self, answers: dict[str, Any]) -> str:
        """Record."""
        version, step = answers.pop("version"), Step(**answers)
        FRAMEWORK_LIFE.record(by=self.by, noun=self.framework, lock_version=version, step=step)
        return _("The status is recorded.")


class CorrectFrameworkStatus(CorrectStatusPage, FrameworkPage):
    """Say what a status of the framework really was."""

    life = FRAMEWORK_LIFE
    form_class = forms.StatusCorrectionForm
    lead = gettext_lazy("What was recorded is kept beside the correction.")


class TakeBackFrameworkStatus(TakeBackStatusPage, FrameworkPage):
    """Say that the present status never was."""

    life = FRAMEWORK_LIFE
    lead = gettext_lazy("It was recorded by mistake: the status before it holds again. Both are kept.")


class ReceiveSubOutputs(FrameworkPage):
    """Let new sub-outputs come to this framework."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Receive new sub-outputs")
    lead = gettext_lazy(
        "UN INFO names countries, not frameworks. What it names newly for these countries then comes to this "
        "framework; sub-outputs that are recorded stay where they are."
    )
    button = gettext_lazy("Receive them here")

    def act(self, answers: dict[str, Any]) -> str:
        """Receive."""
        actions.receive_sub_outputs(
            by=self.by, framework=self.framework, lock_version=answers["version"], reason=answers["reason"]
        )
        return _("New sub-outputs of these countries come here.")


class PublishFramework(FrameworkPage):
    """Let everyone see it."""

    form_class = VersionForm
    heading = gettext_lazy("Publish the framework")
    lead = gettext_lazy("Everyone then sees what officers recorded of it, its parts included.")
    button = gettext_lazy("Publish")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may publish it."""
        return policies.may_publish_framework(user, self.framework)

    def act(self, answers: dict[str, Any]) -> str:
        """Publish."""
        actions.publish_framework(by=self.by, framework=self.framework, lock_version=answers["version"])
        return _("The framework is published.")


class WithdrawFramework(PublishFramework):
    """Take it back."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Take the framework back")
    lead = gettext_lazy("Then only staff and the constituents of its countries see what officers recorded.")
    button = gettext_lazy("End publication")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """Take back."""
        actions.withdraw_framework(
            by=self.by, framework=self.framework, lock_version=answers["version"], reason=answers["reason"]
        )
        return _("The framework is no longer published.")


class RemoveFramework(FrameworkPage):
    """Remove it."""

    form_class = VersionForm
    heading = gettext_lazy("Remove the framework")
    lead = gettext_lazy("Only one that was entered by mistake and has nothing of its own; the history stays.")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may remove it."""
        return policies.may_remove_framework(user, self.framework)

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        actions.remove_framework(by=self.by, framework=self.framework, lock_version=answers["version"])
        return _("The framework was removed.")

    def onward(self) -> str:
        """Go to the register: it is gone."""
        return reverse("portfolio:frameworks")
