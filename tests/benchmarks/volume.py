"""A large installation: copies of the shipped sub-outputs, recorded and partly replaced by changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ilo_dc.core.accounts.actions.api_keys import issue_api_key
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.people.actions.users import Particulars, found_administrator

COPIES = 100  # of the 993 shipped sub-outputs: about 100,000 current rows
COPIES_A_CHANGE = 10
REPLACED = 50  # copies whose every row a later change says anew
MARK = "copy"

NUMBERS = f"""
INSERT INTO portfolio_frameworksuboutput (source, source_id)
SELECT 'uninfo', '{MARK}-' || copy || '-' || number.source_id
FROM portfolio_frameworksuboutput AS number, generate_series(%(first)s, %(last)s) AS copy
WHERE number.source_id NOT LIKE '{MARK}-%%'
"""

STATES = f"""
INSERT INTO portfolio_suboutputstate
    (sub_output_id, required, available, spent, {{said}}, demonstration, backdated, edition_id,
     change_id, recorded_at)
SELECT own.id, said.required + copy, said.available, said.spent, {{shown}}, true, false, said.edition_id,
       0, now()
FROM portfolio_suboutputstate AS said
JOIN portfolio_frameworksuboutput AS number ON number.id = said.sub_output_id
CROSS JOIN generate_series(%(first)s, %(last)s) AS copy
JOIN portfolio_frameworksuboutput AS own ON own.source_id = '{MARK}-' || copy || '-' || number.source_id
WHERE number.source_id NOT LIKE '{MARK}-%%' AND said.superseded_at IS NULL
"""

CLOSE = f"""
UPDATE portfolio_suboutputstate AS state SET superseded_at = now()
FROM portfolio_frameworksuboutput AS number,
     generate_series(%(first)s, %(last)s) AS copy
WHERE number.id = state.sub_output_id AND state.superseded_at IS NULL
  AND number.source_id LIKE '{MARK}-' || copy || '-%%'
"""

# What a state says beside its amounts; the database stamps the rest.
COPIED = (
    "framework_id",
    "result_id",
    "code",
    "name",
    "name_may_be_cut",
    "description",
    "description_may_be_cut",
    "starts_on",
    "ends_on",
    "agency",
    "sdg",
    "finance_year",
    "currency_id",
    "currency_assumed",
)


@dataclass(frozen=True)
class Volume:
    """The large database, the small one it was made of, an API key to it, a moment half way through it."""

    name: str
    small: str
    key: str
    half_way: datetime


def fill() -> tuple[str, datetime]:
    """Fill the connected database, which holds the published data; return a key and the moment half way."""
    half_way = timezone.now()
    for first in range(1, COPIES + 1, COPIES_A_CHANGE):
        copies = {"first": first, "last": first + COPIES_A_CHANGE - 1}
        change = _record(NUMBERS, _states(), copies=copies)
        if first <= COPIES / 2:
            half_way = change
    for first in range(1, REPLACED + 1, COPIES_A_CHANGE):
        copies = {"first": first, "last": first + COPIES_A_CHANGE - 1}
        _record(CLOSE, _states(), copies=copies)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return _key(), half_way


def _record(*statements: str, copies: dict[str, int]) -> datetime:
    with transaction.atomic(), recording(by=None, reason="Volume") as change, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, copies)
    return change.recorded_at


def _states() -> str:
    values = ", ".join(f"said.{column}" for column in COPIED)
    return STATES.format(said=", ".join(COPIED), shown=values)


def _key() -> str:
    administrator = found_administrator(
        particulars=Particulars(name="Ada Administrator", email="ada@example.org", username="ada")
    )
    _kept, text = issue_api_key(
        by=administrator,
        user=administrator,
        label="Nightly",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return text


def rows_of(sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """Return the rows of one statement, on the connection that the portal itself uses."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
