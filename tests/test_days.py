"""Days and moments in every door: the years 1900 to 2199, from a day's start to its end, by the last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django_filters
import pghistory.models
import pytest
import yaml
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.urls import get_resolver
from django.utils import timezone

from ilo_dc.core.days import DayAfterField, WithinCalendar, outside, read_day
from ilo_dc.core.errors import UnableToAct, UnableToRead
from ilo_dc.core.facts.moments import read_moment, read_since
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.registers.api.fields import DAYS_AFTER
from ilo_dc.core.registers.filtersets import DayFilter, RegisterFilterSet, SinceFilter
from ilo_dc.core.ui.forms import DayField, LastDayField
from ilo_dc.core.versions.actions import check_valid
from portfolio.models import CountryProgramme
from portfolio.reports.vocab import COLUMNS
from portfolio.workbooks import vocab as workbook
from tests.recipes import programmes as plans
from tests.registers import lists_in

OURS = ("core", "portfolio", "funding", "reporting", "constituents")
# Moments that the portal itself stamps; nobody writes them.
STAMPED = {
    "core.apikey.last_used_at",
    "core.apikey.revoked_at",
    "core.assignment.assigned_at",
    "core.assignment.ended_at",
    "core.document.withdrawn_at",
    "core.handover.settled_at",
    "core.idempotencykey.created_at",
    "core.idempotencykey.expires_at",
    "core.invitation.accepted_at",
    "core.invitation.sent_at",
    "core.change.recorded_at",
    "core.notification.mailed_at",
    "core.notification.read_at",
    "core.reminder.reminded_at",
    "core.reminder.reminded_on",
    "core.run.finished_at",
    "core.run.heartbeat_at",
    "core.run.queued_at",
    "core.run.started_at",
    "core.session.began_at",
    "core.session.expire_date",
    "core.session.seen_at",
    "core.user.date_joined",
    "core.user.last_login",
    "core.workvisit.before_at",
    "core.workvisit.began_at",
    "portfolio.updatestep.submitted_at",
}
# Days that may lie ahead, or that an action compares with today and with other days.
AHEAD = {
    "core.biennium.starts_on": "a plan",
    "core.deputy.starts_on": "an absence to come",
    "core.handover.ends_on": "a role that ends later",
    "core.countrystatus.starts_on": "a decision that takes effect later",
    "core.membership.starts_on": "a role that is given from a day on",
    "core.organisation.merged_on": "shipped with the portal",
    "core.sourceedition.retrieved_on": "shipped with the portal",
    "core.sourceedition.source_date": "that of the sheet, which is checked",
    "funding.agreement.starts_on": "a plan",
    "funding.agreementstate.effective_on": "compared by the life of its noun",
    "funding.approvalstate.effective_on": "compared by the life of its noun",
    "funding.donorreport.due_on": "a plan",
    "funding.duedonorreport.starts_on": "a reporting period, by the schedule",
    "funding.donorreport.starts_on": "a plan",
    "funding.instalment.due_on": "a plan",
    "funding.exchangerate.effective_on": "rates are published before they take effect",
    "funding.ledgerbypartner.month": "kept by the ledger",
    "funding.ledgerbyplace.month": "kept by the ledger",
    "funding.clearancerule.effective_on": "settings from today or a day to come",
    "funding.screeningcriterion.starts_on": "asked from today or a day to come",
    "funding.fundingcall.closes_on": "a plan",
    "funding.fundingcall.opens_on": "a plan",
    "portfolio.alignment.effective_on": "compared by its action",
    "portfolio.cooperationframework.starts_on": "a plan",
    "portfolio.countryprogramme.starts_on": "a plan",
    "portfolio.countryteammembership.starts_on": "a plan",
    "portfolio.frameworkstate.effective_on": "compared by the life of its noun",
    "portfolio.indicatortarget.due_on": "a plan",
    "portfolio.initiative.starts_on": "a plan",
    "portfolio.jointworkplan.starts_on": "a plan",
    "portfolio.managementresponse.due_on": "a plan",
    "portfolio.duereport.due_on": "of a reporting period, by the schedule",
    "portfolio.duereport.starts_on": "a reporting period, by the schedule",
    "portfolio.milestone.due_on": "a plan",
    "portfolio.milestonestate.due_on": "a plan",
    "portfolio.milestonestate.effective_on": "the day of its recording",
    "portfolio.outcomeupdate.starts_on": "a reporting period, compared by its action",
    "portfolio.programmestate.effective_on": "compared by the life of its noun",
    "portfolio.proposalstate.effective_on": "compared by the life of its noun",
    "portfolio.appraisalrule.effective_on": "settings from today or a day to come",
    "portfolio.deskquestion.due_on": "a plan",
    "portfolio.progressreport.starts_on": "a reporting period, compared by its action",
    "portfolio.project.starts_on": "a plan",
    "portfolio.projectstate.effective_on": "compared by the life of its noun",
    "portfolio.resultsframework.ends_on": "a plan",
    "portfolio.resultsframework.starts_on": "a plan",
    "portfolio.reportschedule.since": "a plan",
    "portfolio.roadmapstage.planned_on": "a plan",
    "portfolio.suboutputstate.ends_on": "a plan",
    "portfolio.suboutputstate.starts_on": "a plan",
}
EDGES = ["0001-01-01", "0026-11-26", "1899-12-31", "2200-01-02", "9999-12-31"]


def columns() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Yield the days and moments that people fill, of all nouns."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or issubclass(model, pghistory.models.Event):
            continue
        for field in model._meta.fields:
            own = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            asked = isinstance(field, models.DateField) and field.editable and not own
            if asked and f"{model._meta.label_lower}.{field.name}" not in STAMPED:
                yield model, field


def below(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield the classes made of `kind`, all those of the portal's addresses among them."""
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


