"""Pages of approvals: the register, one approval with its steps, its minute on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_safe

from funding.approvals import policies
from funding.approvals.actions.approval_life import APPROVAL_LIFE
from funding.approvals.actions.issue import cancel_approval, finish_approval, issue_approval
from funding.approvals.forms import SignatureForm
from funding.approvals.minutes import printed
from funding.approvals.models.approval import Approval
from funding.approvals.models.approval_state import ApprovalState
from funding.approvals.pages.approval_forms import approval_or_404
from funding.approvals.panels import approval_page, recorders_of
from funding.approvals.preview import late_in_words
from funding.approvals.registers import APPROVALS
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.life.actions import Step
from ilo_dc.core.parameters import takes
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.core.writing.pages.decision_page import Decided, Decision, DecisionPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


SIGN, SEND_BACK = "sign", "return"  # what the buttons of the second signature send


class ApprovalsPage(RegisterPage):
    """`/approvals/`: what was approved, and what is about to be."""

    register = APPROVALS
    template_name = "funding/approvals/approvals.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Add the way to record one, for those who may."""
        may_record = policies.may_record_approval(self.request.user)
        return {**super().context(listing, page), "may_record": may_record}


@require_safe
@takes()
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one approval: its amount as the ledger counts it, what it is for, its life."""
    found = approval_or_404(request.user, pk)
    page = approval_page(request.user, found)
    return render(request, "funding/approvals/approval.html", {"approval": found, "page": page})


class ApprovalMinute(Guarded, View):
    """The minute of an approval as a PDF, for staff."""

    http_method_names = ["get", "head", "options"]

    @cached_property
    def approval(self) -> Approval:
        """The approval that the address names; to others a hidden one is missing."""
        return approval_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user`, who sees the approval, reads minutes."""
        assert self.approval.pk  # noqa: S101  (hidden: missing, whoever asks)
        return policies.may_see_minutes(user)

    def get(self, _request: HttpRequest, **_words: object) -> HttpResponse:
        """Answer it."""
        found = self.approval
        if found.minute is None:
            raise Http404
        words = [found.get_status_display()] if found.status == ApprovalStatus.CANCELLED else []
        if found.cancelled_late:
            words.append(_("late in a closed year"))
        cancelled = ", ".join(words)
        answer = HttpResponse(printed(found.minute, cancelled=cancelled), content_type="application/pdf")
        name = f"minute-{found.minute_year}-{found.minute_number:04d}.pdf"
        answer["Content-Disposition"] = f'inline; filename="{name}"'
        return answer


