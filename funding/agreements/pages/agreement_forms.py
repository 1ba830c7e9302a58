"""Forms of agreements: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.agreements import forms, policies
from funding.agreements.actions import agreements as actions
from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from funding.agreements.models.agreement import Agreement
from funding.agreements.registers import AGREEMENTS
from funding.agreements.vocab import CONCLUDED, AgreementStatus
from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.pages import CorrectStatusPage, TakeBackStatusPage
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


def agreement_or_404(user: Viewer, pk: int) -> Agreement:
    """Return an agreement that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(Agreement.objects.visible_to(user).for_list(), pk=pk)


class NewAgreement(ActionPage):
    """Register an agreement."""

    template_name = "funding/agreements/agreement_form.html"
    form_class = forms.AgreementFields
    heading = gettext_lazy("Register an agreement")
    lead = gettext_lazy("It begins as a draft, which only staff see. The signature asks for more.")
    button = gettext_lazy("Register it")
    keeps_draft = True

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may register one."""
        return policies.may_register_agreement(user)

    def get_initial(self) -> dict[str, Any]:
        """Return the reader's language."""
        language = self.by.language[:2]
        return {"language": language if language in TextLanguage.values else TextLanguage.ENGLISH}

    def act(self, answers: dict[str, Any]) -> str:
        """Register."""
        self.registered = actions.register_agreement(by=self.by, terms=actions.AgreementTerms(**answers))
        return _("The agreement is registered. Name next what it funds, its instalments and reports.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("funding:agreements")

    def onward(self) -> str:
        """Go to the new agreement."""
        return reverse("agreement", args=[self.registered.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("funding:agreements"), AGREEMENTS.label)]


class AgreementPage(ActionPage):
    """A form about one agreement; to others a hidden one is missing."""

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement that the address names."""
        return agreement_or_404(self.request.user, self.kwargs["agreement"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may edit it."""
        return policies.may_edit_agreement(user, self.agreement)

    def back(self) -> str:
        """Return to the agreement."""
        return reverse("agreement", args=[self.agreement.pk])

    def subject(self) -> str:
        """Return the agreement."""
        return str(self.agreement)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.agreement.version}

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the agreement."""
        address = reverse("agreement", args=[self.agreement.pk])
        return [(reverse("funding:agreements"), AGREEMENTS.label), (address, self.agreement)]


class EditAgreement(AgreementPage):
    """Change what is said of an agreement."""

    template_name = "funding/agreements/agreement_form.html"
    form_class = forms.AgreementForm
    heading = gettext_lazy("Edit the agreement")
    button = gettext_lazy("Save")

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form; of a signed agreement what never changes is shown alone."""
        form = super().get_form(form_class)
        if self.agreement.status in CONCLUDED:
            form.of_a_signed_one()
        return form

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        names = (*forms.AgreementFields.base_fields, "version")
        return {name: getattr(self.agreement, name) for name in names}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version, reason = answers.pop("version"), answers.pop("reason")
        terms = actions.AgreementTerms(**answers)
        actions.edit_agreement(
            by=self.by, agreement=self.agreement, lock_version=version, terms=terms, reason=reason
        )
        return _("Saved.")


class MoveAgreement(AgreementPage):
    """Record the step to another status; the page says what is lacking for it."""

    template_name = "funding/agreements/agreement_move.html"
    form_class = forms.StepForm
    button = gettext_lazy("Record this step")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may record the step; an unknown status is no page."""
        if self.status not in AgreementStatus.values:
            raise Http404
        return policies.may_move_agreement(user, self.agreement, self.status)

    @property
    def status(self) -> str:
        """Return the status that the address names."""
        return str(self.kwargs["status"])

    def get_initial(self) -> dict[str, Any]:
        """Return today, or the day of the signature, and the version that is read."""
        day = self.agreement.signed_on if self.status == AgreementStatus.SIGNED else None
        return {"effective_on": day or timezone.now().date(), "version": self.agreement.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Move."""
        version, step = answers.pop("version"), Step(status=self.status, **answers)
        moved = AGREEMENT_LIFE.record(by=self.by, noun=self.agreement, lock_version=version, step=step)
        return _("The agreement is now: %(status)s.") % {"status": moved.get_status_display()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the gates of the step."""
        lacking = AGREEMENT_LIFE.gates_before(self.agreement, self.status)
        return {
            **super().get_context_data(**kwargs),
            "heading": _("Record the step: %(status)s") % {"status": AgreementStatus(self.status).label},
            "lacking": [{"message": _(gate.message), "source": _(gate.source)} for gate in lacking],
        }


class CorrectAgreementStatus(CorrectStatusPage, AgreementPage):
    """Say what a status of the agreement really was."""

    life = AGREEMENT_LIFE
    form_class = forms.CorrectionForm
    lead = gettext_lazy(
        "What was recorded is kept beside the correction. Figures as of an earlier moment stay as they were."
    )


class TakeBackAgreementStatus(TakeBackStatusPage, AgreementPage):
    """Say that the present status never was."""

    life = AGREEMENT_LIFE
    lead = gettext_lazy(
        "It was recorded by mistake: the status before it holds again. What was recorded is kept, and "
        "figures as of an earlier moment stay as they were."
    )

    def taken_back(self, noun: Agreement) -> str:
        """Return what the agreement is now."""
        return _("The agreement is now: %(status)s.") % {"status": noun.get_status_display()}
