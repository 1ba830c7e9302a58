"""`/ledger/published/`: the lines behind the published figures; publishing an agreement with its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.agreements import policies
from funding.agreements.pages.agreement_forms import AgreementPage
from funding.voluntary.actions import publication
from funding.voluntary.registers import PUBLISHED_ENTRIES
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class PublishedLedgerPage(RegisterPage):
    """The lines that everybody sees."""

    register = PUBLISHED_ENTRIES
    template_name = "funding/voluntary/published.html"


class PublishAgreement(AgreementPage):
    """Publish a signed agreement."""

    form_class = VersionForm
    heading = gettext_lazy("Publish the agreement")
    lead = gettext_lazy("Everybody sees it with its amount, its amendments and the projects that it funds.")
    button = gettext_lazy("Publish it")

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may publish it."""
        return policies.may_publish_agreement(user, self.agreement)

    def act(self, answers: dict[str, Any]) -> str:
        """Publish."""
        version = answers["version"]
        publication.publish_agreement(by=self.by, agreement=self.agreement, lock_version=version)
        return _("The agreement is published.")


class WithdrawAgreement(AgreementPage):
    """Take a publication back."""

    form_class = ReasonWithVersionForm
    heading = gettext_lazy("Take the publication back")
    lead = gettext_lazy("Only staff and its partners see the agreement again.")
    button = gettext_lazy("Take it back")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may take it back."""
        return policies.may_withdraw_agreement(user, self.agreement)

    def act(self, answers: dict[str, Any]) -> str:
        """Take it back."""
        read = {"agreement": self.agreement, "lock_version": answers["version"]}
        publication.withdraw_agreement(by=self.by, reason=answers["reason"], **read)
        return _("The agreement is no longer published.")
