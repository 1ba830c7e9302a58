"""What the rows of a list add up to, and whether that is the figure that they were counted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Refused
from ilo_dc.core.measures import EvidenceKind, Measure, read_question, table
from ilo_dc.core.measures.groups import total_of
from ilo_dc.core.measures.question import COMMON
from ilo_dc.core.registers.filtersets import PRESENTATION
from ilo_dc.formats import text

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.register import Listing


@dataclass(frozen=True)
class Totals:
    """The sums of a list's columns over all its rows, whatever page is shown.

    `figures` are the measures whose very rows these are, at a settled moment; `matches` says whether the sums
    are their values. Without a moment, or with a filter that no figure has, there is none. `apart`: the rows
    are of several keys whose amounts are never added.
    """

    count: int
    sums: dict[str, Decimal | None]
    figures: tuple[Measure, ...]
    matches: bool
    apart: bool = False


def totals_of(listing: Listing, user: Viewer) -> Totals | None:
    """Return what the rows of a list add up to; None: nothing of them is added up."""
    measures = _counting(listing)
    counted = [column for measure in measures for column in measure.columns]
    columns = list(dict.fromkeys(counted or listing.register.sums))
    if not columns and not measures:
        return None
    apart = [one for measure in measures[:1] for one in measure.dimensions if one.never_added]
    sums = listing.rows.order_by().aggregate(
        counted_rows=Count("pk"),
        **{f"sum_{column}": Sum(column) for column in columns},
        **{f"keys_{one.code}": Count(one.key, distinct=True) for one in apart},
    )
    count, added = sums["counted_rows"], {column: sums[f"sum_{column}"] for column in columns}
    if any(sums[f"keys_{one.code}"] > 1 for one in apart):
        return Totals(count, {}, (), matches=False, apart=True)
    if not measures or not _is_question(listing, measures[0]):
        return Totals(count, added, (), matches=False)
    question = read_question(measures[0], _asked(listing, measures[0]))
    try:
        answer = table(measures, user=user, question=question)
    except Refused:  # who sees a part of the rows alone has no figure of all of them
        return Totals(count, added, (), matches=False)
    total = answer.total
    return Totals(count, added, measures, matches=total.count == count and dict(total.sums) == added)


def rows_of_totals(totals: Totals, shown: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the last rows of a page's table: what stands on other pages, and what all rows add up to."""
    rows = []
    if len(shown) < totals.count and not totals.apart:
        here = {
            column: total_of(getattr(row, column) for row in shown) or Decimal(0) for column in totals.sums
        }
        rest = {column: (total or Decimal(0)) - here[column] for column, total in totals.sums.items()}
        label = _("On other pages: %(count)s rows") % {"count": text.whole(totals.count - len(shown))}
        rows.append({"label": label, "values": rest})
    label = _("All %(count)s rows of this list") % {"count": text.whole(totals.count)}
    rows.append({"label": label, "note": _note(totals), "values": totals.sums})
    return rows


def _note(totals: Totals) -> str:
    if totals.apart:
        return _("Their amounts are of several finance years, which are never added: choose one.")
    if not totals.figures:
        return ""
    names = ", ".join(str(measure.label) for measure in totals.figures)
    if totals.matches:
        return _("They match the figure, to the cent: %(names)s.") % {"names": names}
    return _("They differ from the figure: %(names)s. Please report this.") % {"names": names}


def _counting(listing: Listing) -> tuple[Measure, ...]:
    """Return the measures that count the listed rows, those of one publication only."""
    return tuple(
        measure
        for measure in listing.register.measures
        if all(listing.parameters.get(name) == value for name, value in measure.rows.fixed.items())
    )


def _is_question(listing: Listing, measure: Measure) -> bool:
    """Return whether a figure may be asked what the list was: at a moment, by dimensions alone."""
    if listing.adds_shared:
        return False
    dimensions = {dimension.code for dimension in measure.dimensions}
    known = {*dimensions, *COMMON, *measure.rows.fixed, *PRESENTATION, "shared"}
    return bool(listing.parameters.get("as_of")) and known >= set(listing.parameters)


def _asked(listing: Listing, measure: Measure) -> Any:
    asked = listing.parameters.copy()
    for name in (*measure.rows.fixed, *PRESENTATION, "shared"):
        asked.pop(name, None)
    return asked


def answered(totals: Totals) -> dict[str, Any]:
    """Return the totals as the API answers them; `matches` is null where no figure counts just these rows."""
    return {
        "rows": totals.count,
        "sums": totals.sums,
        "figures": [measure.code for measure in totals.figures if measure.kind is not EvidenceKind.RATIO],
        "matches": totals.matches if totals.figures else None,
    }
