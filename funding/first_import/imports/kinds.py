"""The sheets of the first import, in the order in which they are loaded."""

from __future__ import annotations

from typing import Any

from funding.first_import.imports.agreements import AGREEMENTS
from funding.first_import.imports.approvals import APPROVALS
from funding.first_import.imports.openings import OPENING_BALANCES
from funding.first_import.imports.postings import ALLOCATIONS, EXPENDITURE, RECEIPTS
from ilo_dc.core.imports.importer import Importer

FIRST_IMPORT: tuple[Importer[Any], ...] = (
    AGREEMENTS,
    APPROVALS,
    RECEIPTS,
    ALLOCATIONS,
    EXPENDITURE,
    OPENING_BALANCES,
)
