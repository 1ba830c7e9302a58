"""Forms of outcome updates and their evidence: each page makes one call of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ilo_dc.core.documents import pages as documents
from ilo_dc.core.errors import UnableToAct, Verdict
from ilo_dc.core.languages import together
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.writing.forms import VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.core.writing.pages.decision_page import Decided, Decision, DecisionPage
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.vocab import TextLanguage
from portfolio.updates import forms, policies
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.actions.reported_periods import period_problems
from portfolio.updates.models import OutcomeUpdate, ReportedValue
from portfolio.updates.pages.outcome_updates import above, outcome_or_404, update_or_404
from portfolio.updates.panels import asked, previous_of
from portfolio.updates.rules import period_of
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.updates.rules import Period

ACCEPT, RETURN = "accept", "return"
SUBMIT = "submit"  # the button that hands an update in; the other one saves a draft


class OutcomePage(ActionPage):
    """A form about an outcome's updates."""

    @cached_property
    def outcome(self) -> ProgrammeOutcome:
        """The outcome that the address names."""
        return outcome_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may write its updates."""
        return policies.may_write_updates(user, self.outcome.home)

    def subject(self) -> str:
        """Return the outcome."""
        return together(self.outcome)

    def updates_url(self) -> str:
        """Return the address of the outcome's updates."""
        return reverse("portfolio:outcome-updates", args=[self.outcome.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register, the programme and the outcome."""
        pages = above(self.outcome)
        return [
            (pages.register_url, pages.register),
            (pages.url, pages.title),
            (self.updates_url(), self.outcome.code),
        ]


class WriteUpdate(OutcomePage):
    """The form of an update: “Save draft” keeps it as it is, “Submit” hands it in as well."""

    template_name = "portfolio/updates/update_form.html"
    form_class = forms.UpdateForm
    keeps_draft = True
    saved: OutcomeUpdate
    text: actions.UpdateText

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for the outcome's indicators."""
        indicators = list(self.outcome.indicators.order_by("pk"))
        values = ReportedValue.objects.last_before(self.period().starts_on, outcome=self.outcome)
        last = {value.indicator_id: value for value in values}
        return {**super().get_form_kwargs(), "indicators": indicators, "last": last}

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Keep what was said for the action."""
        self.text = actions.UpdateText(**form.field_values())
        return super().answers_of(form)

    @property
    def submits(self) -> bool:
        """Whether the update is handed in, and not only kept."""
        return self.request.POST.get("do") == SUBMIT

    def back(self) -> str:
        """Return to the outcome's list."""
        return self.updates_url()

    def onward(self) -> str:
        """Go on writing after a draft was saved, to the update after it was handed in."""
        name = "portfolio:update-edit" if self.saved.is_open else "portfolio:update"
        return reverse(name, args=[self.saved.pk])

    def message(self) -> str:
        """Return what to tell."""
        if self.submits:
            if Role.MANAGER in policies.reviewers_of(self.outcome.home):
                return _(
                    "The update was submitted. A PARDEV manager or an outcome coordinator decides on it."
                )
            return _("The update was submitted. The regional office decides on it.")
        return _("The draft was saved.")

    def period(self) -> Period:
        """Return the reporting period."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the outcome and its period."""
        return {
            **super().get_context_data(**kwargs),
            "outcome": self.outcome,
            "period": self.period(),
            **previous_of(self.outcome, self.period().starts_on),
        }


class NewUpdate(WriteUpdate):
    """Begin the update of a period; where there is one already, the way leads to it."""

    heading = gettext_lazy("Add an update")
    form_class = forms.NewUpdateForm

    def period(self) -> Period:
        """Return the period that the address names."""
        period = period_of(self.kwargs["period"])
        if period is None:
            raise Http404
        return period

    def impossible(self) -> list[str]:
        """Return why there is nothing to report on in the period."""
        return period_problems(self.outcome.programme, self.period())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the empty form."""
        period = self.period()
        there = self.outcome.updates.filter(starts_on__lt=period.ends_on, ends_on__gt=period.starts_on)
        if (found := there.first()) is not None:
            name = "portfolio:update-edit" if found.is_open else "portfolio:update"
            return HttpResponseRedirect(reverse(name, args=[found.pk]))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Return the language that the person reads, if the Office works in it."""
        language = (get_language() or "")[:2]
        if language not in TextLanguage.values:
            language = self.outcome.home.language
        return {"language": language}

    def act(self, answers: dict[str, Any]) -> str:
        """Begin it."""
        self.saved = actions.add_update(
            by=self.by,
            outcome=self.outcome,
            period=self.period(),
            text=self.text,
            submit=self.submits,
            evidence=answers["file"],
        )
        return self.message()

    def form_invalid(self, form: Any, *, status: int = 422) -> HttpResponse:
        """Show the form again, and ask for the file anew: no browser puts it back."""
        if self.request.FILES.get("file") and "file" not in form.errors:
            form.add_error("file", _("Choose the file again: a form that is shown again does not hold it."))
        return super().form_invalid(form, status=status)


class UpdatePage(OutcomePage):
    """A form about one update."""

    @cached_property
    def update(self) -> OutcomeUpdate:
        """The update that the address names."""
        return update_or_404(self.request.user, self.kwargs["pk"])

    @cached_property
    def outcome(self) -> ProgrammeOutcome:
        """The outcome of the update."""
        found: ProgrammeOutcome = self.update.outcome
        return found

    def back(self) -> str:
        """Return to the update."""
        return reverse("portfolio:update", args=[self.update.pk])

    def subject(self) -> str:
        """Return the outcome and the period."""
        return together(self.outcome, f" · {self.update.period_name}")

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.update.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.update.version}


class EditUpdate(WriteUpdate, UpdatePage):
    """Go on with a draft, or mend a returned update."""

    heading = gettext_lazy("Write the update")

    def period(self) -> Period:
        """Return the update's period."""
        return self.update.period

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was saved; what is handed in is read, not written."""
        if not self.update.is_open:
            return HttpResponseRedirect(reverse("portfolio:update", args=[self.update.pk]))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        values = {name: getattr(self.update, name) for name in forms.UpdateForm.base_fields}
        for one in self.update.values.all():
            values[f"value_{one.indicator_id}"] = one.value
            values[f"words_{one.indicator_id}"] = one.words
        return values

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        if answers["version"] is None:
            raise UnableToAct(_("The form does not say which version it shows. Open it again."))
        self.saved = actions.edit_update(
            by=self.by,
            update=self.update,
            lock_version=answers["version"],
            text=self.text,
            submit=self.submits,
        )
        return self.message()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the note of a returned update, and its evidence."""
        withdraw = "portfolio:update-document-withdraw"
        return {
            **super().get_context_data(**kwargs),
            "note": self.update.note,
            "documents": documents.listed(self.update, serve="portfolio:update-document", withdraw=withdraw),
            "attach_url": reverse("portfolio:update-attach", args=[self.update.pk]),
        }


class ReviewUpdate(DecisionPage, UpdatePage):
    """Read a submitted update and decide on it."""

    template_name = "portfolio/updates/update_review.html"
    form_class = forms.ReviewForm
    heading = gettext_lazy("Decide on the update")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may decide."""
        return policies.may_decide(user, self.update)

    def decisions(self) -> list[Decision]:
        """Return what accepting and returning mean here."""
        words = {"progress": self.update.get_progress_display()}
        accepted = _(
            "Final: it cannot be taken back. The outcome is rated “%(progress)s” unless a later period is "
            "accepted already, figures count the update from today, and its authors are told."
        )
        returned = _("Its authors read your note, correct the update and submit it again.")
        return [
            Decision(ACCEPT, _("Accept"), accepted % words),
            Decision(RETURN, _("Return with the note"), returned, kind="btn-2"),
        ]

    def key(self) -> int:
        """Return the number of the update."""
        return self.update.pk

    def waiting(self) -> QuerySet[OutcomeUpdate]:
        """Return the updates that await the reader's decision."""
        return policies.updates_decided_by(self.by)

    def decided_meanwhile(self) -> Decided | None:
        """Return what became of the update; None: it is submitted."""
        now = OutcomeUpdate.objects.select_related("decided_by").get(pk=self.update.pk)
        if now.state == UpdateState.SUBMITTED:
            return None
        if now.state == UpdateState.DRAFT:  # nobody decided: who wrote it withdrew it
            return Decided(
                _("It is a draft again, until it is submitted anew"), heading=_("Taken back by its author")
            )
        return Decided(now.get_state_display(), now.decided_by, now.decided_at)

    def address_of(self, key: int) -> str:
        """Return the address of the decision on another update."""
        return reverse("portfolio:update-review", args=[key])

    def act(self, answers: dict[str, Any]) -> str:
        """Accept, or return with the note."""
        read = {"by": self.by, "update": self.update, "lock_version": answers["version"]}
        words = {"update": f"{self.outcome.code} {self.update.period_name}"}
        decision = self.request.POST.get("do")
        if decision == ACCEPT:
            actions.accept_update(**read)
            return self.with_end(_("The update was accepted: %(update)s.") % words)
        if decision != RETURN:
            raise UnableToAct(_("Accept the update, or return it with a note."))
        actions.return_update(**read, note=answers["note"])
        return self.with_end(_("The update was returned with your note: %(update)s.") % words)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the update says, beside what was said before, and its evidence."""
        evidence = documents.listed(self.update, serve="portfolio:update-document")
        return {
            **super().get_context_data(**kwargs),
            **asked(self.update),
            "documents": evidence,
        }


class WithdrawUpdate(UpdatePage):
    """Take a submitted update back."""

    form_class = forms.WithdrawForm
    heading = gettext_lazy("Take the update back")
    lead = gettext_lazy("It becomes a draft again, which you can change and submit.")
    button = gettext_lazy("Take it back")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may take it back."""
        return policies.may_withdraw(user, self.update)

    def act(self, answers: dict[str, Any]) -> str:
        """Take it back."""
        actions.withdraw_update(
            by=self.by, update=self.update, lock_version=answers["version"], reason=answers["reason"]
        )
        return _("The update is a draft again.")


class DiscardUpdate(UpdatePage):
    """Discard a draft that was never submitted."""

    form_class = VersionForm
    heading = gettext_lazy("Discard the draft")
    lead = gettext_lazy("What it says is removed; the history keeps it.")
    button = gettext_lazy("Discard it")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may discard it."""
        return policies.may_discard(user, self.update)

    def act(self, answers: dict[str, Any]) -> str:
        """Discard."""
        actions.discard_update(by=self.by, update=self.update, lock_version=answers["version"])
        return _("The draft was discarded.")

    def onward(self) -> str:
        """Go to the outcome's list: it is gone."""
        return self.updates_url()


class OfUpdate(documents.Owned):
    """The evidence of an update: whoever sees the update sees it."""

    def owner(self) -> OutcomeUpdate:
        """Return the update that the address names."""
        return update_or_404(self.request.user, self.kwargs["pk"])

    @staticmethod
    def policy(user: Any, owner: Any) -> Verdict:
        """Ask the policy of updates."""
        return policies.may_document(user, owner)

    def back(self) -> str:
        """Return to the update."""
        return reverse("portfolio:update", args=[self.kwargs["pk"]])

    def message(self) -> str:
        """Return the outcome and the period."""
        update = self.owner()
        return together(update.outcome, f" · {update.period_name}")

    def trail(self) -> list[tuple[str, object]]:
        """Return the update."""
        return [(self.back(), self.message())]


class ServeEvidence(OfUpdate, documents.ServeDocument):
    """One file of evidence."""


class AttachEvidence(OfUpdate, documents.AttachDocument):
    """Add a file of evidence."""

    heading = gettext_lazy("Attach evidence")

    def subject(self) -> str:
        """Return the outcome and the period."""
        return self.message()

    def onward(self) -> str:
        """Go on writing what is still written, else to the update."""
        update = self.owner()
        return reverse("portfolio:update-edit", args=[update.pk]) if update.is_open else self.back()


class WithdrawEvidence(OfUpdate, documents.WithdrawDocument):
    """Take a file of evidence away from readers."""
