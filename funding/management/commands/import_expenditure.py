"""`import_expenditure`: expenditure of the past, before the installation is opened."""

from __future__ import annotations

from funding.first_import.imports.postings import EXPENDITURE
from funding.management.first_import import FirstImportCommand


class Command(FirstImportCommand):
    """Load them, all or nothing; the same file twice adds nothing."""

    help = "Load expenditure of the past (CSV or XLSX), once their stated totals agree."
    importer = EXPENDITURE
