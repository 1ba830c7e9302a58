"""Lines that overlap and say so, ratios of two measures with the rows of both: page = API = export."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.moments import settle, write_moment
from ilo_dc.core.measures import EvidenceKind, Question, figures
from ilo_dc.core.models import User
from portfolio.frameworks.measures.framework_statuses import COOPERATION_FRAMEWORKS
from portfolio.models import FrameworkState, OutcomeUpdate
from portfolio.updates import querysets
from portfolio.updates.vocab import UpdateState
from reporting.catalogue.catalogue import MEASURES, OF_STAFF
from tests.people import signed_in
from tests.recipes import alignments as cast
from tests.test_parity import answer_of, reproduce, rows_behind, stated

DAYS_OF_SOME = 15  # within which part of the published updates was handed in
OVERLAP = "Lines of “Member country” overlap"


@pytest.fixture
def frameworks(countries) -> None:
    """Two frameworks in force: one of Zimbabwe, one of Zimbabwe and Namibia together."""
    made = [cast.un_framework("ZWE"), cast.un_framework("NAM", "ZWE")]
    with recording(by=None, reason="Tests"):
        for one in made:
            FrameworkState.objects.create(framework=one, status="running", effective_on=date(2020, 1, 1))


def sheet_of(client: Client, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/figures/", {**query, "format": "csv"})
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_lines_overlap_and_the_total_counts_each_row_once(frameworks, client) -> None:
    query = {"measure": "cooperation_frameworks", "by": "member_country"}
    answer = client.get("/api/v1/figures/", query).json()
    assert {line["member_country"]: line["value"] for line in answer["rows"]} == {"NAM": 1, "ZWE": 2}
    assert (answer["total"], answer["overlapping"]) == (2, ["member_country"])
    for line in (answer["total_row"], *answer["rows"]):
        assert stated(COOPERATION_FRAMEWORKS, line) == reproduce(client, COOPERATION_FRAMEWORKS, line)
    page = client.get("/data/measures/cooperation_frameworks/", {"by": "member_country"}).content.decode()
    assert OVERLAP in page
    assert "Total, each row once" in page
    assert {line["overlapping"] for line in sheet_of(client, **query)} == {"member_country"}
    whole = client.get("/api/v1/figures/", {**query, "by": "country"})
    assert "overlapping" not in whole.json()
    assert (
        OVERLAP
        not in client.get("/data/measures/cooperation_frameworks/", {"by": "country"}).content.decode()
    )


def test_a_row_of_two_keys_is_one_row_of_a_filter_that_names_both(frameworks, client) -> None:
    both = {"member_country": "NAM,ZWE"}
    assert answer_of(client, "cooperation_frameworks", (), **both)["total"] == 2
    listed = rows_behind(client, "/api/v1/framework-statuses/?member_country=NAM,ZWE")
    assert len(listed) == len({row["id"] for row in listed}) == 2
    one = answer_of(client, "cooperation_frameworks", ("member_country",), member_country="nam")
    assert [(line["member_country"], line["value"]) for line in one["rows"]] == [("NAM", 1)]
    refused = client.get("/api/v1/figures/?measure=cooperation_frameworks&member_country=Atlantis")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["member_country"])


def test_lines_that_overlap_are_never_added(frameworks) -> None:
    question = Question(by=("member_country", "status"))
    answer = figures(COOPERATION_FRAMEWORKS, user=AnonymousUser(), question=question)
    assert answer.part(member_country="ZWE").count == 2
    with pytest.raises(ValueError, match="never added"):
        answer.part(status="running")


@pytest.mark.usefixtures("published")
def test_a_ratio_of_two_measures_is_made_of_two_figures(client: Client) -> None:
    code, by = "updates_in_time", ("region",)
    answer = answer_of(client, code, by)
    above = answer_of(client, "outcome_updates", by, in_time="true", as_of=answer["as_of"])
    below = answer_of(client, "outcome_updates", by, as_of=answer["as_of"])
    in_time = {line["region"]: line["value"] for line in above["rows"]}
    assert answer["rows"]
    for line, whole in zip(answer["rows"], below["rows"], strict=True):
        terms = (Decimal(in_time.get(line["region"], 0)), Decimal(whole["value"]))
        assert (line["region"], stated(MEASURES[code], line)) == (whole["region"], terms)
        assert abs(Decimal(line["value"]) - terms[0] / terms[1]) < Decimal("0.001")
        for term, rows in zip(("numerator", "denominator"), terms, strict=True):
            assert len(rows_behind(client, line["evidence"][term])) == rows
    total = answer["total_row"]
    assert 0 < Decimal(total["numerator"]) <= Decimal(total["denominator"]) == below["total"]
    written = sheet_of(client, measure=code, by="region", as_of=answer["as_of"])
    names = ("value", "numerator", "denominator")
    assert [[row[name] for name in names] for row in written] == [
        [str(line[name]) for name in names] for line in answer["rows"]
    ]
    page = client.get(f"/data/measures/{code}/", {"as_of": answer["as_of"]}).content.decode()
    assert "in_time=true" in page


@pytest.mark.usefixtures("published")
def test_each_term_of_a_ratio_shows_its_number_of_rows_beside_the_link_to_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querysets, "DUE_AFTER", timedelta(days=DAYS_OF_SOME))
    code, as_of = "updates_in_time", write_moment(settle(None))
    total = answer_of(client, code, (), as_of=as_of)["total_row"]
    counts = (total["row_count"], total["denominator_row_count"])
    assert 0 < counts[0] < counts[1]
    for number, term in zip(counts, ("numerator", "denominator"), strict=True):
        assert len(rows_behind(client, total["evidence"][term])) == number
    (row,) = sheet_of(client, measure=code, as_of=as_of)
    assert (int(row["row_count"]), int(row["denominator_row_count"])) == counts
    shown = client.get(f"/data/measures/{code}/", {"as_of": as_of}).content.decode()
    found = re.search(r'<a href="([^"]+)">([\d,]+)</a> ÷ <a href="([^"]+)">([\d,]+)</a>', shown)
    assert found is not None
    for number, address, written in zip(counts, found.group(1, 3), found.group(2, 4), strict=True):
        assert written == f"{number:,}"
        listed = client.get(unescape(address)).content.decode()
        assert re.search(rf"(?<![\d,]){written}(?![\d,])", listed), address


@pytest.mark.usefixtures("published")
def test_every_ratio_names_the_rows_of_both_terms_on_page_in_api_and_csv(people: dict[str, User]) -> None:
    ratios = {code: one for code, one in {**MEASURES, **OF_STAFF}.items() if one.kind is EvidenceKind.RATIO}
    assert len(ratios) > 5
    client = signed_in(people["manager"])
    as_of = write_moment(settle(None))
    for code, ratio in ratios.items():
        total = answer_of(client, code, (), as_of=as_of)["total_row"]
        counts = (total["row_count"], total["denominator_row_count"])
        (row,) = sheet_of(client, measure=code, as_of=as_of)
        assert (int(row["row_count"]), int(row["denominator_row_count"])) == counts, code
        named = {term: row[f"{term}_evidence"] for term in ("numerator", "denominator")}
        assert named == total["evidence"], code
        page = client.get(f"/data/measures/{code}/", {"as_of": as_of})
        (shown,) = re.findall(r"<dt>Rows</dt><dd>(.*?)</dd>", page.content.decode())
        lists = counts if ratio.terms else counts[:1]  # two columns of the same rows are one list
        written = [f"{number:,}" for number in lists]
        assert re.findall(r">([\d,]+)</a>", shown) == written, code


@pytest.mark.usefixtures("published")
def test_what_was_handed_in_by_its_due_day_is_what_the_rule_says() -> None:
    updates = list(OutcomeUpdate.objects.filter(state=UpdateState.ACCEPTED).with_timeliness()[:300])
    rule = [one.submitted_at.astimezone(UTC).date() <= one.period.due_on for one in updates]
    assert [one.in_time == "true" for one in updates] == rule
    assert any(rule)
