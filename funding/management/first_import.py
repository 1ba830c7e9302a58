"""What the commands of the first import share: one file, checked or loaded, with what came of it told."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.imports.actions.at_once import load_file
from ilo_dc.core.imports.actions.files import Outcome, try_file
from ilo_dc.core.imports.importer import Importer
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.models import User
from ilo_dc.core.registers.exports import WrittenSheet

COUNTS = {"created": "new", "unchanged": "there already"}


class FirstImportCommand(BaseCommand):
    """Load a sheet of the first import; the same checks as the page /imports/."""

    importer: ClassVar[Importer[Any]]

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and what is done with it."""
        parser.add_argument("file", type=Path, help="CSV or XLSX; of --template the file to write.")
        parser.add_argument("--dry-run", action="store_true", help="Check only; save nothing.")
        parser.add_argument(
            "--valid-rows", action="store_true", help="Leave out rows with errors; totals must agree still."
        )
        parser.add_argument("--template", action="store_true", help="Write an empty sheet with an example.")
        parser.add_argument("--reason", default="First import", help="Why it is loaded; kept with it.")
        parser.add_argument("--by", default="", help="Name of the user who loads it (default: the operator).")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check or load the file; row errors, grouped by kind, go to standard error."""
        path: Path = options["file"]
        if options["template"]:
            write_template(self.importer, path)
            return
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            outcome, kept = self._load(path, options)
        except UnableToAct as error:
            raise CommandError(error.message) from error
        self._tell_problems(outcome)
        if outcome.blocked:
            raise CommandError(f"{outcome.problem_count} errors, nothing saved. {kept}".strip(), returncode=1)
        for note in outcome.notes:
            self.stdout.write(note)
        counts = ", ".join(f"{outcome.summary[name]} {word}" for name, word in COUNTS.items())
        saved = kept or "nothing saved (dry run)"
        self.stdout.write(f"{outcome.rows} rows: {counts}, {outcome.problem_count} errors; {saved}.")

    def _load(self, path: Path, options: dict[str, Any]) -> tuple[Outcome, str]:
        scope = Scope(valid_rows=options["valid_rows"])
        by = self._person(options["by"])
        if options["dry_run"]:
            return try_file(importer=self.importer, path=path, by=by, scope=scope, progress=self._tell), ""
        batch, outcome = load_file(
            by=by,
            importer=self.importer,
            path=path,
            scope=scope,
            reason=options["reason"],
            progress=self._tell,
        )
        return outcome, f"kept as import {batch.pk}"

    def _tell(self, step: str) -> None:
        self.stdout.write(step)

    def _person(self, name: str) -> User | None:
        if not name:
            return None
        found = User.objects.filter(username=name).first()
        if found is None:
            raise CommandError(f"Nobody is called {name}.")
        return found

    def _tell_problems(self, outcome: Outcome) -> None:
        for one in outcome.groups:
            rows = ", ".join(map(str, one["rows"]))
            places = [
                f"{word} {value}"
                for word, value in (("sheet", one["sheet"]), ("column", one["column"]), ("rows", rows))
                if value
            ]
            value = f" “{one['value']}”" if one["value"] else ""
            self.stderr.write(f"{one['count']} × {', '.join(places)}:{value} {one['message']}")


def write_template(importer: Importer[Any], path: Path) -> None:
    """Write a sheet with the header of an importer and a row of examples, as CSV or XLSX by its name.

    Raises:
        CommandError: the name ends in neither.
    """
    rows = [
        [column.name for column in importer.columns],
        [column.example for column in importer.columns],
    ]
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return
    if path.suffix != ".xlsx":
        raise CommandError("Name the file .csv or .xlsx.")
    book = WrittenSheet(importer.code)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            book.write(number, place, value)
    path.write_bytes(book.closed())
