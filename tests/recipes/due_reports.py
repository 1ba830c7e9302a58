"""What was known in time of programmes and projects for tests, so that their reports fall due."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ilo_dc.core.facts.actions.changes import recording
from portfolio.models import OutcomeUpdate, ProgrammeOutcome, ProgressReport
from portfolio.updates.actions.update_steps import record_step
from tests.recipes import outcomes, projects

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def known_since(noun: Any, moment: datetime = LONG_AGO) -> Any:
    """Return a programme or project whose present status was recorded at a moment, as demonstrations are."""
    last = noun.states.current().get()
    subject = {name: getattr(last, name) for name in last.FACT_KEY}
    with recording(by=None, reason="As it was"):
        noun.states.filter(pk=last.pk).update(superseded_at=moment)
        noun.states.create(
            **subject,
            status=last.status,
            effective_on=min(last.effective_on, moment.date()),
            reason="As it was",
            backdated=True,
            recorded_at=moment,
            demonstration=True,
        )
    return noun


def updates_since(country: Any, first: date = date(2024, 7, 1)) -> None:
    """Let somebody have handed in the update of half a year from `first` on, where there is no programme."""
    cpo = outcomes.cpo(country, 690)
    place = ProgrammeOutcome.objects.create(cpo=cpo, code=cpo.code, title=cpo.title, demonstration=True)
    days = {"ends_on": date(first.year + 1, 1, 1), **_handed_in(first)}
    with recording(by=None, reason="As it was"):
        record_step(OutcomeUpdate.objects.create(outcome=place, progress="on_track", **days))


def reports_since(by: Any, country: Any, first: date = date(2024, 7, 1)) -> None:
    """Let somebody have handed in the report of half a year from `first` on, of a project that is planned."""
    project = projects.planned(by, country, title="Was reported on")
    ProgressReport.objects.create(
        project=project, ends_on=date(first.year + 1, 1, 1), rating="on_track", **_handed_in(first)
    )


def _handed_in(first: date) -> dict[str, Any]:
    return {
        "starts_on": first,
        "state": "submitted",
        "narrative": "It was reported on",
        "submitted_at": datetime(first.year + 1, 1, 5, tzinfo=UTC),
        "demonstration": True,
    }
