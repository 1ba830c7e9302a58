"""Outcome updates for tests, written through the actions as people would write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ilo_dc.core.models import User
from portfolio.models import OutcomeUpdate, ProgrammeOutcome
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.rules import Period, period_of
from tests.recipes import programmes as plans

ACHIEVED = "Deux cents jeunes ont trouvé un emploi décent."


def period(code: str = "2026-H1") -> Period:
    found = period_of(code)
    assert found is not None
    return found


def text(outcome: ProgrammeOutcome, **entered: Any) -> actions.UpdateText:
    """Return what a whole update says, with `values` in place."""
    values = {one.pk: actions.Reported(Decimal(12), "dans deux régions") for one in outcome.indicators.all()}
    whole = {
        "progress": "on_track",
        "narrative": ACHIEVED,
        "language": "fr",
        "workers": True,
        "workers_on": date(2026, 5, 20),
        "values": values,
    }
    return actions.UpdateText(**{**whole, **entered})


def outcome_of(field: User, region: User, country: Any, **entered: Any) -> ProgrammeOutcome:
    """Return the outcome of a running programme of the country."""
    programme = plans.brought_to(region, plans.draft(field, country, **entered), "running")
    return fresh(programme.outcomes.get())


def fresh(outcome: ProgrammeOutcome) -> ProgrammeOutcome:
    rows = ProgrammeOutcome.objects.select_related("programme__country__region", "programme__region")
    return rows.get(pk=outcome.pk)


def draft(by: User, outcome: ProgrammeOutcome, code: str = "2026-H1", **entered: Any) -> OutcomeUpdate:
    return actions.add_update(by=by, outcome=outcome, period=period(code), text=text(outcome, **entered))


def submitted(by: User, outcome: ProgrammeOutcome, code: str = "2026-H1", **entered: Any) -> OutcomeUpdate:
    update = draft(by, outcome, code, **entered)
    return actions.submit_update(by=by, update=update, lock_version=update.version)


def accepted(
    by: User, region: User, outcome: ProgrammeOutcome, code: str = "2026-H1", **values: Any
) -> OutcomeUpdate:
    update = submitted(by, outcome, code, **values)
    return actions.accept_update(by=region, update=update, lock_version=update.version)
