"""Forms of approvals: record one with its agreement, change its draft; what follows is shown at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.agreements.actions.agreements import AgreementTerms
from funding.agreements.models.agreement import Agreement
from funding.agreements.vocab import AgreementStatus, Earmarking, Levy
from funding.approvals import forms, policies
from funding.approvals.actions import approvals as actions
from funding.approvals.actions.issue import finish_approval
from funding.approvals.models.approval import Approval
from funding.approvals.preview import Preview, Unread, preview_of, unsaved
from funding.approvals.registers import APPROVALS
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.programmes.vocab import TextLanguage
from portfolio.projects.models.project import Project
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

SUGGESTED = 200
# What the buttons of the form ask for (`then`).
COMPUTE, MORE_ROWS, FINISH, ANOTHER = "compute", "rows", "finish", "another"
OF_THE_ROWS = ("shares", "outcome", "global_product")  # shown at the first row


def approval_or_404(user: Viewer, pk: int) -> Approval:
    """Return an approval that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(Approval.objects.visible_to(user).for_list(), pk=pk)


def unread_of(form: Any) -> tuple[Unread, ...]:
    """Return what stands typed in a form and could not be read."""
    fields = [form[name] for name in form.errors if name in form.fields]
    return tuple(
        Unread(str(one.label), str(one.errors[0]))
        for one in fields
        if form.data.get(one.html_name, "").strip()
    )


def only_what_is_typed(form: Any) -> Any:
    """Return a form without the errors of what is not filled in yet."""
    for name in [name for name in form.errors if not form.data.get(name, "").strip()]:
        del form.errors[name]
    return form


class ApprovalFormPage(ActionPage):
    """A form of an approval: it saves a draft, and issues it or hands it in where that is asked for."""

    template_name = "funding/approvals/approval_form.html"
    keeps_draft = True
    needs_whole_form = True  # shares sum to 100

    preview: Preview | None = None

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may record approvals."""
        return policies.may_record_approval(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the person sees; outcomes near the proposal are suggested."""
        outcomes = CountryProgrammeOutcome.objects.visible_to(self.by).select_related("country")
        return {
            **super().get_form_kwargs(),
            "outcomes": outcomes,
            "near": outcomes.filter(country=self.country).order_by("code")[:SUGGESTED]
            if self.country
            else (),
            "proposals": Proposal.objects.visible_to(self.by),
            "projects": Project.objects.visible_to(self.by),
        }

    @property
    def country(self) -> Any:
        """The country whose outcomes are suggested; None: of nowhere in particular."""
        return None

    def kept(self) -> Approval | None:
        """Return the approval that is changed; None: a new one."""
        return None

    def saved(self, answers: dict[str, Any], shares: Any) -> Approval:
        """Save the draft and return it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or only show what follows from what is typed."""
        then = request.POST.get("then")
        if then not in (COMPUTE, MORE_ROWS):
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        self.preview = self.preview_of(form)
        if request.headers.get("HX-Request"):
            return self.response_class(
                request, "funding/approvals/recomputed.html", {"preview": self.preview}
            )
        if then == COMPUTE and self.preview.unread:
            return self.form_invalid(only_what_is_typed(form))
        rows = {forms.ROWS: len(form.rows) + 1} if then == MORE_ROWS else {}
        typed = {name: form.data.get(name, "") for name in form.fields}
        unsent = {"data": None, "files": None, "initial": {**form.initial, **typed, **rows}}
        return self.render_to_response(
            self.get_context_data(form=type(form)(**{**self.get_form_kwargs(), **unsent}))
        )

    def preview_of(self, form: Any) -> Preview:
        """Return what follows from what could be read of a form, and what could not."""
        shares = tuple(share for _named, share in form.shares)
        return replace(preview_of(self.by, self.previewed(form), shares), unread=unread_of(form))

    def previewed(self, form: Any) -> Approval:
        """Return the approval as it would be saved."""
        return unsaved(form.cleaned_data, like=self.kept())

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Add what the rows say."""
        return {**form.cleaned_data, "shares": form.shares}

    def act(self, answers: dict[str, Any]) -> str:
        """Save, and issue or hand in where that is asked for: all of it or nothing."""
        then = self.request.POST.get("then", "")
        try:
            with transaction.atomic():
                self.made = self.saved(answers, answers["shares"])
                if then in (FINISH, ANOTHER):
                    version = self.made.version
                    self.made = finish_approval(by=self.by, approval=self.made, lock_version=version)
        except UnableToAct as error:
            first = [text for name in OF_THE_ROWS for text in error.problems.pop(name, [])]
            if first:
                error.problems["outcome_0"] = first
            raise
        return self.what_became()

    def what_became(self) -> str:
        """Return what became of the approval."""
        if self.made.status == ApprovalStatus.ISSUED:
            return _("The approval is issued. Its minute has the number %(number)s.") % {
                "number": self.made.minute_name
            }
        if self.made.status == ApprovalStatus.AWAITING:
            return _("The approval waits for the second signature: nothing counts before that.")
        return _("The draft is saved. Nothing of it counts yet.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("funding:approvals")

    def onward(self) -> str:
        """Go to the approval, or to an empty form for another one."""
        if self.request.POST.get("then") == ANOTHER:
            return reverse("funding:approval-new")
        return reverse("funding:approval", args=[self.made.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("funding:approvals"), APPROVALS.label)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what follows from what is typed, and the amount above which a second person signs."""
        form = kwargs.get("form")
        if self.preview is None and form is not None and form.is_bound:
            self.preview = self.preview_of(form)
        return super().get_context_data(
            preview=self.preview,
            limit=settings.PORTAL_SECOND_SIGNATURE_USD,
            may_finish=True,
            **kwargs,
        )