@pytest.fixture(scope="module", autouse=True)
def _all_doors_are_loaded() -> None:
    assert get_resolver().url_patterns
    for app in apps.get_app_configs():
        if app.label in OURS:
            import_module(f"{app.name}.models")


# --- The calendar -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_database_holds_every_column_that_people_fill_to_the_calendar():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
        held = dict(cursor.fetchall())
    wrong, found = [], 0
    for model, field in columns():
        found += 1
        bounds = [one for one in model._meta.constraints if isinstance(one, WithinCalendar)]
        names = [one.name for one in bounds if field.name in one.columns and field.column in held[one.name]]
        right = any(
            field.name in (one.days_after if isinstance(field, DayAfterField) else one.days + one.moments)
            for one in bounds
        )
        if not names or not right:
            wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == []
    assert found >= 35


@pytest.mark.django_db
def test_a_day_outside_is_refused_by_model_and_database(field_officer, countries):
    programme = plans.draft(field_officer, countries["ZWE"])
    saved = CountryProgramme.objects.filter(pk=programme.pk)
    for day in map(date.fromisoformat, EDGES):
        programme.ends_on = day
        with pytest.raises(ValidationError) as refused:
            programme.full_clean()
        assert set(refused.value.error_dict) >= {"ends_on"}
        with pytest.raises(IntegrityError, match="in_the_calendar"), transaction.atomic():
            saved.update(starts_on=None, ends_on=day)


@pytest.mark.parametrize("day", EDGES)
def test_every_reader_of_a_text_refuses_a_day_outside_with_advice(day):
    advice = outside(date.fromisoformat(day))
    assert ("four digits" in advice) == day.startswith("0")
    for read in (read_day, read_moment, read_since):
        with pytest.raises(UnableToRead, match="year"):
            read(day)
    for field in (DayField(), LastDayField()):
        with pytest.raises(ValidationError, match="year"):
            field.clean(day)


def test_a_moment_that_leaves_the_calendar_in_utc_is_refused_not_an_error():
    for text in ("1900-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00", "2199-12-31T23:59:59-12:00"):
        with pytest.raises(UnableToRead):
            read_moment(text)
    assert read_moment("1900-01-01").year == 1900
    assert read_since("2199-12-31").year == 2199


# --- Doors ------------------------------------------------------------------------------------------------


def test_every_form_asks_for_days_of_the_calendar_and_for_the_last_one():
    wrong, asked, last = [], 0, 0
    for form in set(below(forms.BaseForm)):
        if form.__module__.startswith("django"):
            continue  # what the library brings and no page of ours shows
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.DateTimeField | forms.SplitDateTimeField):
                wrong.append(f"{form.__name__}.{name}")
            if isinstance(field, forms.DateField):
                asked += 1
                is_last = isinstance(field, LastDayField)
                last += is_last
                if not isinstance(field, DayField) or (name in DAYS_AFTER and not is_last):
                    wrong.append(f"{form.__name__}.{name}")
                if is_last and "last day" not in f"{field.label} {field.help_text}".lower():
                    wrong.append(f"{form.__name__}.{name} does not ask for the last day")
    assert wrong == []
    assert asked >= 25
    assert last >= 8


