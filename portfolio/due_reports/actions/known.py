"""What was known when a due day was over: whether an update or a report could have been handed in by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min

from ilo_dc.core.facts.rules import state_on
from portfolio.due_reports.rules import settled_from
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.project_results import rules as report_rules
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.vocab import HANDED_IN as REPORT_HANDED_IN
from portfolio.projects.models.project_state import ProjectState
from portfolio.updates import rules as update_rules
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.vocab import HANDED_IN as UPDATE_HANDED_IN

Period = update_rules.Period | report_rules.Period


@dataclass(frozen=True)
class Known:
    """What was recorded of programmes, or of projects, and when.

    `first`: the first day of the first period that anybody reported on here; `states`: by programme or
    project; `versions`: when the place of an outcome was written first.
    """

    asked_in: tuple[str, ...]
    first: date
    states: Mapping[int, list[Any]]
    versions: Mapping[int, datetime] = field(default_factory=dict)

    def was_asked(self, key: int, period: Period) -> bool:
        """Return whether the status on the due day, as was known at its end, asked for a report."""
        if period.starts_on < self.first:
            return False
        state = state_on(self.states.get(key, []), period.due_on, known_at=settled_from(period.due_on))
        return state is not None and state.status in self.asked_in

    def was_asked_of(self, outcome: ProgrammeOutcome, period: Period) -> bool:
        """Return the same of an outcome of a programme, whose place there was known by then as well."""
        key = outcome.programme_id or 0
        return self.was_asked(key, period) and self._since(outcome.pk, key) <= settled_from(period.due_on)

    def _since(self, outcome: int, programme: int) -> datetime:
        """Return since when a place is known; where its life was dated back, as long as that."""
        states, written = self.states[programme], self.versions.get(outcome)
        if written is None or any(one.backdated and written <= one.change.recorded_at for one in states):
            return min(one.recorded_at for one in states)
        return written


def known_of_programmes() -> Known:
    """Return what was recorded of programmes and of the places of their outcomes, in three queries."""
    versions: Any = ProgrammeOutcome.pgh_event_model.objects  # type: ignore[attr-defined]
    first = versions.order_by().values_list("pgh_obj_id").annotate(Min("pgh_created_at"))
    return Known(
        update_rules.DUE_IN,
        _first_reported(OutcomeUpdate, UPDATE_HANDED_IN),
        _by_key(ProgrammeState.objects.select_related("change"), "programme_id"),
        dict(first),
    )


def known_of_projects() -> Known:
    """Return what was recorded of projects, in two queries."""
    return Known(
        report_rules.DUE_IN,
        _first_reported(ProgressReport, REPORT_HANDED_IN),
        _by_key(ProjectState.objects.all(), "project_id"),
    )


def _first_reported(model: Any, handed_in: Iterable[str]) -> date:
    """Return the first day of the first period that was reported on; where there is none, no day is."""
    found = model.objects.filter(state__in=handed_in).aggregate(Min("starts_on"))
    first: date | None = found["starts_on__min"]
    return first or date.max


def _by_key(states: Any, key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for state in states.order_by("pk"):
        found[getattr(state, key)].append(state)
    return found