class NewApproval(ApprovalFormPage):
    """Record the approval of a new agreement; `proposal` prefills it."""

    parameters = ("proposal",)
    form_class = forms.ApprovalFields
    heading = gettext_lazy("Record an approval")
    button = gettext_lazy("Save the draft")

    @cached_property
    def proposal(self) -> Proposal | None:
        """The proposal that the address names; a hidden one is missing."""
        number = self.request.GET.get("proposal", "")
        if not number:
            return None
        if not number.isdecimal() or len(number) > 9:
            raise Http404
        return get_object_or_404(Proposal.objects.visible_to(self.by).select_related("country"), pk=number)

    @property
    def country(self) -> Any:
        """The country of the proposal."""
        return self.proposal.country if self.proposal else None

    def get_initial(self) -> dict[str, Any]:
        """Return what is usual, and what the proposal says."""
        language = self.by.language[:2]
        usual = {
            "language": language if language in TextLanguage.values else TextLanguage.ENGLISH,
            "earmarking": Earmarking.TIGHT,
            "levy": Levy.APPLICABLE,
        }
        return {**usual, **(values_of(self.proposal) if self.proposal else {})}

    def saved(self, answers: dict[str, Any], shares: Any) -> Approval:
        """Record it."""
        return actions.record_approval(by=self.by, terms=terms_of(answers), data=data_of(answers, shares))


def values_of(proposal: Proposal) -> dict[str, Any]:
    """Return what a proposal says of its approval."""
    asked = ProposalState.objects.current().of(proposal).first()
    need = proposal.need_outcome or proposal.need_product
    values: dict[str, Any] = {"proposal": proposal, "title": proposal.title, "language": proposal.language}
    if asked is not None and asked.partner:
        values["partner"] = asked.partner
    if need is not None:
        values |= {"outcome_0": need, "share_0": 100}
    return values


def terms_of(answers: dict[str, Any]) -> AgreementTerms:
    """Return the terms of the agreement among answers."""
    names = AgreementTerms.__dataclass_fields__
    return AgreementTerms(**{name: value for name, value in answers.items() if name in names})


