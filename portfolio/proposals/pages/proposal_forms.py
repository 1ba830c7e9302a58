"""Forms of proposals: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ilo_dc.core.languages import together
from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.pages import CorrectStatusPage, StepPage, TakeBackStatusPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals import forms, policies, rules
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.pages.proposals import proposal_or_404
from portfolio.proposals.registers import PROPOSALS
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

PIPELINE_FIELDS = ("partner", "amount_usd", "probability")


def language_of(user: Any) -> str:
    """Return the language that a person writes in, if the Office works in it."""
    language = str(user.language)[:2]
    return language if language in TextLanguage.values else TextLanguage.ENGLISH


def saved_with(missing: int) -> str:
    """Return what is told of a draft that was saved, and how much its submission still needs."""
    if not missing:
        return _("Saved.")
    return ngettext(
        "Saved. Missing for the submission: %(count)s entry.",
        "Saved. Missing for the submission: %(count)s entries.",
        missing,
    ) % {"count": missing}


class ProposalPage(ActionPage):
    """A form about one proposal."""

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that the address names."""
        return proposal_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may write in it."""
        return policies.may_write_proposal(user, self.proposal)

    def subject(self) -> str:
        """Return the proposal."""
        return together(self.proposal)

    def back(self) -> str:
        """Return to the proposal."""
        return reverse("proposal", args=[self.proposal.pk])

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.proposal.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.proposal.version}

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the proposal."""
        return [(reverse("portfolio:proposals"), PROPOSALS.label), (self.back(), self.proposal.code)]


class NewProposal(ActionPage):
    """Begin a proposal."""

    template_name = "portfolio/proposals/proposal_form.html"
    form_class = forms.NewProposalForm
    heading = gettext_lazy("Begin a proposal")
    lead = gettext_lazy("It begins as a concept. Only staff of the Office sees it.")
    button = gettext_lazy("Begin it")
    keeps_draft = True

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may begin one."""
        return policies.may_create_somewhere(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer only the places that the person may begin a proposal of."""
        countries, regions = policies.places_to_begin(self.by)
        return {**super().get_form_kwargs(), "countries": countries, "regions": regions}

    def get_initial(self) -> dict[str, Any]:
        """Return the reader's language."""
        return {"language": language_of(self.by)}

    def stand_ins(self, form: Any) -> dict[str, Any]:
        """Let a place stand where none could be read: without one, some may begin nothing."""
        named = {name: form.fields[name].queryset for name in ("country", "region") if name in form.fields}
        if any(form.cleaned_data.get(name) for name in named):
            return {}
        found = ((name, rows.first()) for name, rows in named.items())
        return dict([next((one for one in found if one[1] is not None), ("country", None))])

    def act(self, answers: dict[str, Any]) -> str:
        """Begin it."""
        place = {"country": answers.pop("country"), "region": answers.pop("region", None)}
        text = actions.ProposalText(**answers)
        self.begun = actions.create_proposal(by=self.by, text=text, **place)
        return _("The concept is begun: %(code)s.") % {"code": self.begun.code}

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:proposals")

    def onward(self) -> str:
        """Go to the new proposal."""
        return reverse("proposal", args=[self.begun.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:proposals"), PROPOSALS.label)]


class EditProposal(ProposalPage):
    """Write in a proposal.

    `returned_to`: what its last appraisal says to who revises it, given where its address is composed.
    """

    returned_to: Any = None

    template_name = "portfolio/proposals/proposal_form.html"
    form_class = forms.ProposalForm
    heading = gettext_lazy("Write the proposal")
    button = gettext_lazy("Save")
    keeps_draft = True

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.proposal, name) for name in forms.ProposalForm.base_fields}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say beside each field what is missing or asked to change; suggest outcomes of the place only."""
        missing = {} if self.request.method == "POST" else actions.missing_in(self.proposal)
        place = self.proposal.country, self.proposal.region
        outcomes = CountryProgrammeOutcome.objects.visible_to(self.by).of_place(*place)
        words = {"missing": missing, "asked": self.returned.changes, "outcomes": outcomes}
        return {**super().get_form_kwargs(), **words}

    @cached_property
    def returned(self) -> Any:
        """What its last appraisal says to who revises it."""
        return self.returned_to(self.request.user, self.proposal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why it came back, and what saving means."""
        return {**super().get_context_data(**kwargs), "returned": self.returned}

    def act(self, answers: dict[str, Any]) -> str:
        """Save, and say how much is missing."""
        version, text = answers.pop("version"), actions.ProposalText(**answers)
        saved = actions.edit_proposal(by=self.by, proposal=self.proposal, lock_version=version, text=text)
        return saved_with(len(actions.missing_in(saved)))


