"""The page of what fell due."""

from __future__ import annotations

from ilo_dc.core.registers.pages.guarded import OfReaders
from portfolio.due_reports.registers import DUE_REPORTS


class DueReportsPage(OfReaders):
    """`/dwcps/updates/due/`: what fell due, and what became of it."""

    register = DUE_REPORTS
