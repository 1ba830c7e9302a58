"""Pages of what fell due by agreements."""

from __future__ import annotations

from funding.dues.registers import DUE_DONOR_REPORTS, DUE_INSTALMENTS
from ilo_dc.core.registers.pages.guarded import OfReaders


class DueInstalmentsPage(OfReaders):
    """`/agreements/instalments/due/`: instalments that fell due, and what became of each."""

    register = DUE_INSTALMENTS


class DueDonorReportsPage(OfReaders):
    """`/agreements/reports/due/`: reports to funding partners that fell due, and what became of each."""

    register = DUE_DONOR_REPORTS
