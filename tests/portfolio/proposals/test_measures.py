"""Figures of proposals: page = API = export = what its rows add up to; waivers in the denominator only."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import UTC, datetime
from decimal import Decimal

import pandas
import pytest
from django.db.models import Sum

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.people.actions.memberships import end_membership
from portfolio.demonstration import proposals as demonstration
from portfolio.models import Appraisal, AppraisalWaiver, Proposal, ProposalState
from portfolio.proposals import measures as proposal_measures
from portfolio.proposals.vocab import ProposalStatus
from reporting.catalogue.catalogue import MEASURES, OF_STAFF
from tests.people import signed_in
from tests.test_docs import table
from tests.test_parity import reproduce

COUNTED = [measure.code for measure in proposal_measures.MEASURES]


@pytest.fixture
def invented(countries, germany):
    """The demonstration's proposals, of the countries that there are."""
    from ilo_dc.core.reference.actions.loading import load_reference_data

    load_reference_data()
    return demonstration.load_demonstration_proposals()


def test_the_demonstration_has_every_stage_in_every_biennium_and_loads_once(invented, manager, german_donor):
    assert invented["proposals"] == 400
    assert demonstration.load_demonstration_proposals() == {"proposals": 0}
    assert set(Proposal.objects.values_list("status", flat=True)) == set(ProposalStatus.values)
    current = ProposalState.objects.current()
    assert dict(current.values_list("proposal", "status")) == dict(
        Proposal.objects.values_list("pk", "status")
    )
    years = set(ProposalState.objects.filter(status="agreed").values_list("effective_on__year", flat=True))
    assert {year - year % 2 for year in years} >= set(range(2010, 2026, 2))
    assert AppraisalWaiver.objects.exists()
    assert set(Appraisal.objects.values_list("decision", flat=True)) == {"", "ready", "revise", "rejected"}
    offered = signed_in(german_donor).get("/api/v1/offered-proposals/").json()["results"]
    assert offered
    assert set(offered[0]) == {"id", "title", "language", "country", "budget_usd", "demonstration"}
    for address in ("/proposals/", "/proposals/statuses/", "/appraisals/", "/proposals/help-desk/"):
        assert signed_in(manager).get(address).status_code == 200, address
        assert signed_in(german_donor).get(address).status_code == 403, address
    for proposal in Proposal.objects.order_by("-code")[:3]:
        assert signed_in(manager).get(f"/proposals/{proposal.pk}/").status_code == 200


def test_the_share_that_was_approved_is_one_on_page_in_api_and_export(invented, manager):
    client = signed_in(manager)
    for biennium in ("2010-11", "2018-19", "2024-25"):
        first = int(biennium[:4])
        asked = {"measure": "proposals_approved", "biennium": biennium}
        answer = client.get("/api/v1/figures/", asked).json()
        line = answer["rows"][0] if answer["rows"] else answer
        value = Decimal(answer["total"])
        page = client.get("/data/measures/proposals_approved/", {"biennium": biennium})
        assert page.context["figure"].value.quantize(Decimal("0.0001")) == value.quantize(Decimal("0.0001"))
        years = f"{first}..{first + 1}"
        asked = {"period": years, "of": "agreements", "format": "csv"}
        file = client.get("/api/v1/proposal-statuses/", asked)
        text = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")
        rows = pandas.read_csv(io.StringIO(text))
        signed, approved = int(rows["signed"].sum()), int(rows["approved"].sum())
        assert signed > approved > 0, line
        assert abs(Decimal(approved) / Decimal(signed) - value) < Decimal("0.0001")
        waived = AppraisalWaiver.objects.filter(proposal__in=rows["proposal"].tolist()).count()
        assert signed - approved == waived


def test_the_share_of_each_biennium_is_what_the_exported_rows_add_up_to(invented, manager):
    client = signed_in(manager)
    file = client.get("/api/v1/proposal-statuses/", {"of": "agreements", "format": "csv"})
    text = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")
    rows = pandas.read_csv(io.StringIO(text), parse_dates=["effective_on"])
    years = rows["effective_on"].dt.year
    sums = rows.groupby(years - years % 2)[["approved", "signed"]].sum()
    shares = {f"{first}-{(first + 1) % 100:02}": row.approved / row.signed for first, row in sums.iterrows()}
    answer = client.get("/api/v1/figures/", {"measure": "proposals_approved", "by": "biennium"}).json()
    lines = {line["biennium"]: float(line["value"]) for line in answer["rows"]}
    assert lines == pytest.approx(shares, abs=0.0001)
    assert len(lines) >= 8