class StepPage(ActionPage):
    """A step of an approval's life."""

    to = ""
    form_class = VersionForm

    @cached_property
    def approval(self) -> Approval:
        """The approval that the address names; to others a hidden one is missing."""
        return approval_or_404(self.request.user, self.kwargs["approval"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may take the step."""
        return policies.may_move_approval(user, self.approval, self.to)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.approval.version}

    def back(self) -> str:
        """Return to the approval."""
        return reverse("funding:approval", args=[self.approval.pk])

    def subject(self) -> str:
        """Return the approval."""
        return str(self.approval)

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the approval."""
        return [(reverse("funding:approvals"), APPROVALS.label), (self.back(), self.approval)]

    def move(self, answers: dict[str, Any]) -> Approval:
        """Record the step with its reason."""
        step = Step(self.to, timezone.now().date(), answers["reason"])
        version = answers["version"]
        return APPROVAL_LIFE.record(by=self.by, noun=self.approval, lock_version=version, step=step)


class CountingPage(StepPage):
    """A step by which a year counts otherwise; before it is taken, the page says that the year is closed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add to what the page says first that it comes late."""
        found = super().get_context_data(**kwargs)
        late = late_in_words(self.approval)
        return {**found, "lead": f"{found['lead']} {late}"} if late else found


class FinishApproval(CountingPage):
    """Issue a draft, or hand it in where its amount needs a second signature."""

    to = ApprovalStatus.ISSUED
    heading = gettext_lazy("Issue the approval")
    lead = gettext_lazy(
        "It counts from now on, in the year of its signature, and gets the next number of a minute. An "
        "amount that needs a second signature is handed in for it instead, and counts once that is given."
    )
    button = gettext_lazy("Issue it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may finish the draft."""
        return policies.may_edit_approval(user, self.approval)

    def act(self, answers: dict[str, Any]) -> str:
        """Finish it."""
        version = answers["version"]
        done = finish_approval(by=self.by, approval=self.approval, lock_version=version)
        if done.status == ApprovalStatus.AWAITING:
            return _("The approval waits for the second signature: nothing counts before that.")
        return _("The approval is issued. Its minute has the number %(number)s.") % {
            "number": done.minute_name
        }


class SignApproval(DecisionPage, StepPage):
    """Read what was recorded, and sign it as the second, which issues it, or send it back."""

    to = ApprovalStatus.ISSUED
    template_name = "funding/approvals/approval_sign.html"
    form_class = SignatureForm
    heading = gettext_lazy("Sign the approval")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may sign it as the second."""
        return policies.may_sign_second(user, self.approval)

    def impossible(self) -> list[str]:
        """Return that nothing of it waits any more."""
        if self.approval.status == ApprovalStatus.AWAITING:
            return []
        return [_("This approval awaits no second signature.")]

    def decisions(self) -> list[Decision]:
        """Return what each decision means here."""
        issued = _(
            "Your signature issues it: it counts from now on, in the year in which it was signed. Final."
        )
        return [
            Decision(SIGN, _("Sign and issue it"), issued),
            Decision(SEND_BACK, _("Send it back"), SendApprovalBack.lead, kind="btn-2"),
        ]

    def key(self) -> int:
        """Return the number of the approval."""
        return self.approval.pk

    def waiting(self) -> QuerySet[Approval]:
        """Return what awaits the reader's signature."""
        return Approval.objects.awaiting_signature_of(self.by)

    def decided_meanwhile(self) -> Decided | None:
        """Return what became of the approval, by whom; None: it awaits a signature, or never did."""
        states = ApprovalState.objects.of(self.approval)
        last = states.current().select_related("change__by").get()
        waited = states.filter(status=ApprovalStatus.AWAITING).exists()
        if last.status == ApprovalStatus.AWAITING or not waited:
            return None
        return Decided(last.get_status_display(), last.change.by, last.recorded_at)

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another one."""
        return reverse("funding:approval-sign", args=[key])

    def act(self, answers: dict[str, Any]) -> str:
        """Sign it or send it back."""
        decision = self.request.POST.get("do", "")
        if decision == SIGN:
            version = answers["version"]
            done = issue_approval(by=self.by, approval=self.approval, lock_version=version)
            words = {"number": done.minute_name}
            return self.with_end(_("The approval is issued. Its minute has the number %(number)s.") % words)
        if decision != SEND_BACK:
            raise UnableToAct(_("Decide: sign it or send it back."))
        step = Step(ApprovalStatus.DRAFT, timezone.now().date(), answers["reason"])
        APPROVAL_LIFE.record(by=self.by, noun=self.approval, lock_version=answers["version"], step=step)
        return self.with_end(_("The approval was sent back."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is signed, and who recorded it."""
        words = {"approval": self.approval, "page": approval_page(self.request.user, self.approval)}
        return super().get_context_data(recorders=recorders_of(self.approval), **words, **kwargs)


class ReasonStepPage(StepPage):
    """A step with its reason."""

    form_class = ReasonWithVersionForm
    kind = "btn-bad"


class SendApprovalBack(ReasonStepPage):
    """Send it back to who recorded it."""

    to = ApprovalStatus.DRAFT
    kind = ""
    heading = gettext_lazy("Send the approval back")
    lead = gettext_lazy("It is a draft again; who recorded it reads why.")
    button = gettext_lazy("Send it back")

    def act(self, answers: dict[str, Any]) -> str:
        """Send it back."""
        self.move(answers)
        return _("The approval was sent back.")


class WithdrawApproval(ReasonStepPage):
    """Give up what was not issued."""

    to = ApprovalStatus.WITHDRAWN
    heading = gettext_lazy("Withdraw the approval")
    lead = gettext_lazy("Nothing of it ever counted. The agreement stays as it is.")
    button = gettext_lazy("Withdraw it")

    def act(self, answers: dict[str, Any]) -> str:
        """Withdraw it."""
        self.move(answers)
        return _("The approval was withdrawn.")


class CancelApproval(CountingPage, ReasonStepPage):
    """Cancel what was issued."""

    to = ApprovalStatus.CANCELLED
    heading = gettext_lazy("Cancel the approval")
    lead = gettext_lazy(
        "Its lines are reversed, which restates the year they count in. The minute keeps its number. Final: "
        "what is right is recorded anew."
    )
    button = gettext_lazy("Cancel it")

    def act(self, answers: dict[str, Any]) -> str:
        """Cancel it."""
        version = answers["version"]
        read = {"approval": self.approval, "lock_version": version, "reason": answers["reason"]}
        cancel_approval(by=self.by, **read)
        return _("The approval was cancelled: its lines are reversed.")
