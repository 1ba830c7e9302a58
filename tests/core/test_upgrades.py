"""Constraints that come to tables with rows: nothing is lost, and what breaks them is said and stays."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, Q

from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.migrations._calendar import never_later, within_calendar
from ilo_dc.core.models import Change, Country, CountryStatus, ReportingYear, ReportingYearStatus
from tests.database import cloned, migrated, rolled_back
from tests.recipes.uploads import make_places

NAME = "country_status_starts_after_all"


def apply(operations, *, app: str = "core") -> None:
    """Apply operations of a migration to the tables as they are."""
    state = ProjectState.from_apps(CountryStatus._meta.apps)
    for operation in operations:
        after = state.clone()
        operation.state_forwards(app, after)
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards(app, editor, state, after)
        state = after


def is_validated(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = %s", [name])
        return bool(cursor.fetchone()[0])


@pytest.fixture
def owner(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Work as the owner of the tables, in a copy of the database."""
    with django_db_blocker.unblock(), cloned(migrated()) as name, as_owner(), rolled_back(name):
        yield


@pytest.fixture
def status(owner) -> CountryStatus:
    found_installation(mode="demonstration")
    make_places()
    kenya = Country.objects.get(pk="KEN")
    return CountryStatus.objects.create(country=kenya, kind="ldc", starts_on="1950-01-01", source="A letter")


@pytest.mark.parametrize(("year", "validated"), [(1900, True), (1960, False)])
def test_rows_that_break_a_new_constraint_stay_and_new_ones_are_held(status, year, validated):
    constraint = CheckConstraint(condition=Q(starts_on__gte=f"{year}-01-01"), name=NAME)
    apply(within_calendar("core", "countrystatus", constraint))
    assert is_validated(NAME) is validated
    assert CountryStatus.objects.filter(pk=status.pk).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        CountryStatus.objects.create(
            country=status.country, kind="lldc", starts_on="1899-12-31", source="A letter"
        )


def test_for_ever_is_brought_back_to_the_last_day(status):
    CountryStatus.objects.filter(pk=status.pk).update(ends_on="2150-01-01")
    apply([never_later("core", "countrystatus", "ends_on", "2100-01-01")])
    status.refresh_from_db()
    assert status.ends_on.isoformat() == "2100-01-01"


def test_years_that_were_closed_before_statuses_were_kept_stand_so_from_then_on(owner):
    found_installation(mode="demonstration")
    for year in (2020, 2021, 2022):
        ReportingYear.objects.get_or_create(year=year)
    with pgtrigger.ignore("core.ReportingYear:state_is_the_facts"):
        ReportingYear.objects.filter(pk=2020).update(state="closed")
        ReportingYear.objects.filter(pk=2021).update(state="reopened", reason="A letter")
    before = Change.objects.count()
    upgrade = import_module("ilo_dc.core.migrations.0028_reporting_years_close")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.AS_THEY_STAND)
    said = ReportingYearStatus.objects.current().order_by("year").values_list("year", "status", "reason")
    assert list(said) == [(2020, "closed", ""), (2021, "reopened", "A letter")]
    assert Change.objects.count() == before + 1
    states = ReportingYear.objects.with_status().filter(pk__in=(2020, 2021, 2022)).order_by("pk")
    assert [(one.state, one.known_state) for one in states] == [
        ("closed", "closed"),
        ("reopened", "reopened"),
        ("open", "open"),
    ]