class MoveProposal(StepPage, ProposalPage):
    """Record the step to another status."""

    life = PROPOSAL_LIFE
    form_class = forms.StepForm

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may record the step; an unknown status is no page."""
        if self.status not in ProposalStatus.values:
            raise Http404
        return policies.may_move_proposal(user, self.proposal, self.status)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for what the status says, and nothing else."""
        asked = tuple(
            gate.field
            for gate in rules.STATUSES.gates
            if gate.field in PIPELINE_FIELDS and rules.STATUSES.is_asked(gate, self.status)
        )
        return {**super().get_form_kwargs(), "asked": asked}

    def get_initial(self) -> dict[str, Any]:
        """Return today, what the present status says of the partner, and the version that is read."""
        present = self.proposal.states.current().select_related("partner").get()
        recorded = {name: getattr(present, name) for name in PIPELINE_FIELDS}
        amount = self.proposal.budget_usd if recorded["amount_usd"] is None else recorded["amount_usd"]
        today = timezone.now().date()
        return {**super().get_initial(), **recorded, "amount_usd": amount, "effective_on": today}

    def act(self, answers: dict[str, Any]) -> str:
        """Move."""
        version, step = answers.pop("version"), Step(status=self.status, **answers)
        moved = PROPOSAL_LIFE.record(by=self.by, noun=self.proposal, lock_version=version, step=step)
        return _("The proposal is now: %(status)s.") % {"status": moved.get_status_display()}


class HandOverProposal(ProposalPage):
    """Name who writes on."""

    form_class = forms.HandOverProposalForm
    heading = gettext_lazy("Name another author")
    lead = gettext_lazy("They write the proposal on in the place of its author; the history names both.")
    button = gettext_lazy("Hand it over")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may hand it over, or take it over."""
        return policies.may_hand_over_proposal(user, self.proposal)

    def act(self, answers: dict[str, Any]) -> str:
        """Hand it over."""
        actions.hand_over_proposal(
            by=self.by,
            proposal=self.proposal,
            lock_version=answers["version"],
            author=answers["author"],
            reason=answers["reason"],
        )
        return _("%(person)s writes it now.") % {"person": answers["author"]}


class DiscardProposal(ProposalPage):
    """Give up a draft."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Discard the draft")
    lead = gettext_lazy("Nobody sees it any more. Its history keeps what it said, who discarded it and why.")
    button = gettext_lazy("Discard it")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may discard it."""
        return policies.may_discard_proposal(user, self.proposal)

    def act(self, answers: dict[str, Any]) -> str:
        """Discard."""
        actions.discard_proposal(
            by=self.by,
            proposal=self.proposal,
            lock_version=answers["version"],
            reason=answers["reason"],
        )
        return _("The draft was discarded.")

    def onward(self) -> str:
        """Go to the register: it is gone."""
        return reverse("portfolio:proposals")


class OfferProposal(ProposalPage):
    """Offer a proposal to funding partners, or no longer."""

    form_class = VersionForm
    heading = gettext_lazy("Offer it to funding partners")
    lead = gettext_lazy("They see its title, its country and its budget, and nothing else.")
    button = gettext_lazy("Offer it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may offer it."""
        return policies.may_offer_proposal(user, self.proposal)

    def impossible(self) -> list[str]:
        """Return why it cannot be offered."""
        why = "" if self.proposal.is_offered else actions.why_not_offered(self.proposal)
        return [why] if why else []

    def act(self, answers: dict[str, Any]) -> str:
        """Offer, or take the offer away."""
        offered = not self.proposal.is_offered
        actions.offer_proposal(
            by=self.by, proposal=self.proposal, lock_version=answers["version"], offered=offered
        )
        return _("It is offered to funding partners.") if offered else _("It is no longer offered.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what follows from the button."""
        context = super().get_context_data(**kwargs)
        if self.proposal.is_offered:
            context |= {
                "heading": _("Offer it no longer"),
                "lead": _("Funding partners do not see it any more."),
                "button": _("Offer it no longer"),
            }
        return context


class WaiveAppraisal(ProposalPage):
    """Waive the appraisal of a proposal.

    `waive` and `may_waive`: the action and its policy, given where its address is composed, for they ask who
    appraised it.
    """

    waive: Any = None
    may_waive: Any = None
    form_class = forms.WaiverForm
    heading = gettext_lazy("Waive the appraisal")
    lead = gettext_lazy(
        "It goes to a partner without an appraisal. Once it is agreed, it counts against the share of "
        "proposals that the quality mechanism approved (indicator 2.1)."
    )
    button = gettext_lazy("Waive it")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may waive it."""
        verdict: Verdict = self.may_waive(user, self.proposal)
        return verdict

    def impossible(self) -> list[str]:
        """Return why it cannot be waived: it was already."""
        why = actions.why_not_waived(self.proposal)
        return [why] if why else []

    def act(self, answers: dict[str, Any]) -> str:
        """Waive."""
        self.waive(
            by=self.by,
            proposal=self.proposal,
            lock_version=answers["version"],
            kind=answers["kind"],
            reason=answers["reason"],
        )
        return _("The appraisal is waived.")


class CorrectProposalStatus(CorrectStatusPage, ProposalPage):
    """Say what a status of the proposal really was."""

    life = PROPOSAL_LIFE
    form_class = forms.CorrectionForm
    lead = gettext_lazy(
        "What was recorded is kept beside the correction. Figures as of an earlier moment stay as they were."
    )

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that the address names."""
        return proposal_or_404(self.request.user, self.kwargs["proposal_id"])


class TakeBackProposalStatus(TakeBackStatusPage, ProposalPage):
    """Say that the present status never was."""

    life = PROPOSAL_LIFE
    lead = gettext_lazy(
        "It was recorded by mistake: the status before it holds again. What was recorded is kept, and "
        "figures as of an earlier moment stay as they were."
    )

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that the address names."""
        return proposal_or_404(self.request.user, self.kwargs["proposal_id"])
