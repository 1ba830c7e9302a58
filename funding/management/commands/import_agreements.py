"""`import_agreements`: agreements and amendments of the past, before the installation is opened."""

from __future__ import annotations

from funding.first_import.imports.agreements import AGREEMENTS
from funding.management.first_import import FirstImportCommand


class Command(FirstImportCommand):
    """Load them, all or nothing; the same file twice adds nothing."""

    help = "Load agreements and amendments of the past (CSV or XLSX), once their stated totals agree."
    importer = AGREEMENTS
