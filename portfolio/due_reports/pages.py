"""The page of what fell due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.registers.pages.register import RegisterPage
from portfolio.due_reports import policies
from portfolio.due_reports.registers import DUE_REPORTS

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class DueReportsPage(Guarded, RegisterPage):
    """`/dwcps/updates/due/`: what fell due, and what became of it."""

    register = DUE_REPORTS

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` sees what fell due."""
        return policies.may_see_due_reports(user)
