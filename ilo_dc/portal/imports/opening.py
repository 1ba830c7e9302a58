"""`/imports/opening/`: the manager opens the installation, once and for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.facts.actions.opening import open_installation, opening
from ilo_dc.core.people.policies import may_open_installation
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.formats import text
from ilo_dc.portal.imports.forms import OpeningForm

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class OpenInstallation(ActionPage):
    """End the first import: from then on nothing is recorded with an earlier date."""

    form_class = OpeningForm
    heading = gettext_lazy("Open the installation")
    lead = gettext_lazy(
        "Do this when all that other systems recorded is loaded and agrees. Afterwards no agreement, "
        "approval or balance of the past is loaded, and nothing is recorded with an earlier date. It cannot "
        "be undone."
    )
    button = gettext_lazy("Open the installation")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may open it."""
        return may_open_installation(user)

    def impossible(self) -> list[str]:
        """Return when, by whom and why it was opened already."""
        opened = opening()
        if opened is None:
            return []
        words = {
            "day": text.long_date(opened.opened_at.date()),
            "person": opened.opened_by,
            "reason": opened.reason,
        }
        return [_("It was opened on %(day)s by %(person)s: %(reason)s") % words]

    def act(self, answers: dict[str, Any]) -> str:
        """Open it."""
        open_installation(by=self.by, reason=answers["reason"])
        return _("The installation is open.")

    def back(self) -> str:
        """Return to the sheets that were loaded."""
        return reverse("portal:imports")
