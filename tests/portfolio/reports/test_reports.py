"""One text, three readers: programme review, donor report part and UN INFO export of accepted updates."""

from __future__ import annotations

import csv
import gzip
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core import checks
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from portfolio.alignments import actions as alignment_actions
from portfolio.models import CountryProgramme, OutcomeUpdate
from portfolio.programmes.actions.outcome_links import Links, link_outcome
from portfolio.reports.vocab import COLUMNS, UN_COLUMNS, ReportKind
from portfolio.updates.actions import outcome_updates as actions
from tests.people import signed_in
from tests.recipes import alignments as alignment_cast
from tests.recipes import updates
from tests.recipes.outcomes import cpo

KINDS = [kind.value for kind in ReportKind]
each_kind = pytest.mark.parametrize("kind", KINDS)
HIDDEN = "Brouillon confidentiel"


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe, linked to two P&B results and one of a framework."""
    found = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    framework = alignment_cast.un_framework("ZWE")
    budget = alignment_cast.budget("2026-27")
    results = alignment_cast.results_of(framework)
    first, second = budget.nodes.filter(level="outcome").order_by("order")[:2]
    link_outcome(
        by=field_officer,
        outcome=found,
        lock_version=found.version,
        links=Links(
            budget=((first, Decimal("62.5")), (second, Decimal("37.5"))),
            framework=((results[0], Decimal(100)),),
        ),
    )
    cell = alignment_actions.Cell(results[0], None, found, "full", "outcome", "shared", None)
    alignment_actions.set_alignment(
        by=regional_officer, programme=found.programme, cells=[cell], effective_on=None
    )
    return updates.fresh(found)


@pytest.fixture
def officers(field_officer, regional_officer):
    """Who writes and who decides."""
    return field_officer, regional_officer


@pytest.fixture
def accepted(outcome, field_officer, regional_officer):
    """The accepted text of 2026-H1, returned once with a note."""
    update = updates.submitted(field_officer, outcome, narrative="To be said")
    returned = actions.return_update(
        by=regional_officer, update=update, lock_version=update.version, note="Internal note to the office"
    )
    again = actions.edit_update(
        by=field_officer,
        update=returned,
        lock_version=returned.version,
        text=updates.text(outcome),
        submit=True,
    )
    return actions.accept_update(by=regional_officer, update=again, lock_version=again.version)


def page(outcome, kind, **query):
    return f"/dwcps/{outcome.programme.slug}/reports/{kind}/", query


def api(outcome, kind):
    return f"/api/v1/country-programmes/{outcome.programme_id}/reports/{kind}/"


def lines(client, address, query=None):
    sheet = client.get(address, {**(query or {}), "format": "csv"})
    assert sheet.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode())))


@each_kind
def test_the_same_text_reaches_page_file_and_api(client, outcome, accepted, kind):
    address, _query = page(outcome, kind)
    shown = client.get(address).content.decode()
    assert updates.ACHIEVED in shown
    body = client.get(api(outcome, kind)).json()
    assert {row["narrative"] for row in body["results"]} == {updates.ACHIEVED}
    assert body["columns"] == list(COLUMNS[ReportKind(kind)])
    written = lines(client, address)
    assert written == lines(client, api(outcome, kind))
    assert [row["code"] for row in written] == [row["code"] for row in body["results"]]
    assert list(written[0]) == body["columns"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert [list(rows[0]), len(rows)] == [body["columns"], len(written) + 1]


@each_kind
def test_no_draft_no_note_and_no_name_leaves_whoever_asks(client, request, accepted, kind):
    outcome = accepted.outcome
    updates.submitted(request.getfixturevalue("field_officer"), outcome, "2025-H2", narrative=HIDDEN)
    for who in (None, "field_officer", "regional_officer", "german_donor", "constituent", "admin"):
        client.logout()
        if who:
            signed_in(request.getfixturevalue(who), client)
        address, _query = page(outcome, kind)
        for path, query in (
            (address, {}),
            (address, {"reporting_period": "2025-H2"}),
            (api(outcome, kind), {}),
        ):
            text = client.get(path, query).content.decode()
            main = text.split("<main", 1)[-1].split("</main", 1)[0]
            assert HIDDEN not in text
            assert "Internal note" not in text
            assert "Chipo" not in main
            assert "Rashid" not in main


def test_the_review_holds_outcomes_without_a_text_and_what_was_measured(client, outcome, accepted):
    address, _query = page(outcome, "review")
    (row,) = lines(client, address)
    assert (row["rating"], row["period"], row["workers_on"]) == ("on_track", "2026-H1", "2026-05-20")
    assert row["alignment"].startswith("Full: Outcome 1 of ZWE")
    shown = client.get(address).content.decode()
    for text in ("dans deux régions", "Baseline", "Target", "Workers", "Accepted outcome updates"):
        assert text in shown
    assert (
        'aria-current="page">Programme review'
        in client.get(address, {"reporting_period": "2026"}).content.decode()
    )
    (empty,) = lines(client, address, {"reporting_period": "2024-H1"})
    assert (empty["code"], empty["narrative"], empty["period"]) == (outcome.code, "", "")
    assert "No accepted update" in client.get(address, {"reporting_period": "2024-H1"}).content.decode()


def test_its_figure_is_the_measures(client, outcome, accepted, officers):
    updates.accepted(*officers, outcome, "2025-H2")
    for period, number in (("2026", 1), ("2026-H1", 1), ("2025", 1), ("2024", 0)):
        told = [
            row for row in lines(client, *page(outcome, "review", reporting_period=period)) if row["period"]
        ]
        figure = client.get(
            "/api/v1/figures/",
            {
                "measure": "outcome_updates",
                "programme": outcome.programme.slug,
                "reporting_period": f"{period},{period}-H1,{period}-H2" if len(period) == 4 else period,
            },
        ).json()
        assert len(told) == figure["total"] == number


def test_the_donor_part_stands_under_the_results_of_the_texts_biennium(client, outcome, accepted, officers):
    updates.accepted(*officers, outcome, "2025-H2")
    address, _query = page(outcome, "donor")
    rows = lines(client, address, {"reporting_period": "2026-H1"})
    assert [(row["framework"], row["result_code"], row["weight"]) for row in rows] == [
        ("PB-2026-27", "1", "62.50"),
        ("PB-2026-27", "2", "37.50"),
    ]
    (earlier,) = lines(client, address, {"reporting_period": "2025-H2"})
    assert (earlier["result_code"], earlier["narrative"]) == ("", updates.ACHIEVED)


def test_the_un_export_has_a_line_for_each_linked_result_and_headings_that_are_set(client, outcome, accepted):
    address, _query = page(outcome, "un")
    (row,) = lines(client, address)
    assert (row["framework"], row["weight"], row["status"]) == ("zwe", "100.00", "on_track")
    with override_settings(PORTAL_UN_COLUMNS={"narrative": "Progress narrative"}):
        (named,) = lines(client, address)
        assert named["Progress narrative"] == updates.ACHIEVED
        assert "narrative" in client.get(api(outcome, "un")).json()["results"][0]
        assert "narrative" in lines(client, page(outcome, "donor")[0])[0]
        assert not [one for one in checks.run_checks() if one.id == "portfolio.E001"]
    with override_settings(PORTAL_UN_COLUMNS={"shoe": "x", "status": ""}):
        assert len([one for one in checks.run_checks() if one.id == "portfolio.E001"]) == 2


@each_kind
def test_hidden_and_missing_are_the_same(client, field_officer, countries, kind):
    from tests.recipes import programmes as plans

    draft = plans.draft(field_officer, countries["NAM"])
    assert client.get(f"/dwcps/{draft.slug}/reports/{kind}/").status_code == 404
    assert client.get(f"/api/v1/country-programmes/{draft.pk}/reports/{kind}/").status_code == 404
    assert client.get(f"/dwcps/none/reports/{kind}/").status_code == 404
    signed_in(field_officer, client)
    assert client.get(f"/dwcps/{draft.slug}/reports/{kind}/").status_code == 200
    assert client.get(f"/dwcps/{draft.slug}/reports/other/").status_code == 404


@pytest.mark.parametrize("query", [{"reporting_period": "2026-H3"}, {"period": "2026"}, {"format": "pdf"}])
def test_it_refuses_what_it_cannot_read(client, outcome, query):
    assert client.get(page(outcome, "review")[0], query).status_code == 400
    assert client.get(api(outcome, "review"), query).status_code in {400, 404}  # no such format: 404


@each_kind
def test_it_takes_as_many_queries_for_many_outcomes_as_for_few(client, accepted, officers, kind):
    outcome = accepted.outcome

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(outcome, kind)[0]).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(5):
        more = type(outcome).objects.get(pk=outcome.pk)
        more.pk, more.code, more._state.adding = None, f"ZWE90{number}", True
        more.cpo = cpo(outcome.programme.country, 900 + number)
        more.save()
        indicator = outcome.indicators.first()
        indicator.pk, indicator.outcome, indicator._state.adding = None, more, True
        indicator.save()
        updates.accepted(*officers, updates.fresh(more))
    assert queries() == few


@pytest.mark.usefixtures("published")
@each_kind
def test_demonstration_programmes_have_something_to_show_in_few_bytes(client, kind):
    update = OutcomeUpdate.objects.filter(
        state="accepted",
        starts_on="2025-01-01",
        outcome__frameworklink_set__isnull=False,
        outcome__programme__status="running",
    ).order_by("pk")[0]
    programme = CountryProgramme.objects.get(pk=update.outcome.programme_id)
    answer = client.get(f"/dwcps/{programme.slug}/reports/{kind}/", {"reporting_period": "2025"})
    assert update.narrative.split(".")[0] in answer.content.decode()
    assert len(gzip.compress(answer.content)) < 60_000
    rows = client.get(f"/api/v1/country-programmes/{programme.pk}/reports/{kind}/").json()["results"]
    assert rows
    assert all(row["demonstration"] for row in rows)
    assert not set(UN_COLUMNS) - set(rows[0]) or kind != "un"
