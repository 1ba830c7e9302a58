"""Pages of country programme outcomes: the register and the forms. One outcome's page is composed above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.outcomes import forms, policies
from portfolio.outcomes.actions import country_outcomes as actions
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.registers import CPOS
from portfolio.outcomes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class CountryOutcomesPage(RegisterPage):
    """`/cpos/`: country programme outcomes across programmes."""

    register = CPOS
    template_name = "portfolio/outcomes/country_outcomes.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the button of who may add one."""
        may_add = policies.may_write_somewhere(self.request.user)
        return {**super().context(listing, page), "may_add": may_add}


class NewCountryOutcome(ActionPage):
    """Add an outcome of a country or sub-region."""

    form_class = forms.NewCountryOutcomeForm
    parameters = ("country",)
    heading = gettext_lazy("Add a country programme outcome")
    lead = gettext_lazy(
        "Needs no programme. Staff and the country’s constituents see it at once, everybody else when its "
        "region publishes it or a signed programme plans it."
    )
    button = gettext_lazy("Add it")
    made: CountryProgrammeOutcome

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may add one somewhere."""
        return policies.may_write_somewhere(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer only the places that the person may write in."""
        countries, regions = policies.places_to_write(self.by)
        return {**super().get_form_kwargs(), "countries": countries, "regions": regions}

    def get_initial(self) -> dict[str, Any]:
        """Return the country of the address, and the language that the person reads."""
        language = (get_language() or "")[:2]
        return {
            "country": self.request.GET.get("country", ""),
            "language": language if language in TextLanguage.values else TextLanguage.ENGLISH,
        }

    def act(self, answers: dict[str, Any]) -> str:
        """Add it."""
        self.made = actions.add_country_outcome(
            by=self.by,
            country=answers["country"],
            region=answers.get("region"),
            code=answers["code"],
            text=actions.OutcomeTitle(answers["title"], answers["language"]),
        )
        return _("The outcome is added.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:cpos")

    def onward(self) -> str:
        """Go to the new outcome."""
        return reverse("portfolio:cpo", args=[self.made.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:cpos"), CPOS.label)]


class CountryOutcomePage(ActionPage):
    """A form about one outcome; to those who do not see it, it is missing."""

    @cached_property
    def outcome(self) -> CountryProgrammeOutcome:
        """The outcome that the address names."""
        rows = CountryProgrammeOutcome.objects.visible_to(self.request.user).for_list()
        found: CountryProgrammeOutcome = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may edit it."""
        return policies.may_edit_outcome(user, self.outcome)

    def subject(self) -> str:
        """Return its code and title."""
        return together(self.outcome)

    def back(self) -> str:
        """Return to the outcome."""
        return reverse("portfolio:cpo", args=[self.outcome.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the outcome."""
        return [(reverse("portfolio:cpos"), CPOS.label), (self.back(), self.outcome.code)]

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.outcome.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.outcome.version}


class EditCountryOutcome(CountryOutcomePage):
    """Change what an outcome is called."""

    form_class = forms.CountryOutcomeForm
    heading = gettext_lazy("Edit the outcome")
    lead = gettext_lazy("Programmes that plan it word it each for themselves.")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.outcome, name) for name in forms.CountryOutcomeForm.base_fields}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), actions.OutcomeTitle(**answers)
        actions.edit_country_outcome(by=self.by, outcome=self.outcome, lock_version=version, text=text)
        return _("Saved.")


class PublishCountryOutcome(CountryOutcomePage):
    """Let everyone see it without a programme.

    `publish`: the action, given where its address is composed, so that what is counted of it follows.
    """

    publish: Any = None

    form_class = VersionForm
    heading = gettext_lazy("Publish the outcome")
    lead = gettext_lazy(
        "Everyone then sees it without a programme, and what is accepted of it counts from today."
    )
    button = gettext_lazy("Publish")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may publish it."""
        return policies.may_publish_outcome(user, self.outcome)

    def act(self, answers: dict[str, Any]) -> str:
        """Publish."""
        self.publish(by=self.by, outcome=self.outcome, lock_version=answers["version"])
        return _("The outcome is published.")


class WithdrawCountryOutcome(PublishCountryOutcome):
    """End its publication."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("End the publication of the outcome")
    lead = gettext_lazy(
        "Then only staff and the country’s constituents see it, unless a signed programme plans it. Figures "
        "as of earlier days stay as they were."
    )
    button = gettext_lazy("End publication")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """Take back."""
        actions.withdraw_country_outcome(
            by=self.by, outcome=self.outcome, lock_version=answers["version"], reason=answers["reason"]
        )
        return _("The outcome is no longer published.")


class RemoveCountryOutcome(CountryOutcomePage):
    """Remove it."""

    form_class = VersionForm
    heading = gettext_lazy("Remove the outcome")
    lead = gettext_lazy("Only one that was added by mistake and that nothing names; the history stays.")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        actions.remove_country_outcome(by=self.by, outcome=self.outcome, lock_version=answers["version"])
        return _("The outcome was removed.")

    def onward(self) -> str:
        """Go to the register: it is gone."""
        return reverse("portfolio:cpos")
