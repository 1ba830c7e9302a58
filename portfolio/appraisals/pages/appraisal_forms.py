"""Forms of appraisals: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.languages import together
from ilo_dc.core.steps.pages import OpinionOfBureau
from ilo_dc.core.writing.forms import VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.core.writing.pages.decision_page import Decided, DecisionPage
from ilo_dc.core.writing.pages.decision_page import Decision as Way
from portfolio.appraisals import forms, policies
from portfolio.appraisals.actions import appraisals as actions
from portfolio.appraisals.actions.remarks import REMARKS, RemarkData
from portfolio.appraisals.actions.scores import lacking_scores
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalRemark
from portfolio.appraisals.pages.appraisals import appraisal_or_404
from portfolio.appraisals.panels import panel_of
from portfolio.appraisals.registers import APPRAISALS
from portfolio.appraisals.vocab import BUREAUX, Decision
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

HAND_IN = "submit"  # the button that hands the scores in; the other one saves them


class TakeUp(ActionPage):
    """Begin the next round of a submitted proposal."""

    form_class = forms.TakeUpForm
    heading = gettext_lazy("Take up the appraisal")
    lead = gettext_lazy(
        "The appraiser scores it. ACT/EMP and ACTRAV are asked for opinions, EVAL above its threshold."
    )
    button = gettext_lazy("Take it up")
    needs_whole_form = True  # without an appraiser it is who takes it up

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that the address names."""
        rows = Proposal.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may take it up."""
        return policies.may_take_up(user, self.proposal)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Suggest nobody who wrote in it."""
        return {**super().get_form_kwargs(), "proposal": self.proposal.pk}

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.proposal.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Take it up."""
        self.begun = actions.take_up(
            by=self.by,
            proposal=self.proposal,
            lock_version=answers["version"],
            appraiser=answers["appraiser"],
        )
        return _("The appraisal has begun: round %(round)s.") % {"round": self.begun.round}

    def subject(self) -> str:
        """Return the proposal."""
        return together(self.proposal)

    def back(self) -> str:
        """Return to the proposal."""
        return reverse("proposal", args=[self.proposal.pk])

    def onward(self) -> str:
        """Go to the new round."""
        return reverse("portfolio:appraisal", args=[self.begun.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the proposal."""
        return [(reverse("portfolio:appraisals"), APPRAISALS.label), (self.back(), self.proposal.code)]


