"""What was known of milestones before their statuses were facts is made from their histories, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from ilo_dc.core.models import Change, Country
from portfolio.models import CountryProgrammeOutcome, Milestone, MilestoneState, OutcomeIndicator
from portfolio.outcomes.actions.country_outcomes import publish_country_outcome
from portfolio.programmes.actions import programme_outcomes
from portfolio.programmes.actions import programme_parts as parts
from tests.portfolio.programmes.test_races import rashid  # noqa: F401  (a fixture)
from tests.recipes import outcomes
from tests.recipes import programmes as plans

MIGRATION: Any = import_module("portfolio.migrations.0033_statuses_of_milestones")
UNRATED: Any = import_module("portfolio.migrations.0041_time_to_revise_and_targets_by_sex")
BEFORE = "0032_what_stays_of_projects_that_ran"
DUE, LATER = date(2026, 6, 30), date(2026, 12, 31)
MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_nothing_is_told_of_the_time_before_a_milestone_was_counted() -> None:
    def at(hours: int) -> datetime:
        return MORNING + timedelta(hours=hours)

    versions = [("", DUE, at(0)), ("on_track", DUE, at(1)), ("on_track", LATER, at(3)), ("", LATER, at(5))]
    assert MIGRATION._said(versions, since=None) == []
    assert MIGRATION._said(versions, since=at(2)) == [
        ("on_track", DUE, at(2)),  # as it was when it was signed
        ("on_track", LATER, at(3)),
        ("", LATER, at(5)),
    ]
    assert MIGRATION._said(versions, since=at(-1)) == versions
    assert MIGRATION._said(versions, since=at(9)) == [("", LATER, at(9))]
    twice = [("", DUE, at(0)), ("on_track", DUE, at(1)), ("no_progress", DUE, at(1))]
    assert [one[:2] for one in MIGRATION._said(twice, since=at(0))] == [one[:2] for one in twice]


def test_an_upgrade_records_what_the_histories_tell(rashid) -> None:  # noqa: F811
    zimbabwe = Country.objects.get(pk="ZWE")
    programme = plans.brought_to(rashid, plans.draft(rashid, zimbabwe), "running")
    later = {"starts_on": date(2031, 1, 1), "ends_on": date(2035, 1, 1)}
    draft = plans.draft(rashid, zimbabwe, **later)
    row = Milestone.objects.get(indicator__outcome__programme=programme)
    data = parts.MilestoneData(row.due_on, row.text)
    for status, day in (("on_track", row.due_on), ("on_track", LATER), ("results_achieved", LATER)):
        data = parts.MilestoneData(day, row.text)
        row = parts.edit_milestone(by=rashid, row=row, lock_version=row.version, data=data, status=status)
    kept = list(MilestoneState.objects.order_by("pk").values_list("status", "due_on"))
    assert len(kept) == 4
    call_command("migrate", "portfolio", BEFORE, verbosity=0)
    call_command("migrate", "portfolio", verbosity=0)
    made = list(MilestoneState.objects.filter(milestone=row).order_by("recorded_at"))
    assert [(one.status, one.due_on) for one in made] == kept
    assert all(one.backdated for one in made)
    assert [one.superseded_at for one in made[:-1]] == [one.recorded_at for one in made[1:]]
    assert made[-1].superseded_at is None
    assert not MilestoneState.objects.filter(milestone__indicator__outcome__programme=draft).exists()
    with transaction.atomic():
        row = Milestone.objects.get(pk=row.pk)
        parts.edit_milestone(by=rashid, row=row, lock_version=row.version, data=data, status="")
    assert OutcomeIndicator.objects.filter(milestones__states__status="none").exists()


def test_an_upgrade_records_what_nobody_rated_of_outcomes_that_are_published(rashid) -> None:  # noqa: F811
    zimbabwe = Country.objects.get(pk="ZWE")
    made = {}
    for number in (601, 602):
        place = programme_outcomes.report_without_programme(by=rashid, cpo=outcomes.cpo(zimbabwe, number))
        indicator = parts.INDICATORS.add(by=rashid, owner=place, data=parts.IndicatorData("Laws"))
        made[number] = parts.add_milestone(by=rashid, owner=indicator, data=parts.MilestoneData(DUE, "Law"))
    # As it was published before publications recorded what nobody rated.
    cpo = CountryProgrammeOutcome.objects.get(code="ZWE601")
    publish_country_outcome(by=rashid, outcome=cpo, lock_version=cpo.version)
    before = Change.objects.count()
    for _time in range(2):
        with transaction.atomic():
            UNRATED.not_yet_rated(apps, None)
    told = MilestoneState.objects.get(milestone=made[601])
    assert (told.status, told.due_on, told.superseded_at) == ("none", DUE, None)
    assert told.change.recorded_at == told.recorded_at > made[601].updated_at
    assert not MilestoneState.objects.filter(milestone=made[602]).exists()
    assert Change.objects.count() == before + 1
