from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.imports.actions.files import Outcome, import_file, try_file
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.models import User
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS


class Command(BaseCommand):
    """Load UN INFO's sub-outputs of cooperation frameworks; the same checks as the page /imports/."""

    help = "Load the ILO's sub-outputs of UN cooperation frameworks (CSV or XLSX), whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and where it comes from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Check and compare only; save nothing.")
        parser.add_argument(
            "--source-date", type=date.fromisoformat, help="The publisher's date: 2026-02-05."
        )
        parser.add_argument(
            "--scope",
            default="all",
            help="What the file speaks of: all (default), named (the countries that it names), "
            "add (the same, and nothing is withdrawn), or codes of countries: KEN,TZA. Within it, what the "
            "file does not name is withdrawn.",
        )
        parser.add_argument(
            "--finance-year", type=int, help="The finance year of the amounts (default: 2024)."
        )
        parser.add_argument("--reason", default="", help="Why it is loaded; shown in the list of changes.")
        parser.add_argument("--by", default="", help="Name of the user who loads it (default: the operator).")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the file; row errors go to standard error."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            outcome = self._load(path, options)
        except UnableToAct as error:
            raise CommandError(error.message) from error
        if outcome.problem_count:
            for problem in outcome.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{outcome.problem_count} errors, nothing saved.", returncode=1)
        self._tell(outcome, dry_run=options["dry_run"])

    def _load(self, path: Path, options: dict[str, Any]) -> Outcome:
        scope = _scope_of(options)
        if options["dry_run"]:
            return try_file(importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=scope)
        by = None
        if options["by"]:
            by = User.objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"Nobody is called {options['by']}.")
        return import_file(
            by=by,
            importer=FRAMEWORK_SUBOUTPUTS,
            path=path,
            source_date=options["source_date"],
            reason=options["reason"],
            scope=scope,
        )

    def _tell(self, outcome: Outcome, *, dry_run: bool) -> None:
        for note in outcome.notes:
            self.stdout.write(note)
        counts = ", ".join(
            f"{outcome.summary[name]} {name}" for name in ("created", "changed", "withdrawn", "unchanged")
        )
        saved = f"recorded as change {outcome.change.pk}" if outcome.change else "nothing to save"
        self.stdout.write(
            f"{outcome.rows} rows: {counts}; {'nothing saved (dry run)' if dry_run else saved}."
        )


def _scope_of(options: dict[str, Any]) -> Scope:
    """Return the scope that the options name.

    Raises:
        CommandError: a country that is not known here.
    """
    asked, year = options["scope"], options["finance_year"]
    if asked in {ScopeKind.ALL, ScopeKind.NAMED, ScopeKind.ADD}:
        return Scope(ScopeKind(asked), finance_year=year)
    names = tuple(name.strip().upper() for name in asked.split(",") if name.strip())
    known = FRAMEWORK_SUBOUTPUTS.names_of_scope(names)
    if unknown := [name for name in names if name not in known]:
        raise CommandError(f"Not known here: {', '.join(unknown)}.")
    return Scope(ScopeKind.CHOSEN, names, year)