def test_each_year_and_biennium_is_one_on_page_in_api_and_csv(invented, manager):
    client = signed_in(manager)
    for code, by in itertools.product(COUNTED, ("biennium", "year")):
        asked = {"measure": code, "by": by}
        answer = client.get("/api/v1/figures/", asked).json()
        file = client.get("/api/v1/figures/", {**asked, "format": "csv"})
        text = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")
        page = client.get(f"/data/measures/{code}/", {"by": by})
        lines = {str(line[by]): line["value"] for line in answer["rows"]}
        assert [row[by] for row in csv.DictReader(io.StringIO(text))] == list(lines) == sorted(lines)
        assert [[key for _head, key in cells] for cells, _line in page.context["rows"]] == [
            [key] for key in lines
        ]
        assert len(lines) >= 8, (code, by)
        written = [Decimal(row["value"]) for row in csv.DictReader(io.StringIO(text))]
        shown = [line.cells[0].value for _labels, line in page.context["rows"]]
        for key, *values in zip(lines, lines.values(), written, shown, strict=True):
            alone = client.get("/api/v1/figures/", {"measure": code, by: key}).json()["total"]
            found = {Decimal(value).quantize(Decimal("0.0001")) for value in (*values, alone)}
            assert len(found) == 1, (code, by, key, found)
        if by == "biennium":
            assert all(int(key[:4]) % 2 == 0 and int(key[:4]) % 100 + 1 == int(key[5:]) for key in lines)
    assert client.get("/api/v1/proposal-statuses/", {"biennium": "2011-12"}).status_code == 400


def test_pages_write_days_and_counts_as_such(invented, manager):
    client = signed_in(manager)
    for code in (*COUNTED, "updates_in_time", "submissions_in_time"):
        page = client.get(f"/data/measures/{code}/")
        main = page.content.decode().split("<main")[1]
        assert ("Terms" in main, "US$" in main) == (page.context["is_ratio"], False), code


@pytest.mark.parametrize("code", COUNTED)
def test_a_figure_is_reproduced_by_the_rows_that_it_names(invented, manager, code):
    client, measure = signed_in(manager), OF_STAFF[code]
    for by in ("", *(one.code for one in measure.splits)):
        answer = client.get("/api/v1/figures/", {"measure": code, "by": by} if by else {"measure": code})
        assert answer.status_code == 200, answer.content
        for line in answer.json()["rows"][:3]:
            found = reproduce(client, measure, line)
            stated = (line["numerator"], line["denominator"]) if len(found) == 2 else (line["value"],)
            assert tuple(map(Decimal, found)) == tuple(map(Decimal, stated)), (code, by, line)


def test_nobody_else_counts_proposals(invented, german_donor, field_officer, client):
    for somebody in (client, signed_in(german_donor), signed_in(field_officer)):
        for code in COUNTED:
            answer = somebody.get("/api/v1/figures/", {"measure": code})
            assert answer.status_code in {401, 403}, (code, answer.status_code)
    assert not set(MEASURES) & set(OF_STAFF)


def test_the_worked_table_is_true_of_what_the_database_computes(countries):
    rows = table("proposals.md", "example")
    given = [(row, Proposal(code=f"P-2026-{row[0]}", title=row[0], demonstration=True)) for row in rows]
    Proposal.objects.bulk_create([proposal for _row, proposal in given])
    with recording(by=None, reason="The worked table"):
        ProposalState.objects.bulk_create(
            ProposalState(
                proposal=proposal,
                status=status,
                effective_on=day,
                reason="As written",
                recorded_at=datetime.fromisoformat(f"{day}T09:00:00+00:00"),
                superseded_at=datetime(2026, 5, 1, tzinfo=UTC) if follows else None,
                backdated=True,
                demonstration=True,
            )
            for row, proposal in given
            for status, day, follows in (("ready", row[1], row[2] != "–"), ("agreed", row[2], False))
            if day != "–"
        )
    found = ProposalState.objects.in_life().with_approval()
    for row, proposal in given:
        sums = found.filter(proposal=proposal).aggregate(Sum("approved"), Sum("signed"))
        assert [sums["approved__sum"], sums["signed__sum"]] == [int(row[3]), int(row[4])], row


def test_a_tag_that_somebody_holds_opens_no_figure_they_may_not_count(client, admin, manager, german_donor):
    theirs = signed_in(manager)
    for code in OF_STAFF:
        for scope in ({}, {"scope": "internal"}):
            asked = {"measure": code, **scope}
            tag = {"If-None-Match": theirs.get("/api/v1/figures/", asked)["ETag"]}
            assert theirs.get("/api/v1/figures/", asked, headers=tag).status_code == 304
            for headers in (tag, {"If-None-Match": "*"}):
                for somebody in (client, signed_in(german_donor)):
                    answer = somebody.get("/api/v1/figures/", asked, headers=headers)
                    assert answer.status_code in {401, 403}, (asked, headers)
    for membership in manager.memberships.all():
        end_membership(by=admin, membership=membership, reason="Moved")
    assert theirs.get("/api/v1/figures/", asked, headers=tag).status_code == 403
