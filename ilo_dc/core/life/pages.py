"""Pages about the statuses of a noun: record the next one; correct one, take it back.

They stand before the noun's own page, which gives `owner`, `life`, and its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.life.actions import Step
from ilo_dc.core.writing.forms import ReasonWithVersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.life.actions import Life
    from ilo_dc.core.people.grants import Viewer


class StatusPage(ActionPage):
    """A form about a recorded status of a noun."""

    life: ClassVar[Life[Any, Any]]

    @property
    def noun(self) -> Any:
        """The noun of the address."""
        return getattr(self, self.life.noun)

    @cached_property
    def status(self) -> Any:
        """The status that the address names; one that the reader does not see is missing."""
        statuses = self.life.model.objects.visible_to(self.request.user)
        return get_object_or_404(statuses.of(self.noun), pk=self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may mend it."""
        return self.life.may_correct(user, getattr(self.status, self.life.noun))

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read, and what is recorded."""
        form: Any = self.form_class
        recorded = {name: getattr(self.status, name, None) for name in form.base_fields}
        return {**recorded, "version": self.noun.version, "reason": ""}


class StepPage(ActionPage):
    """Record the step to the status that the address names; one that cannot be taken now opens no form."""

    life: ClassVar[Life[Any, Any]]
    button = gettext_lazy("Record this step")

    @property
    def noun(self) -> Any:
        """The noun of the address."""
        return getattr(self, self.life.noun)

    @property
    def status(self) -> str:
        """The status that the address names."""
        return str(self.kwargs["status"])

    def impossible(self) -> list[str]:
        """Return what stands against the step."""
        return self.life.barred(self.noun, self.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the step."""
        labels: Any = self.life.model._meta.get_field("status")
        words = {"status": dict(labels.flatchoices)[self.status]}
        return {**super().get_context_data(**kwargs), "heading": _("Record the step: %(status)s") % words}


class CorrectStatusPage(StatusPage):
    """Say what a status really was."""

    heading = gettext_lazy("Correct a recorded status")
    button = gettext_lazy("Record the correction")

    def impossible(self) -> list[str]:
        """Return why it is not corrected: another holds in its place."""
        why = self.life.uncorrectable(self.noun, self.status)
        return [why] if why else []

    def act(self, answers: dict[str, Any]) -> str:
        """Correct."""
        version = answers.pop("version")
        self.life.correct(
            by=self.by, noun=self.noun, status=self.status, lock_version=version, step=Step(**answers)
        )
        return _("The correction is recorded.")


class TakeBackStatusPage(StatusPage):
    """Say that the present status never was."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Take back the present status")
    button = gettext_lazy("Take it back")
    kind = "btn-bad"

    def impossible(self) -> list[str]:
        """Return why it is not taken back: it is not the present one, is the first, or the noun keeps it."""
        why = self.life.uncorrectable(self.noun, self.status, take_back=True)
        return [why] if why else []

    def act(self, answers: dict[str, Any]) -> str:
        """Take back."""
        saved = self.life.take_back(
            by=self.by,
            noun=self.noun,
            status=self.status,
            lock_version=answers["version"],
            reason=answers["reason"],
        )
        return self.taken_back(saved)

    def taken_back(self, _noun: Any) -> str:
        """Return what to tell."""
        return _("The status was taken back.")
