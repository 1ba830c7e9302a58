"""The outcome updates that a programme's workbook is filled with: what is due, and what was begun of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.work.rules import CHASED_FOR
from ilo_dc.formats.text import exact
from portfolio.programmes.models.programme_outcome import OutcomeIndicator
from portfolio.programmes.vocab import TextLanguage
from portfolio.updates.actions.update_notices import Due, due_among
from portfolio.updates.models import OutcomeUpdate, ReportedValue
from portfolio.updates.rules import periods_of
from portfolio.updates.vocab import HANDED_IN
from portfolio.workbooks.actions.plans import CountryPlan, within
from portfolio.workbooks.actions.update_rows import UPDATES_READ, row_name
from portfolio.workbooks.rules import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
    from portfolio.updates.rules import Period
    from portfolio.workbooks.actions.plans import Plan


@dataclass(frozen=True)
class Written:
    """An outcome without a programme and a period whose update may be written; `update`: what there is."""

    outcome: ProgrammeOutcome
    period: Period
    update: OutcomeUpdate | None


@dataclass(frozen=True)
class DueRow:
    """An update to write: what is recorded (nothing: an empty record) and what the portal says beside it.

    `values`: by indicator what was reported, and what the portal says beside it; `name` and `fingerprint`
    are for the hidden sheet.
    """

    record: OutcomeUpdate
    given: dict[str, Any]
    values: dict[int, tuple[ReportedValue, dict[str, Any]]]
    name: str
    fingerprint: str


def updates_to_write(programme: Plan, *, by: Viewer, today: date) -> Iterator[DueRow]:
    """Yield the updates of `programme` that are due on `today`, in five queries, by outcome and period.

    Nothing is due without a programme: there it is what may be written, of the periods of the last year.
    """
    due: list[Due | Written] = (
        [*_open_in(programme, today)]
        if isinstance(programme, CountryPlan)
        else [*due_among([programme], today=today)]
    )
    if not due:
        return
    indicators: dict[int, list[OutcomeIndicator]] = defaultdict(list)
    for one in OutcomeIndicator.objects.filter(**within(programme, "outcome__")).order_by("pk"):
        indicators[one.outcome_id].append(one)
    last = {
        row.indicator_id: row
        for row in ReportedValue.objects.last_accepted_of(within(programme, "update__outcome__"), user=by)
    }
    begun = [one.update.pk for one in due if one.update]
    reported: dict[int, dict[int, ReportedValue]] = defaultdict(dict)
    for row in ReportedValue.objects.filter(update__in=begun):
        reported[row.update_id][row.indicator_id] = row
    for one in due:
        values = reported[one.update.pk] if one.update else {}
        yield _due_row(one, indicators[one.outcome.pk], values, last)


def _open_in(plan: CountryPlan, today: date) -> Iterator[Written]:
    """Yield the outcomes and periods of a country whose updates may be written, those begun among them."""
    begin = today - CHASED_FOR
    periods = [*periods_of(settings.PORTAL_UPDATE_PERIOD, begin, today + timedelta(days=1), today=today)]
    written: dict[int, list[OutcomeUpdate]] = defaultdict(list)
    for row in OutcomeUpdate.objects.filter(ends_on__gt=begin, **within(plan, "outcome__")):
        written[row.outcome_id].append(row)
    for outcome in plan.outcomes.select_related("cpo").order_by("code", "pk"):
        for period in reversed(periods):
            update = next((row for row in written[outcome.pk] if row.period.overlaps(period)), None)
            if update is None or update.state not in HANDED_IN:
                yield Written(outcome, period, update)


def _due_row(
    due: Due | Written,
    indicators: list[OutcomeIndicator],
    reported: dict[int, ReportedValue],
    last: dict[int, ReportedValue],
) -> DueRow:
    update = due.update
    record = update or OutcomeUpdate(outcome=due.outcome, language=_language_of(due.outcome))
    period = update.period if update else due.period
    given: dict[str, Any] = {
        "outcome": due.outcome.code,
        "period": period.code,
        "about": due.outcome.title,
        "state": _state_of(update),
        "due_on": period.due_on.isoformat(),
        "submit": _("No"),
    }
    if update is None:
        given["version"] = None
    rows = {one.pk: reported.get(one.pk) or ReportedValue(indicator=one) for one in indicators}
    values = {
        one.pk: (rows[one.pk], {"period": period.code, **_beside(one, last.get(one.pk))})
        for one in indicators
    }
    sign = fingerprint(UPDATES_READ.as_read(record, rows))
    return DueRow(record, given, values, row_name(due.outcome.pk, period), sign)


def _language_of(outcome: ProgrammeOutcome) -> str:
    language = outcome.home.language
    return language if language in TextLanguage.values else TextLanguage.ENGLISH


def _state_of(update: OutcomeUpdate | None) -> str:
    """Say how far an update is, and why it came back."""
    if update is None:
        return _("Not begun")
    state = update.get_state_display()
    return f"{state}: {update.note}" if update.note else str(state)


def _beside(indicator: OutcomeIndicator, last: ReportedValue | None) -> dict[str, Any]:
    """Return what the portal says of an indicator beside its value."""
    known = {
        "last": (last.value, last.words, last.update.period.code) if last else (None, "", ""),
        "target": (indicator.target_value, indicator.target_text, indicator.target_year),
    }
    texts = {}
    for name, (value, words, when) in known.items():
        parts = ["" if value is None else exact(value), words, f"({when})" if when else ""]
        texts[name] = " ".join(part for part in parts if part)
    return {"about": indicator.text, "unit": indicator.unit, **texts}
