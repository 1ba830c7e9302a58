"""Reporting years: who closes and reopens them, what is kept of it, and how they stood before."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.errors import Refused
from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.models import Change, Notification, ReportingYear, ReportingYearStatus
from ilo_dc.core.reporting_years.actions import (
    UnableToChangeYear,
    close_reporting_year,
    reopen_reporting_year,
)
from tests.people import signed_in

LIST = "/api/v1/reporting-years/"


@pytest.fixture
def year(installation):
    return ReportingYear.objects.get_or_create(year=2022)[0]


def test_each_step_is_a_dated_fact_with_who_and_why(year, manager, admin):
    assert close_reporting_year(by=manager, year=year).state == "closed"
    reopened = reopen_reporting_year(by=admin, year=year, reason=" A late letter ")
    assert (reopened.state, reopened.reason) == ("reopened", "A late letter")
    assert close_reporting_year(by=manager, year=year).reason == ""
    said = [
        (one.status, one.reason, one.change.by, one.superseded_at is None)
        for one in ReportingYearStatus.objects.order_by("pk")
    ]
    assert said == [
        ("closed", "", manager, False),
        ("reopened", "A late letter", admin, False),
        ("closed", "", manager, True),
    ]


def test_a_step_that_cannot_be_is_refused_and_records_nothing(year, manager, pardev_officer, finance_officer):
    for person in (pardev_officer, finance_officer):
        with pytest.raises(Refused):
            close_reporting_year(by=person, year=year)
    with pytest.raises(UnableToChangeYear, match="Only a closed year"):
        reopen_reporting_year(by=manager, year=year, reason="A letter")
    close_reporting_year(by=manager, year=year)
    with pytest.raises(UnableToChangeYear, match="closed already"):
        close_reporting_year(by=manager, year=year)
    with pytest.raises(UnableToChangeYear) as error:
        reopen_reporting_year(by=manager, year=year, reason="  ")
    assert list(error.value.problems) == ["reason"]
    assert Change.objects.count() == ReportingYearStatus.objects.count() == 1


def test_the_state_of_a_year_follows_its_facts_whoever_writes(year, manager):
    with pytest.raises(DatabaseError, match="follows its recorded statuses"), transaction.atomic():
        ReportingYear.objects.filter(pk=year.pk).update(state="closed")
    with pytest.raises(DatabaseError, match="follows its recorded statuses"), transaction.atomic():
        ReportingYear.objects.create(year=1999, state="closed")
    close_reporting_year(by=manager, year=year)
    with pytest.raises(DatabaseError, match=r"never deleted|permission denied"), transaction.atomic():
        ReportingYearStatus.objects.all().delete()
    assert ReportingYear.objects.get(pk=year.pk).state == "closed"


@pytest.mark.usefixtures("field_officer")
def test_who_records_money_and_who_answers_for_figures_is_told_but_not_who_did_it(
    year, manager, pardev_officer, finance_officer
):
    close_reporting_year(by=manager, year=year)
    told = Notification.objects.all()
    assert {one.recipient for one in told} == {pardev_officer, finance_officer}
    assert {one.url for one in told} == {"/admin-area/reporting-years/2022/"}
    assert {one.text % one.values for one in told} == {
        "The reporting year 2022 was closed: what counts in it from now on is late."
    }


def test_page_and_api_do_the_same_and_everybody_reads_how_it_stood(year, people, client):
    manager, pardev_officer, outsider = (people[who] for who in ("manager", "pardev_officer", "outsider"))
    before = timezone.now()
    officer = signed_in(pardev_officer)
    for name in ("close", "reopen"):
        refused = officer.post(f"{LIST}2022/{name}/", {"reason": "x"}, content_type="application/json")
        page = officer.get(reverse(f"core:{name}-year", args=[2022]))
        assert (refused.status_code, page.status_code) == (403, 403)
        assert refused.json()["detail"] in page.text
    caller = signed_in(manager)
    closed = caller.post(f"{LIST}2022/close/", content_type="application/json")
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    between = timezone.now()
    answer = caller.post(reverse("core:reopen-year", args=[2022]), {"reason": "A late letter"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/admin-area/reporting-years/2022/"
    assert "A late letter" in answer.text
    assert manager.name in answer.text
    stood = [
        client.get(LIST, {"as_of": write_moment(moment), "fields": "year,state,reason"}).json()["results"]
        for moment in (before, between, timezone.now())
    ]
    assert [[(row["state"], row["reason"]) for row in rows if row["year"] == 2022] for rows in stood] == [
        [("open", "")],
        [("closed", "")],
        [("reopened", "A late letter")],
    ]
    assert client.get(LIST, {"state": "closed"}).json()["results"] == []
    found = client.get(LIST, {"state": "closed", "as_of": write_moment(between)}).json()["results"]
    assert [row["since"] is not None for row in found] == [True]
    assert client.get("/admin-area/reporting-years/2022/").status_code == 302
    assert officer.get("/admin-area/reporting-years/2022/").status_code == 200  # who is told reads it
    assert signed_in(outsider).get("/admin-area/reporting-years/2022/").status_code == 403
