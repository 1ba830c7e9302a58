"""`generate_portfolio`: agreements and lines of the ledger at any size, for a demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding.demonstration.volume import Size, generate_portfolio
from ilo_dc.core.errors import UnableToAct


class Command(BaseCommand):
    """Generate a portfolio of the size that is asked for."""

    help = "Adds invented agreements and lines of the ledger to a demonstration, the same for the same seed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the size."""
        parser.add_argument("--agreements", type=int, required=True)
        parser.add_argument("--entries", type=int, required=True, help="lines of the ledger, approvals too")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Generate, and tell how many there are."""
        size = Size(options["agreements"], options["entries"], options["seed"])
        try:
            counts = generate_portfolio(size, tell=self.stdout.write)
        except UnableToAct as error:
            raise CommandError(error.message) from error
        self.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()))
