"""Constraints on days for tables that hold rows already; Django takes no file with this name for a migration."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

# New rows are held in any case. Rows that break it stay, to be put right by people: facts refuse to be changed
# here, and no migration knows which year was meant.
HOLD_ALL = """
DO $$ BEGIN
    ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}";
EXCEPTION WHEN check_violation THEN
    RAISE WARNING 'Some rows of {table} have days outside 1900-2199 ({name}). Put them right.';
END $$
"""
# "For ever" was written as a year that no calendar has.
NEVER_LATER = """
UPDATE "{table}" SET {column} = '{last}' WHERE {column} > '{last}'
"""


def within_calendar(app: str, model: str, constraint: Any) -> list[Operation]:
    """Return the operations that hold new rows of a model to `constraint`, and all of them where all fit."""
    # Rows that the migration touched wait for their checks, and such a table cannot be altered.
    checked = RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", RunSQL.noop)
    sql = HOLD_ALL.format(table=f"{app}_{model}", name=constraint.name)
    return [checked, AddConstraintNotValid(model, constraint), RunSQL(sql, RunSQL.noop)]


def never_later(app: str, model: str, column: str, last: str) -> Operation:
    """Return the operation that brings days after the `last` one back to it, in a table that people edit."""
    return RunSQL(NEVER_LATER.format(table=f"{app}_{model}", column=column, last=last), RunSQL.noop)