def test_every_lower_bound_means_the_start_of_its_day_and_no_filter_reads_dates_otherwise():
    wrong, lower = [], 0
    plain = django_filters.DateFilter | django_filters.DateTimeFilter | django_filters.IsoDateTimeFilter
    ranges = django_filters.DateFromToRangeFilter | django_filters.DateTimeFromToRangeFilter
    for filterset in below(RegisterFilterSet):
        for name, one in filterset.base_filters.items():
            bound = name.endswith(("_since", "_after", "_from")) or one.lookup_expr in {"gt", "gte"}
            lower += bound
            if isinstance(one, plain | ranges) or (bound and not isinstance(one, SinceFilter | DayFilter)):
                wrong.append(f"{filterset.__name__}.{name}")
    assert wrong == []
    assert lower >= 20
    assert read_since("2026-11-26").isoformat() == "2026-11-26T00:00:00+00:00"
    assert read_moment("2026-11-26").isoformat() == "2026-11-26T23:59:59.999999+00:00"


def test_a_form_shows_and_reads_the_last_day_where_the_day_after_is_stored():
    form = type("Form", (forms.Form,), {"ends_on": LastDayField()})
    assert 'value="2026-12-31"' in str(form(initial={"ends_on": date(2027, 1, 1)})["ends_on"])
    typed = form({"ends_on": "2026-12-31"}, initial={"ends_on": date(2027, 1, 1)})
    assert typed.is_valid()
    assert typed.cleaned_data == {"ends_on": date(2027, 1, 1)}
    assert not typed.has_changed()
    assert form({"ends_on": "2199-12-31"}).is_valid()
    again = form({"ends_on": "0026-12-31"})
    assert again.errors["ends_on"] == ["Write the year with four digits: 2026, not 26."]
    assert 'value="0026-12-31"' in str(again["ends_on"])


# --- What has happened ------------------------------------------------------------------------------------


def test_every_day_that_people_fill_either_has_happened_or_may_lie_ahead():
    found = {
        f"{model._meta.label_lower}.{field.name}": field.name in getattr(model, "HAPPENED", ())
        for model, field in columns()
        if not isinstance(field, models.DateTimeField | DayAfterField)
    }
    assert {name for name, happened in found.items() if not happened} == set(AHEAD)
    assert sum(found.values()) >= 10


@pytest.mark.django_db
def test_what_has_happened_is_not_later_than_today(field_officer, countries):
    tomorrow = timezone.now().date() + timedelta(days=1)
    programme = plans.draft(field_officer, countries["ZWE"])
    programme.consulted_on = tomorrow
    with pytest.raises(UnableToAct) as refused:
        check_valid(programme)
    assert list(refused.value.problems) == ["consulted_on"]
    programme.consulted_on = tomorrow - timedelta(days=1)
    check_valid(programme)
    batch = ImportBatch(importer="x", file_name="x", size=1, checksum="x", source_date=tomorrow)
    with pytest.raises(UnableToAct) as refused:
        check_valid(batch, exclude=["plan", "problems", "file", "run", "change", "uploaded_by"])
    assert list(refused.value.problems) == ["source_date"]


# --- Last days --------------------------------------------------------------------------------------------


def test_the_schema_says_of_each_end_of_a_period_which_day_it_is():
    schema = yaml.safe_load((Path(settings.BASE_DIR) / "tests" / "openapi.yaml").read_text())
    wrong, found = [], 0
    for name, component in schema["components"]["schemas"].items():
        known = component.get("properties", {})
        for field, said in known.items():
            words = said.get("description", "").lower()
            if said.get("format") != "date":
                continue
            if field in DAYS_AFTER:
                found += 1
                is_written = name.endswith("Request")
                if "day after the last" not in words or not (is_written or "last_day" in known):
                    wrong.append((name, field))
            is_last = field.startswith(("end", "last_day")) or field.endswith(("_until", "_to"))
            if is_last and field not in DAYS_AFTER and not words.startswith("the last day"):
                wrong.append((name, field))
    assert wrong == []
    assert found >= 16


def test_pages_and_sheets_have_columns_of_last_days_only():
    wrong, found = [], 0
    registers = {view.register.code: view.register for view in lists_in(get_resolver().url_patterns).values()}
    tables = [register.table for register in registers.values()]
    sheets = [set(table.base_columns) for table in tables] + [set(names) for names in COLUMNS.values()]
    for names in sheets:
        found += "last_day" in names
        wrong += sorted(names & set(DAYS_AFTER))
        if "starts_on" in names and "last_day" not in names:
            wrong.append(sorted(names))
    for sheet in workbook.SHEETS:
        kinds = {column.name: column.kind for column in sheet.columns}
        wrong += [name for name in DAYS_AFTER if kinds.get(name, workbook.LAST_DAY) != workbook.LAST_DAY]
    assert wrong == []
    assert found >= 7
