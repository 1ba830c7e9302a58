"""Forms of country programmes and their plan: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.pages import CorrectStatusPage, StepPage, TakeBackStatusPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.outcomes.policies import places_to_write
from portfolio.programmes import policies
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.forms import programmes as forms
from portfolio.programmes.panels.programme_pages import ProgrammePage
from portfolio.programmes.registers import COUNTRY_PROGRAMMES
from portfolio.programmes.vocab import ProgrammeStatus, TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.country_programme import CountryProgramme


def values_of(form: type[Any], row: Any) -> dict[str, Any]:
    """Return what a form of a row starts from: the row's values of the form's fields."""
    return {name: getattr(row, name) for name in form.base_fields}


class NewProgramme(ActionPage):
    """Start a programme."""

    form_class = forms.NewProgrammeForm
    parameters = ("country",)
    heading = gettext_lazy("Start a country programme")
    lead = gettext_lazy("It begins as a draft that only staff and the constituents of the country see.")
    button = gettext_lazy("Start the draft")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may start one."""
        return policies.may_create_somewhere(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer only the places that the person may write in."""
        countries, regions = places_to_write(self.by)
        return {**super().get_form_kwargs(), "countries": countries, "regions": regions}

    def get_initial(self) -> dict[str, Any]:
        """Return the country of the address, if it names one, and the reader's language."""
        language = self.by.language[:2]
        if language not in TextLanguage.values:
            language = TextLanguage.ENGLISH
        return {"country": self.request.GET.get("country", ""), "language": language}

    def act(self, answers: dict[str, Any]) -> str:
        """Create."""
        place = {"country": answers.pop("country"), "region": answers.pop("region", None)}
        text = programmes.ProgrammeText(**answers)
        self.started = programmes.create_programme(by=self.by, text=text, **place)
        return _("The draft is started. Add its priorities next.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:programmes")

    def onward(self) -> str:
        """Go to the new programme."""
        return reverse("programme", args=[self.started.slug])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:programmes"), COUNTRY_PROGRAMMES.label)]


class EditProgramme(ProgrammePage):
    """Change what is said of a programme."""

    form_class = forms.ProgrammeForm
    heading = gettext_lazy("Edit the programme")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return values_of(forms.ProgrammeForm, self.programme)

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, text = answers.pop("version"), programmes.ProgrammeText(**answers)
        programmes.edit_programme(by=self.by, programme=self.programme, lock_version=version, text=text)
        return _("Saved.")


class MoveProgramme(StepPage, ProgrammePage):
    """Record the step to another status."""

    life = PROGRAMME_LIFE
    form_class = forms.StepForm

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may record the step; an unknown status is no page."""
        if self.status not in ProgrammeStatus.values:
            raise Http404
        return policies.may_move_programme(user, self.programme, self.status)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for the new end of an extension only."""
        documents = self.programme.documents.current()
        extends = self.status == ProgrammeStatus.EXTENDED
        return {**super().get_form_kwargs(), "extends": extends, "documents": documents}

    def get_initial(self) -> dict[str, Any]:
        """Return today and the version that is read."""
        return {"effective_on": timezone.now().date(), "version": self.programme.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Move."""
        version, step = answers.pop("version"), Step(status=self.status, **answers)
        moved = PROGRAMME_LIFE.record(by=self.by, noun=self.programme, lock_version=version, step=step)
        return _("The programme is now: %(status)s.") % {"status": moved.get_status_display()}


class DiscardProgramme(ProgrammePage):
    """Give up a draft."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Discard the draft")
    lead = gettext_lazy("Nobody sees it any more. Its history keeps what it said, who discarded it and why.")
    button = gettext_lazy("Discard it")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may discard it."""
        return policies.may_discard_programme(user, self.programme)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.programme.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Discard."""
        programmes.discard_programme(
            by=self.by,
            programme=self.programme,
            lock_version=answers["version"],
            reason=answers["reason"],
        )
        return _("The draft was discarded.")

    def onward(self) -> str:
        """Go to the register: it is gone."""
        return reverse("portfolio:programmes")


class CorrectProgrammeStatus(CorrectStatusPage, ProgrammePage):
    """Say what a status of the programme really was."""

    life = PROGRAMME_LIFE
    form_class = forms.CorrectionForm
    lead = gettext_lazy(
        "What was recorded is kept beside the correction. Figures as of an earlier moment stay as they were."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the programme's documents."""
        return {**super().get_form_kwargs(), "documents": self.programme.documents.current()}


class TakeBackProgrammeStatus(TakeBackStatusPage, ProgrammePage):
    """Say that the present status never was."""

    life = PROGRAMME_LIFE
    lead = gettext_lazy(
        "It was recorded by mistake: the status before it holds again. What was recorded is kept, and "
        "figures as of an earlier moment stay as they were."
    )

    def taken_back(self, noun: CountryProgramme) -> str:
        """Return what the programme is now."""
        return _("The programme is now: %(status)s.") % {"status": noun.get_status_display()}


class AddOutcome(ProgrammePage):
    """Add an outcome."""

    form_class = forms.OutcomeFields
    parameters = ("priority",)
    heading = gettext_lazy("Add an outcome")
    button = gettext_lazy("Add the outcome")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the programme's priorities."""
        return {**super().get_form_kwargs(), "programme": self.programme}

    def get_initial(self) -> dict[str, Any]:
        """Return the priority that the address names, and the beginning of the code."""
        named = self.request.GET.get("priority", "")
        priority = self.programme.priorities.filter(position=named).first() if named.isdecimal() else None
        return {
            "priority": priority,
            "code": self.programme.country_id or "",
            "office": self.programme.office,
        }

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        text = programme_outcomes.OutcomeText(**answers)
        programme_outcomes.add_outcome(by=self.by, programme=self.programme, text=text)
        return _("The outcome was added.")
