"""What a change of “what the project is tied to” put in place of what, for the history on its page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.history.events import Difference
from ilo_dc.formats.text import exact_of_hundred
from portfolio.projects.actions.project_links import TIED
from portfolio.projects.models.project_links import LINKS
from portfolio.projects.vocab import sector_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.history.events import Event
    from portfolio.projects.models.project import Project

LABELS = {
    "country_shares": gettext_lazy("Countries or areas"),
    "outcome_shares": gettext_lazy("Outcomes"),
    "budget_shares": gettext_lazy("Programme and Budget"),
    "sector_shares": gettext_lazy("Sectors"),
    "sdg_targets": gettext_lazy("SDG targets"),
    "marker_links": gettext_lazy("Markers"),
    "initiative_links": gettext_lazy("Initiatives"),
    "sstc_links": gettext_lazy("Countries of South–South cooperation"),
}


def with_links(project: Project, events: list[Event]) -> list[Event]:
    """Return the events of a project; those that tied it to something say to what, before and after.

    Links are facts, of which the history keeps no rows: each event is followed by the recorded change of its
    own transaction.
    """
    tied = [one for one in events if one.noun == "portfolio.project" and one.why == _(TIED)]
    if not tied:
        return events
    links = {model: list(_rows_of(model, project)) for model in LINKS}
    changes = {
        change.pk: change.recorded_at
        for rows in links.values()
        for row in rows
        for change in (row.change, row.superseded_by)
        if change is not None and change.reason == TIED
    }
    found: dict[Any, int] = {}
    for number, recorded_at in sorted(changes.items()):
        before = [one for one in tied if one.at <= recorded_at]
        if before:
            found.setdefault(max(before, key=lambda one: one.position).position, number)
    return [_with_differences(one, links, found.get(one.position)) for one in events]


def _rows_of(model: Any, project: Project) -> Any:
    rows = model._default_manager.filter(project=project).select_related(
        "change", "superseded_by", *model.NAMES
    )
    return rows.order_by(*model.SHOWN_BY, "pk")


def _with_differences(event: Event, links: dict[Any, list[Any]], change: int | None) -> Event:
    """Return an event with what its change put in place of what; without one it stays as it is."""
    if change is None:
        return event
    differences = []
    for model, rows in links.items():
        before = _words(row for row in rows if row.change_id < change and _was_current(row, change - 1))
        after = _words(row for row in rows if row.change_id <= change and _was_current(row, change))
        if before != after:
            differences.append(Difference(str(LABELS[model.SHOWN_AS]), before, after))
    return replace(event, differences=(*event.differences, *differences))


def _was_current(row: Any, change: int) -> bool:
    """Return whether a row was current once the change of that number was recorded."""
    return row.superseded_by_id is None or row.superseded_by_id > change


def _words(rows: Iterable[Any]) -> str:
    return ", ".join(_name(row) for row in rows)


def _name(row: Any) -> str:
    """Return what a link names, with its share if it has one."""
    named = next(one for key in row.FACT_KEY[1:] if (one := getattr(row, key)) is not None)
    if row.SHOWN_AS == "marker_links":
        named = row.get_marker_display()
    elif row.SHOWN_AS == "sector_shares":
        named = sector_name(row.sector)
    elif row.SHOWN_AS == "outcome_shares":
        named = named.code
    share = getattr(row, "share", None)
    return str(named) if share is None else f"{named} {exact_of_hundred(share)}"
