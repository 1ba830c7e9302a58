"""Forms of clearances: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.clearances import forms, policies
from funding.clearances.actions import clearances as actions
from funding.clearances.actions import decisions
from funding.clearances.models.clearance import PartnershipClearance
from funding.clearances.pages.clearances import Confidential, clearance_or_404
from funding.clearances.panels import panel_of
from funding.clearances.registers import CLEARANCES
from funding.clearances.vocab import BUREAUX, OPEN, ClearanceStatus, Decision
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.languages import filled
from ilo_dc.core.models import Organisation
from ilo_dc.core.steps.pages import OpinionOfBureau
from ilo_dc.core.writing.forms import ReasonWithVersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.core.writing.pages.decision_page import Decided, DecisionPage
from ilo_dc.core.writing.pages.decision_page import Decision as Way

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

HAND_IN = "submit"  # the button that hands the screening in; the other one saves it


class RequestClearance(Confidential, ActionPage):
    """Ask for the clearance of a partner."""

    form_class = forms.RequestForm
    heading = gettext_lazy("Request a clearance")
    lead = gettext_lazy("You screen the partner. ACT/EMP, ACTRAV and the legal office are asked after that.")
    button = gettext_lazy("Request it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` requests clearances."""
        return policies.may_prepare(user)

    def get_initial(self) -> dict[str, Any]:
        """Return the partner that the address names."""
        slug = self.request.GET.get("partner", "")
        found = Organisation.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
        return {"organisation": found} if found else {}

    def act(self, answers: dict[str, Any]) -> str:
        """Ask for it."""
        self.made = actions.request_clearance(by=self.by, text=actions.RequestText(**answers))
        if self.made.status == ClearanceStatus.REUSED:
            return _("A clearance of this partner is valid: the request reuses it.")
        return _("The clearance is requested. The screening comes next.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("funding:clearances")

    def onward(self) -> str:
        """Go to the new request."""
        return reverse("funding:clearance", args=[self.made.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(self.back(), CLEARANCES.label)]


class ClearancePage(Confidential, ActionPage):
    """A form about a clearance."""

    @cached_property
    def clearance(self) -> PartnershipClearance:
        """The clearance that the address names."""
        return clearance_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` edits the request."""
        return policies.may_edit(user, self.clearance)

    def subject(self) -> str:
        """Return the partner."""
        return self.clearance.organisation.name

    def back(self) -> str:
        """Return to the clearance."""
        return reverse("funding:clearance", args=[self.clearance.pk])

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.clearance.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.clearance.version}

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the clearance."""
        return [(reverse("funding:clearances"), CLEARANCES.label), (self.back(), self.subject())]


class EditClearance(ClearancePage):
    """Say otherwise what is asked for."""

    form_class = forms.RequestChangeForm
    heading = gettext_lazy("Edit the request")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is asked for now."""
        now = self.clearance
        values = {"form": now.form, "purpose": now.purpose, "sector": now.sector}
        return {**super().get_initial(), **values}

    def act(self, answers: dict[str, Any]) -> str:
        """Save it."""
        version = answers.pop("version")
        text = actions.RequestChange(**answers)
        actions.edit_clearance(by=self.by, clearance=self.clearance, lock_version=version, text=text)
        return _("The request is saved.")


class ScreenPartner(ClearancePage):
    """Answer what the screening asks."""

    template_name = "funding/clearances/screen_form.html"
    form_class = forms.ScreeningForm
    heading = gettext_lazy("Screen the partner")
    lead = gettext_lazy("Save some answers, or hand all of them in: both bureaux are asked at once then.")
    keeps_draft = True

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` screens."""
        return policies.may_screen(user, self.clearance)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add what is asked."""
        return {**super().get_form_kwargs(), "criteria": actions.criteria_of(self.clearance)}

    def get_initial(self) -> dict[str, Any]:
        """Return what was answered so far."""
        found: dict[str, Any] = {**super().get_initial(), "findings": self.clearance.findings}
        for one in self.clearance.answers.all():
            found |= {f"answer_{one.criterion_id}": one.answer, f"note_{one.criterion_id}": one.note}
        return found

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Return the version that was read, the answers and the findings."""
        typed = form.cleaned_data
        return {
            "version": typed["version"],
            "answers": form.answers(),
            "findings": typed["findings"],
        }

    def act(self, answers: dict[str, Any]) -> str:
        """Save the answers, or hand them in."""
        hand_in = self.request.POST.get("do") == HAND_IN
        actions.screen_partner(
            by=self.by,
            clearance=self.clearance,
            lock_version=answers["version"],
            answers=answers["answers"],
            findings=answers["findings"],
            hand_in=hand_in,
        )
        return _("The screening is handed in.") if hand_in else _("The screening is saved.")


class GiveOpinion(OpinionOfBureau, ClearancePage):
    """Say what a bureau thinks."""

    template_name = "funding/clearances/form.html"
    lead = gettext_lazy("Silence is no consent: the partner is not cleared without it.")
    noun = "clearance"
    bureaux = BUREAUX
    may_give = staticmethod(policies.may_give_opinion)
    give = staticmethod(decisions.give_opinion)


class RecordAdvice(ClearancePage):
    """Record what the legal office advises."""

    form_class = forms.AdviceForm
    template_name = "funding/clearances/form.html"
    heading = gettext_lazy("Record the legal advice")
    lead = gettext_lazy("In the words of the legal office; attach its note as a document.")
    button = gettext_lazy("Record it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` records it."""
        return policies.may_advise(user, self.clearance)

    def get_initial(self) -> dict[str, Any]:
        """Return what is recorded so far."""
        return {**super().get_initial(), "advice": self.clearance.advice}

    def act(self, answers: dict[str, Any]) -> str:
        """Record it."""
        decisions.record_advice(
            by=self.by,
            clearance=self.clearance,
            lock_version=answers["version"],
            advice=answers["advice"],
        )
        return _("The legal advice is recorded.")


class DecideClearance(DecisionPage, ClearancePage):
    """Read what was said, and decide."""

    template_name = "funding/clearances/decide.html"
    form_class = forms.DecisionForm
    heading = gettext_lazy("Decide on the clearance")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` decides, or would have while it was open."""
        return policies.may_read_for_decision(user, self.clearance)

    def get_initial(self) -> dict[str, Any]:
        """Return the longest validity that the settings know."""
        return {**super().get_initial(), "valid_until": decisions.latest_day(self.clearance)}

    def decisions(self) -> list[Way]:
        """Return what each decision means here."""
        cleared = _("Agreements may rest on it until the day that you name; later requests reuse it.")
        conditional = _("The same, under the conditions that you name.")
        refused = _("No agreement may rest on it. What was cleared before holds no more.")
        return [
            Way(Decision.CLEARED, _("Clear it"), cleared),
            Way(Decision.CONDITIONAL, _("Clear it with the conditions"), conditional, kind="btn-2"),
            Way(Decision.REFUSED, _("Refuse it with the note"), refused, kind="btn-bad"),
        ]

    def key(self) -> int:
        """Return the number of the clearance."""
        return self.clearance.pk

    def waiting(self) -> QuerySet[PartnershipClearance]:
        """Return what awaits the reader's decision."""
        return PartnershipClearance.objects.decided_by_manager(self.by)

    def decided_meanwhile(self) -> Decided | None:
        """Return what was decided, or that it was withdrawn; None: it is open."""
        now = PartnershipClearance.objects.select_related("decided_by").get(pk=self.clearance.pk)
        if now.status in OPEN:
            return None
        return Decided(now.get_status_display(), now.decided_by, now.decided_at)

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another one."""
        return reverse("funding:clearance-decide", args=[key])

    def act(self, answers: dict[str, Any]) -> str:
        """Decide."""
        decision = self.request.POST.get("do", "")
        if decision not in Decision.values:
            raise UnableToAct(_("Decide: clear it, with conditions or without, or refuse it."))
        version = answers.pop("version")
        text = decisions.DecisionText(decision, **answers)
        decided = decisions.decide_clearance(
            by=self.by, clearance=self.clearance, lock_version=version, text=text
        )
        words = {"partner": self.subject(), "decision": decided.get_decision_display()}
        return self.with_end(filled(_("%(partner)s was decided: %(decision)s."), **words))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the clearance."""
        words = {"clearance": self.clearance, "panel": panel_of(self.clearance)}
        return {**super().get_context_data(**kwargs), **words}


class HandOver(ClearancePage):
    """Name a substitute."""

    form_class = forms.HandOverForm
    heading = gettext_lazy("Name a substitute")
    lead = gettext_lazy("The substitute prepares it in the place of the officer; the history names both.")
    button = gettext_lazy("Hand it over")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may hand it over."""
        return policies.may_hand_over(user, self.clearance)

    def act(self, answers: dict[str, Any]) -> str:
        """Hand it over."""
        actions.hand_over(
            by=self.by,
            clearance=self.clearance,
            lock_version=answers["version"],
            officer=answers["officer"],
            reason=answers["reason"],
        )
        return _("The substitute is the officer now.")


class WithdrawClearance(ClearancePage):
    """Withdraw a request."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Withdraw the request")
    lead = gettext_lazy("Nobody goes on with it. What was said of the partner stays.")
    button = gettext_lazy("Withdraw it")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may withdraw it."""
        return policies.may_withdraw(user, self.clearance)

    def act(self, answers: dict[str, Any]) -> str:
        """Withdraw it."""
        actions.withdraw_clearance(
            by=self.by,
            clearance=self.clearance,
            lock_version=answers["version"],
            reason=answers["reason"],
        )
        return _("The request is withdrawn.")