def data_of(answers: dict[str, Any], shares: Any) -> actions.ApprovalData:
    """Return what is said of the approval itself."""
    names = ("proposal", "project", "note", "complete_residue")
    return actions.ApprovalData(shares=shares, **{name: answers[name] for name in names})


class OfApproval(ApprovalFormPage):
    """A form about one approval; to others a hidden one is missing."""

    @cached_property
    def approval(self) -> Approval:
        """The approval that the address names."""
        return approval_or_404(self.request.user, self.kwargs["approval"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change the draft."""
        return policies.may_edit_approval(user, self.approval)

    def kept(self) -> Approval | None:
        """Return the approval."""
        return self.approval

    def back(self) -> str:
        """Return to the approval."""
        return reverse("funding:approval", args=[self.approval.pk])

    def subject(self) -> str:
        """Return the approval."""
        return str(self.approval)

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.approval.version)

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        approval, agreement = self.approval, self.approval.agreement
        terms = {name: getattr(agreement, name) for name in AgreementTerms.__dataclass_fields__}
        for number, share in enumerate(approval.shares.for_list()):
            terms |= {f"outcome_{number}": share.named, f"share_{number}": share.share}
        own = {name: getattr(approval, name) for name in ("proposal", "project", "note", "version")}
        return {**terms, **own}


class EditApproval(OfApproval):
    """Change a draft: with its agreement while that is a draft too, else what the approval says itself."""

    heading = gettext_lazy("Edit the approval")
    button = gettext_lazy("Save the draft")

    @property
    def has_draft_agreement(self) -> bool:
        """Whether its agreement is a draft as well."""
        return self.approval.amendment is None and self.approval.agreement.status == AgreementStatus.DRAFT

    def get_form_class(self) -> Any:
        """Return the form of what may still be said."""
        return forms.ApprovalForm if self.has_draft_agreement else forms.SignedApprovalForm

    def previewed(self, form: Any) -> Approval:
        """Return the approval as it would be saved; the terms of a signed agreement stay."""
        return super().previewed(form) if self.has_draft_agreement else self.approval

    def saved(self, answers: dict[str, Any], shares: Any) -> Approval:
        """Save it."""
        return actions.edit_approval(
            by=self.by,
            approval=self.approval,
            lock_version=answers["version"],
            data=data_of(answers, shares),
            terms=terms_of(answers) if self.has_draft_agreement else None,
        )


class ApproveAgreement(ApprovalFormPage):
    """Record the approval of an agreement that is registered, or of an amendment of it."""

    form_class = forms.SignedApprovalFields
    heading = gettext_lazy("Record an approval")
    button = gettext_lazy("Save the draft")

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement that the address names."""
        rows = Agreement.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, pk=self.kwargs["agreement"])

    @cached_property
    def amendment(self) -> Any:
        """The amendment that the address names; None: the agreement itself."""
        if "amendment" not in self.kwargs:
            return None
        return get_object_or_404(self.agreement.amendments.all(), pk=self.kwargs["amendment"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user`, who sees the agreement, may record its approval."""
        assert self.agreement.pk  # noqa: S101  (hidden: missing, whoever asks)
        return super().verdict(user)

    def subject(self) -> str:
        """Return the agreement."""
        return str(self.agreement)

    def back(self) -> str:
        """Return to the agreement."""
        return reverse("agreement", args=[self.agreement.pk])

    def kept(self) -> Approval | None:
        """Return an approval of it that is not saved, for what follows."""
        return Approval(agreement=self.agreement, amendment=self.amendment)

    def previewed(self, _form: Any) -> Approval:
        """Return an approval that is not saved: the agreement says the amount."""
        return Approval(agreement=self.agreement, amendment=self.amendment)

    def saved(self, answers: dict[str, Any], shares: Any) -> Approval:
        """Record it."""
        data = data_of(answers, shares)
        return actions.approve_agreement(
            by=self.by, agreement=self.agreement, amendment=self.amendment, data=data
        )
