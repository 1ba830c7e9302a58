"""Decisions and days of steps: counted of dated facts, as known at a moment, reproduced by their rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.clearances.measures import CLEARANCE_DAYS, CLEARANCES
from funding.demonstration.clearances import load_demonstration_clearances
from funding.models import ClearanceStep, PartnershipClearance
from ilo_dc.core.facts.moments import settle
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.measures.types import Scope
from ilo_dc.core.models import Installation, Organisation
from tests.people import signed_in
from tests.recipes import clearances as recipes
from tests.test_parity import reproduce

TODAY = timezone.now().date()


def split(measure, user, *by, **asked):
    """Return the values of a measure by key."""
    answer = figures(measure, user=user, question=Question(by=by, scope=Scope.INTERNAL, **asked))
    return {tuple(line.keys.values()): answer.value(line) for line in answer.lines}


def test_each_decision_is_counted_once_in_its_year(cast):
    assert split(CLEARANCES, cast.manager, "decision") == {}
    made = recipes.cleared(cast)
    recipes.requested(cast.officer)  # reuses it
    other = recipes.screened(cast.officer, recipes.requested(cast.officer, recipes.company("B", "b")))
    before = timezone.now()
    recipes.decided(cast.manager, other, "refused", note="No.")
    counted = {(TODAY.year, "cleared"): 1, (TODAY.year, "refused"): 1}
    assert split(CLEARANCES, cast.manager, "year", "decision") == counted
    assert split(CLEARANCES, cast.manager, "decision", as_of=before) == {("cleared",): 1}
    days = split(CLEARANCE_DAYS, cast.manager, "step")
    assert set(days) == {("screening",), ("act_emp",), ("actrav",), ("legal",), ("decision",)}
    assert ClearanceStep.objects.current().filter(clearance=made).count() == 5


def test_days_are_from_when_a_step_waited_to_its_end(cast):
    made = recipes.requested(cast.officer)
    PartnershipClearance.objects.filter(pk=made.pk).update(requested_on=TODAY - timedelta(days=6))
    recipes.screened(cast.officer, made)
    other = recipes.requested(cast.officer, recipes.company("B", "b"))
    recipes.screened(cast.officer, other)
    assert split(CLEARANCE_DAYS, cast.manager, "step") == {("screening",): Decimal(3)}


@pytest.fixture
def invented(installation):
    """The clearances of the demonstration."""
    return load_demonstration_clearances()


def test_a_figure_is_reproduced_by_the_rows_that_it_names(invented, manager):
    client = signed_in(manager)
    for measure in (CLEARANCES, CLEARANCE_DAYS):
        for by in ("", *(one.code for one in measure.splits)):
            asked = {"measure": measure.code, **({"by": by} if by else {})}
            answer = client.get("/api/v1/figures/", asked).json()
            assert answer["scope"] == "internal"
            assert answer["rows"] or not by
            for line in answer["rows"][:3]:
                found = reproduce(client, measure, line)
                shown = (line["numerator"], line["denominator"]) if len(found) > 1 else (line["value"],)
                assert tuple(map(Decimal, found)) == tuple(map(Decimal, shown)), (measure.code, by, line)


def test_the_demonstration_is_marked_invented_and_repeats_nothing(invented, manager):
    assert invented["clearances"] > 20
    assert load_demonstration_clearances() == {"clearances": 0}
    rows = PartnershipClearance.objects.for_list()
    assert all(row.demonstration and row.organisation.demonstration for row in rows)
    assert set(rows.values_list("status", flat=True)) >= {
        "cleared",
        "conditional",
        "refused",
        "withdrawn",
        "screening",
        "opinions",
        "legal",
        "decision",
    }
    for row in rows:
        row.full_clean()
    earlier = ClearanceStep.objects.filter(backdated=True, recorded_at__year=2020)
    assert earlier.exists()
    first = settle(None) - timedelta(days=365 * 4)
    assert split(CLEARANCES, manager, "year", as_of=first)
    assert not Organisation.objects.filter(name_en__contains="(demonstration)", demonstration=False)
    assert date(2018, 1, 1) <= rows.order_by("requested_on")[0].requested_on


def test_a_live_installation_refuses_the_demonstration(db):
    from funding.demonstration.clearances import UnableToLoadClearances
    from ilo_dc.core.installation.actions import found_installation

    found_installation(mode="live")
    assert Installation.objects.get().kind == "live"
    with pytest.raises(UnableToLoadClearances):
        load_demonstration_clearances()
