"""`import_receipts`: receipts, refunds and adjustments of the past, before the installation is opened."""

from __future__ import annotations

from funding.first_import.imports.postings import RECEIPTS
from funding.management.first_import import FirstImportCommand


class Command(FirstImportCommand):
    """Load them, all or nothing; the same file twice adds nothing."""

    help = "Load receipts, refunds and adjustments of the past (CSV or XLSX), once their stated totals agree."
    importer = RECEIPTS