class AppraisalPage(ActionPage):
    """A form about a round."""

    template_name = "portfolio/appraisals/form.html"

    @cached_property
    def appraisal(self) -> Appraisal:
        """The round that the address names."""
        return appraisal_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` scores it."""
        return policies.may_score(user, self.appraisal)

    def subject(self) -> str:
        """Return the proposal."""
        return together(self.appraisal.proposal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the proposal, which who writes here reads."""
        return {**super().get_context_data(**kwargs), "proposal": self.appraisal.proposal}

    def back(self) -> str:
        """Return to the round."""
        return reverse("portfolio:appraisal", args=[self.appraisal.pk])

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.appraisal.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.appraisal.version}

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the round."""
        label = f"{self.appraisal.proposal.code} · {self.appraisal.round}"
        return [(reverse("portfolio:appraisals"), APPRAISALS.label), (self.back(), label)]


class ScoresPage(AppraisalPage):
    """A form of scores."""

    template_name = "portfolio/appraisals/score_form.html"
    keeps_draft = True
    hands_in_only: ClassVar[bool] = False

    def get_initial(self) -> dict[str, Any]:
        """Return what was scored so far."""
        found: dict[str, Any] = {"version": self.appraisal.version}
        for one in self.appraisal.scores.all():
            found |= {f"score_{one.criterion}": one.score, f"why_{one.criterion}": one.justification}
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say of scores that were begun which are still missing."""
        form: Any = self.form_class
        given = {one.criterion: (one.score, one.justification) for one in self.appraisal.scores.all()}
        missing = lacking_scores(given, form.criteria.values)
        begun = self.request.method != "POST" and len(missing) < len(form.criteria)
        return {**super().get_form_kwargs(), "missing": missing if begun else {}}

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Return the version that was read, and the scores with what was recommended."""
        answers = form.cleaned_data
        scored = form.scores(), answers.get("recommendation", ""), answers.get("comment", "")
        return {"version": answers["version"], "sheet": actions.ScoreSheet(*scored)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether scores may be saved without handing them in."""
        return {**super().get_context_data(**kwargs), "hands_in_only": self.hands_in_only}


class ScoreProposal(ScoresPage):
    """Score the six criteria."""

    form_class = forms.AppraiserScoresForm
    heading = gettext_lazy("Score the proposal")
    lead = gettext_lazy("Each score needs its justification. Save some, or hand all of them in.")

    def get_initial(self) -> dict[str, Any]:
        """Add what is recommended."""
        saved = {"recommendation": self.appraisal.recommendation, "comment": self.appraisal.comment}
        return {**super().get_initial(), **saved}

    def act(self, answers: dict[str, Any]) -> str:
        """Save the scores, or hand them in."""
        hand_in = self.request.POST.get("do") == HAND_IN
        actions.score_proposal(
            by=self.by,
            appraisal=self.appraisal,
            lock_version=answers["version"],
            sheet=answers["sheet"],
            hand_in=hand_in,
        )
        return _("The scores are handed in.") if hand_in else _("The scores are saved.")


class EvaluateProposal(ScoresPage):
    """Score EVAL's eight criteria."""

    form_class = forms.EvaluationScoresForm
    heading = gettext_lazy("Score EVAL’s criteria")
    lead = gettext_lazy("Its budget is above the threshold: EVAL appraises how it is monitored.")
    hands_in_only = True

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` scores for EVAL."""
        return policies.may_evaluate(user, self.appraisal)

    def act(self, answers: dict[str, Any]) -> str:
        """Hand the scores in."""
        actions.evaluate_proposal(
            by=self.by,
            appraisal=self.appraisal,
            lock_version=answers["version"],
            scores=answers["sheet"].scores,
        )
        return _("The scores are handed in.")


class GiveOpinion(OpinionOfBureau, AppraisalPage):
    """Say what a bureau thinks."""

    lead = gettext_lazy("Silence is no consent: the proposal is not ready without it.")
    noun = "appraisal"
    bureaux = BUREAUX
    may_give = staticmethod(policies.may_give_opinion)
    give = staticmethod(actions.give_opinion)


class HandOver(AppraisalPage):
    """Name a substitute."""

    form_class = forms.HandOverForm
    heading = gettext_lazy("Name a substitute")
    lead = gettext_lazy("The substitute appraises in the place of the appraiser; the history names both.")
    button = gettext_lazy("Hand it over")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may hand it over."""
        return policies.may_hand_over(user, self.appraisal)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Suggest nobody who wrote in the proposal."""
        return {**super().get_form_kwargs(), "proposal": self.appraisal.proposal_id}

    def act(self, answers: dict[str, Any]) -> str:
        """Hand it over."""
        actions.hand_over(
            by=self.by,
            appraisal=self.appraisal,
            lock_version=answers["version"],
            appraiser=answers["appraiser"],
            reason=answers["reason"],
        )
        return _("The substitute appraises it now.")


class DecideAppraisal(DecisionPage, AppraisalPage):
    """Read what was said, and decide."""

    template_name = "portfolio/appraisals/appraisal_decide.html"
    form_class = forms.DecisionForm
    heading = gettext_lazy("Decide on the appraisal")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` decides, or would have while it was open."""
        return policies.may_read_for_decision(user, self.appraisal)

    def impossible(self) -> list[str]:
        """Return why nothing can be decided yet."""
        return actions.undecidable(self.appraisal)

    def decisions(self) -> list[Way]:
        """Return what each decision means here."""
        ready = _("It may go to a partner. Its authors are told at once.")
        revise = _("Its authors read your note, revise it and submit it again: another round begins then.")
        rejected = _("Final: nothing more becomes of it. Its authors read your note.")
        return [
            Way(Decision.READY, Decision.READY.label, ready),
            Way(Decision.REVISE, _("Return it with the note"), revise, kind="btn-2"),
            Way(Decision.REJECTED, _("Reject it with the note"), rejected, kind="btn-bad"),
        ]

    def key(self) -> int:
        """Return the number of the round."""
        return self.appraisal.pk

    def waiting(self) -> QuerySet[Appraisal]:
        """Return what awaits the reader's decision."""
        return Appraisal.objects.decided_by_manager(self.by)

    def decided_meanwhile(self) -> Decided | None:
        """Return what was decided, or what became of the proposal; None: its appraisal is open."""
        now = Appraisal.objects.select_related("decided_by", "proposal").get(pk=self.appraisal.pk)
        if now.decision:
            return Decided(now.get_decision_display(), now.decided_by, now.decided_at)
        if now.proposal.status == ProposalStatus.APPRAISAL:
            return None
        last = ProposalState.objects.current().of(now.proposal).select_related("change__by").get()
        return Decided(now.proposal.get_status_display(), last.change.by, last.recorded_at)

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another one."""
        return reverse("portfolio:appraisal-decide", args=[key])

    def act(self, answers: dict[str, Any]) -> str:
        """Decide."""
        decision = self.request.POST.get("do", "")
        if decision not in Decision.values:
            raise UnableToAct(_("Decide: ready, to be revised or rejected."))
        decided = actions.decide_appraisal(
            by=self.by,
            appraisal=self.appraisal,
            lock_version=answers["version"],
            decision=decision,
            note=answers["note"],
        )
        words = {"proposal": self.appraisal.proposal.code, "decision": decided.get_decision_display()}
        return self.with_end(_("%(proposal)s was decided: %(decision)s.") % words)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the round."""
        rounds = Appraisal.objects.visible_to(self.request.user).filter(proposal=self.appraisal.proposal_id)
        panel = panel_of(self.request.user, self.appraisal, list(rounds.for_list().order_by("round")))
        words = {"appraisal": self.appraisal, "proposal": self.appraisal.proposal, "panel": panel}
        return {**super().get_context_data(**kwargs), **words}


class AddRemark(AppraisalPage):
    """Ask for a change of a section, or flag the proposal to a team."""

    form_class = forms.RemarkForm
    heading = gettext_lazy("Ask for a change or flag it")
    button = gettext_lazy("Add")

    def get_initial(self) -> dict[str, Any]:
        """Return nothing: a new remark has no version."""
        return {}

    def act(self, answers: dict[str, Any]) -> str:
        """Add it."""
        REMARKS.add(by=self.by, owner=self.appraisal, data=RemarkData(**answers))
        return _("Added.")


class RemoveRemark(AppraisalPage):
    """Remove a remark."""

    form_class = VersionForm
    heading = gettext_lazy("Remove the remark")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    @cached_property
    def remark(self) -> AppraisalRemark:
        """The remark that the address names."""
        rows = AppraisalRemark.objects.visible_to(self.request.user).select_related("appraisal__proposal")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def appraisal(self) -> Appraisal:
        """The round that it belongs to."""
        return appraisal_or_404(self.request.user, self.remark.appraisal_id)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.remark.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Remove it."""
        REMARKS.remove(by=self.by, row=self.remark, lock_version=answers["version"])
        return _("Removed.")
