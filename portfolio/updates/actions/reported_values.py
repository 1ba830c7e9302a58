"""The values that an outcome update reports of its indicators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ilo_dc.core.versions.actions import save_valid
from portfolio.updates.models import OutcomeUpdate, ReportedValue


@dataclass(frozen=True)
class Reported:
    """Where an indicator stood: a number, words or both; neither takes the value away."""

    value: Decimal | None = None
    words: str = ""


Values = dict[int, Reported]


def reported_in(update: OutcomeUpdate) -> Values:
    """Return what an update reports, by the number of the indicator."""
    rows = ReportedValue.objects.filter(update=update.pk)
    return {row.indicator_id: Reported(row.value, row.words) for row in rows}


def save_values(update: OutcomeUpdate, values: Values) -> None:
    """Save the values of an update; one that says nothing is taken away."""
    rows = {row.indicator_id: row for row in update.values.all()}
    for number, one in values.items():
        row = rows.get(number) or ReportedValue(
            update=update, indicator_id=number, demonstration=update.demonstration
        )
        if one == Reported():
            if row.pk:
                row.delete()
            continue
        row.value, row.words = one.value, one.words
        save_valid(row)
