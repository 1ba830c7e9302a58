"""Sheets of proposals: drafts begun and written as on the pages, refusals at their cells, the way back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ilo_dc.core.imports.actions.files import counts_of, import_file, try_file
from ilo_dc.core.imports.scope import EVERYTHING, Scope
from ilo_dc.core.models import ImportBatch, User
from portfolio.models import Proposal, ProposalState
from portfolio.proposals.actions import proposal_parts as parts
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.imports.proposals import PROPOSALS
from portfolio.proposals.policies import has_written
from tests.people import signed_in
from tests.recipes import appraisals, outcomes
from tests.recipes import proposals as cast

pytestmark = pytest.mark.usefixtures("kept_files")

ROW = {
    "code": "",
    "country": "ZWE",
    "title": "Decent jobs for young people",
    "language": "en",
    "problem": "Young people find no decent jobs.",
}
UPLOAD = {"kind": "proposals", "reason": "The ideas of 2026"}


def sheet(*rows: dict[str, str]) -> bytes:
    """Return a sheet with a row for each of what differs from a good one."""
    whole = [{**ROW, **row} for row in rows]
    names = list(dict.fromkeys(name for row in whole for name in row))
    made = io.StringIO()
    writer = csv.DictWriter(made, names)
    writer.writeheader()
    writer.writerows(whole)
    return made.getvalue().encode()


@pytest.fixture
def tried(tmp_path: Path) -> Any:
    """Return what reading a sheet comes to for somebody."""

    def do(by: User | None, content: bytes, scope: Scope = EVERYTHING) -> Any:
        (tmp_path / "sheet").write_bytes(content)
        return try_file(importer=PROPOSALS, path=tmp_path / "sheet", by=by, scope=scope)

    return do


def places(outcome: Any) -> set[tuple[int, str]]:
    return {(one.row, one.column) for one in outcome.problems}


def test_an_upload_on_the_page_begins_drafts_and_writes_in_them(
    people: dict[str, User], countries: Any, work_off: Any
) -> None:
    chipo = people["field_officer"]
    old = cast.concept(chipo, countries["NAM"])
    client = signed_in(chipo)
    assert reverse("import-new") in client.get(reverse("portfolio:proposals")).text
    form = client.get(reverse("import-new"), {"kind": "proposals"}).text
    assert reverse("portal:import-template", args=["proposals", "xlsx"]) in form
    assert "revenue-by-type" not in form
    content = sheet(
        {"title": "New", "budget_usd": "900000.50", "need_source": "gap", "workers": "TRUE"},
        {
            "code": old.code,
            "country": "NAM",
            "title": "Renamed",
            "problem": "Other",
            "version": "1",
            "budget_usd": "1200000",
            "need_source": "request",
            "workers": "true",
        },
    )
    file = SimpleUploadedFile("ideas.csv", content)
    answers = {"importer": "proposals", "file": file, "reason": "The ideas of 2026"}
    page = client.post(reverse("import-new"), answers)["Location"]
    work_off()
    shown = client.get(page).text
    assert "Renamed" in shown
    assert Proposal.objects.count() == 1
    client.post(reverse("portal:import-save", args=[ImportBatch.objects.get().pk]))
    work_off()
    assert ImportBatch.objects.get().state == "posted"
    new = Proposal.objects.exclude(pk=old.pk).get()
    assert (new.author, new.status, new.country_id, new.workers) == (chipo, "concept", "ZWE", True)
    assert (new.budget_usd, new.need_source) == (Decimal("900000.50"), "gap")
    begun = ProposalState.objects.current().get(proposal=new)
    assert (begun.status, begun.change.by, begun.change.reason) == ("concept", chipo, "The ideas of 2026")
    edited = Proposal.objects.get(pk=old.pk)
    assert (edited.title, edited.problem, edited.version) == ("Renamed", "Other", old.version + 1)
    assert edited.results == old.results
    events: Any = Proposal.pgh_event_model  # type: ignore[attr-defined]
    last = events.objects.filter(pgh_obj_id=old.pk).select_related("pgh_context").latest("pgh_id")
    told_of = last.pgh_context.metadata
    assert (told_of["reason"], told_of["user"]) == ("The ideas of 2026", chipo.pk)


def test_each_broken_cell_is_named_and_nothing_is_saved(
    people: dict[str, User], countries: Any, tried: Any
) -> None:
    chipo = people["field_officer"]
    own, other = (cast.concept(chipo, countries["ZWE"], title=title) for title in ("Own", "Other"))
    foreign = cast.concept(people["pardev_officer"], countries["ZWE"], title="Of Petra")
    handed_in = cast.submitted(chipo, countries["ZWE"], title="Handed in")
    hidden = cast.concept(people["pardev_officer"], countries["KHM"], title="Hidden")
    columns = {"version": "", "region": "", "status": "", "budget_usd": "", "need_outcome": "", "workers": ""}
    outcome = tried(
        chipo,
        sheet(
            {**columns, "country": "KHM"},
            {**columns, "country": ""},
            {**columns, "country": "XXX", "title": "Nowhere"},
            {**columns, "region": "americas"},
            {**columns, "title": "", "language": "de"},
            {**columns, "status": "proposal", "title": "A step"},
            {**columns, "code": own.code, "title": "Own", "country": "NAM"},
            {**columns, "code": other.code, "version": "7"},
            {**columns, "code": foreign.code, "title": "Taken"},
            {**columns, "code": handed_in.code, "title": "Taken"},
            {**columns, "code": hidden.code, "title": "Seen"},
            {**columns, "code": other.code},
            {**columns, "title": "Own"},
            {**columns, "title": "Broken", "budget_usd": "much", "need_outcome": "NO1", "workers": "maybe"},
            {**columns, "title": "Dated", "workers_on": "2026-02-04"},
            {**columns, "title": "Early", "workers": "true", "workers_on": "2099-02-04"},
        ),
    )
    assert places(outcome) == {
        (2, "country"),
        (3, "country"),
        (4, "country"),
        (5, "region"),
        (6, "title"),
        (6, "language"),
        (7, "status"),
        (8, "country"),
        (9, "version"),
        (10, "code"),
        (11, "code"),
        (12, "code"),
        (13, "code"),
        (14, "code"),
        (15, "budget_usd"),
        (15, "need_outcome"),
        (15, "workers"),
        (16, "workers_on"),
        (17, "workers_on"),
    }
    assert (outcome.blocked, outcome.summary) == (True, {})
    told = {(one.row, one.column): one.message for one in outcome.problems}
    assert told[10, "code"] == "Only its authors write in this proposal."
    assert own.code in told[14, "code"]
    gone = sheet({"code": "P-1999-0001"})
    (missing,) = tried(chipo, gone).problems
    assert told[12, "code"] == missing.message  # what is hidden is missing


def test_nobody_loads_more_than_the_pages_let_them(
    people: dict[str, User], countries: Any, tried: Any
) -> None:
    chipo, petra, fatou = (people[one] for one in ("field_officer", "pardev_officer", "finance_officer"))
    proposal = cast.concept(chipo, countries["ZWE"])
    for who, status in (("coordinator", 201), ("manager", 403), ("finance_officer", 403), ("admin", 403)):
        sent = {**UPLOAD, "file": SimpleUploadedFile("a.csv", sheet({}))}
        assert signed_in(people[who]).post("/api/v1/imports/", sent).status_code == status, who
    renamed = sheet({"code": proposal.code, "title": "Renamed"})
    assert places(tried(petra, renamed)) == {(2, "code")}
    assert places(tried(None, sheet({"title": "Nobody’s"}))) == {(0, "")}
    parts.name_author(by=chipo, owner=proposal, data=parts.AuthorData(fatou))
    assert counts_of(tried(fatou, renamed).summary)["changed"] == 1
    assert places(tried(fatou, sheet({"title": "Another"}))) == {(2, "country")}  # a co-author begins none


def test_who_wrote_by_a_sheet_does_not_appraise(
    people: dict[str, User], countries: Any, tmp_path: Path
) -> None:
    chipo, petra = people["field_officer"], people["pardev_officer"]
    round_one = appraisals.begun(people["evaluator"], cast.submitted(chipo, countries["ZWE"]))
    appraisals.scored(people["evaluator"], round_one)
    taken = appraisals.decided(people["manager"], round_one, "revise", "Name the target.").proposal
    assert not has_written(petra, taken)
    path = tmp_path / "sheet.csv"
    path.write_bytes(sheet({"code": taken.code, "title": "Mended by PARDEV"}))
    outcome = import_file(by=petra, importer=PROPOSALS, path=path, reason="Mended")
    assert outcome.problems == []
    assert Proposal.objects.get(pk=taken.pk).title == "Mended by PARDEV"
    assert has_written(petra, taken)


def test_the_sheets_of_proposals_are_seen_by_those_who_see_every_proposal(
    people: dict[str, User], countries: Any, work_off: Any
) -> None:
    chipo = signed_in(people["field_officer"])
    file = SimpleUploadedFile("ideas.csv", sheet({}))
    address = chipo.post("/api/v1/imports/", {**UPLOAD, "file": file}).json()["url"]
    work_off()
    batch = ImportBatch.objects.get()
    for who, seen in (("field_officer", 1), ("pardev_officer", 1), ("auditor", 1), ("admin", 0)):
        client = signed_in(people[who])
        assert len(client.get("/api/v1/imports/").json()["results"]) == seen, who
        assert client.get(address).status_code == (200 if seen else 404), who
        assert client.get(reverse("import", args=[batch.pk])).status_code == (200 if seen else 404), who
        assert ("ideas.csv" in client.get(reverse("portal:imports")).text) is bool(seen), who
    chipo.post(f"{address}save/", {}, content_type="application/json")
    work_off()
    refused = chipo.post(f"{address}reverse/", {"reason": "Wrong"}, content_type="application/json")
    assert (refused.status_code, "edited in place" in refused.json()["detail"]) == (409, True)


def everything(by: User, countries: Any) -> list[Proposal]:
    """Return proposals of every place that say all there is, and one that says least."""
    outcome = outcomes.cpo(countries["ZWE"])
    nasty = "=SUM(1,2) and “quotes”, - twice\r\nsecond line"
    named = {"need_source": "outcome", "need_outcome": outcome, "gender": nasty}
    whole = cast.concept(by, countries["ZWE"], title="=SUM(1,2)", **named)
    region = countries["ZWE"].region
    regional = actions.create_proposal(by=by, text=actions.ProposalText(title="Region"), region=region)
    ticked = actions.ProposalText(title="- World", government=True)
    return [whole, regional, actions.create_proposal(by=by, text=ticked)]


def test_the_registers_export_is_taken_back_without_a_difference(
    people: dict[str, User], countries: Any, tried: Any
) -> None:
    petra = people["pardev_officer"]
    whole, *_others = everything(petra, countries)
    cast.submitted(people["field_officer"], countries["NAM"], title="Handed in")
    client = signed_in(petra)
    for extension in ("csv", "xlsx", "csv&hxl=true&bom=true"):
        content = client.get(f"/api/v1/proposals/?format={extension}").getvalue()
        outcome = tried(petra, content)
        assert outcome.problems == [], extension
        counts = {"created": 0, "changed": 0, "withdrawn": 0, "unchanged": 4}
        assert counts_of(outcome.summary) == counts, extension
    exported = client.get("/api/v1/proposals/?format=csv").getvalue().decode("utf-8-sig")
    mended = tried(petra, exported.replace("1200000.00,36", "1300000.00,36", 3).encode())
    rows = {one.row: one.message for one in mended.problems}
    assert list(rows.values()) == ["It is not being written now: it was submitted, or it is over."]
    valid = tried(
        petra, exported.replace("1200000.00,36", "1300000.00,36", 3).encode(), Scope(valid_rows=True)
    )
    (difference,) = valid.summary["differences"]
    assert difference["row"] == f"{whole.code}: {whole.title}"
    assert difference["fields"] == [
        {"field": "budget estimate, US$", "old": "1200000.00", "new": "1300000.00"}
    ]


def test_many_rows_that_say_what_is_recorded_take_as_few_statements_as_few(
    people: dict[str, User], countries: Any, tried: Any
) -> None:
    petra, asked = people["pardev_officer"], []
    client = signed_in(petra)
    for more in (3, 27):
        for number in range(more):
            cast.concept(petra, countries["ZWE"], title=f"{more} {number}")
        content = client.get("/api/v1/proposals/?format=csv").getvalue()
        with CaptureQueriesContext(connection) as statements:
            outcome = tried(petra, content)
        assert outcome.summary["unchanged"] >= more
        asked.append(len(statements))
    assert asked[0] == asked[1]
