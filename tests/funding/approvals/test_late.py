"""What is approved or cancelled in a closed reporting year: it counts, and everyone reads that it is late."""

from __future__ import annotations

import csv
import io
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from funding.approvals.actions.issue import cancel_approval
from funding.ledger.actions.postings import reverse_entry
from funding.ledger.measures import APPROVALS, CONTRIBUTIONS
from funding.models import LedgerEntry
from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.measures import Question, Scope, figures
from ilo_dc.core.models import ReportingYear
from ilo_dc.core.reporting_years.actions import close_reporting_year, reopen_reporting_year
from ilo_dc.formats.text import long_date
from tests.funding.approvals.test_pages import TYPED
from tests.people import signed_in
from tests.recipes import approvals as cast
from tests.recipes.ledger import DAY, money, pool_of, posted
from tests.test_docs import table

WARNING = "The year 2022 is closed: this counts in it all the same, and is marked as late."
ISSUED_LATE, CANCELLED_LATE = (
    "It was issued after 2022 was closed.",
    "It was cancelled after 2022 was closed.",
)


@pytest.fixture(autouse=True)
def currencies(installation):
    return money()


@pytest.fixture
def year(installation):
    return ReportingYear.objects.get_or_create(year=DAY.year)[0]


def minute_of(caller, approval):
    paper = PdfReader(BytesIO(caller.get(f"/approvals/{approval.pk}/minute.pdf").content))
    return " ".join("\n".join(page.extract_text() for page in paper.pages).split())


def test_what_is_recorded_while_its_year_is_closed_is_late_for_ever_and_nothing_else_is(
    manager, germany, year
):
    early = cast.issued(manager, germany, reference="DEMO-1")
    close_reporting_year(by=manager, year=year)
    late = cast.issued(manager, germany, reference="DEMO-2")
    reopen_reporting_year(by=manager, year=year, reason="A letter")
    between = cast.issued(manager, germany, reference="DEMO-3")
    close_reporting_year(by=manager, year=year)
    cancel_approval(by=manager, approval=early, lock_version=early.version, reason="Signed twice")
    found = [cast.fresh(one) for one in (early, late, between)]
    assert [(one.issued_late, one.cancelled_late, one.late) for one in found] == [
        (False, True, True),
        (True, False, True),
        (False, False, False),
    ]
    lines = LedgerEntry.objects.with_late().order_by("pk")
    assert [(one.agreement_id, one.reverses_id is not None) for one in lines if one.late] == [
        (late.agreement_id, False),
        (early.agreement_id, True),
    ]


def test_the_table_of_late_lines_is_true(manager, year):
    pool, lines, marks = pool_of(), [], []
    for what, late in table("reporting-years.md", "what is recorded"):
        words = what.split()
        if words[-1] == "closed":
            close_reporting_year(by=manager, year=year)
        elif words[-1] == "reopened":
            reopen_reporting_year(by=manager, year=year, reason="A letter")
        elif "reversal" in words:
            lines += reverse_entry(by=None, entry=lines[0], reason="A mistake")
            marks.append(late)
        else:
            lines += posted(pool, "receipt", "100", effective_on=DAY.replace(year=int(words[-1])))
            marks.append(late)
    rows = LedgerEntry.objects.with_late().in_bulk([line.pk for line in lines])
    assert ["yes" if rows[line.pk].late else "no" for line in lines] == marks
    assert len(marks) == 6


def test_before_anything_is_issued_or_cancelled_its_page_says_that_it_comes_late(manager, germany, year):
    draft, issued = cast.draft(manager, germany), cast.issued(manager, germany, reference="DEMO-2")
    caller = signed_in(manager)
    addresses = [
        f"/approvals/{draft.pk}/",
        f"/approvals/{draft.pk}/issue/",
        f"/approvals/{issued.pk}/cancel/",
    ]

    def said():
        pages = [caller.get(address).text for address in addresses]
        typed = caller.post("/approvals/new/", {**TYPED, "then": "compute"}).text
        return [WARNING in page for page in (*pages, typed)]

    assert said() == [False] * 4
    close_reporting_year(by=manager, year=year)
    assert said() == [True] * 4


def test_page_register_api_file_and_minute_mark_what_is_late_alike(manager, germany, year):
    early = cast.issued(manager, germany, reference="DEMO-1")
    close_reporting_year(by=manager, year=year)
    late = cast.issued(manager, germany, reference="DEMO-2")
    caller = signed_in(manager)
    for one, expected in ((early, False), (late, True)):
        assert (ISSUED_LATE in caller.get(f"/approvals/{one.pk}/").text) is expected
        assert (ISSUED_LATE in minute_of(caller, one)) is expected
        assert caller.get(f"/api/v1/approvals/{one.pk}/").json()["late"] is expected
    for flag, approval in (("true", late), ("false", early)):
        rows = caller.get("/api/v1/approvals/", {"late": flag}).json()["results"]
        assert [row["id"] for row in rows] == [approval.pk]
        page = caller.get("/approvals/", {"late": flag}).text
        assert [f'"/approvals/{one.pk}/"' in page for one in (early, late)] == [
            one == approval for one in (early, late)
        ]
        assert ('<span class="badge badge-warn">Late in a closed year</span>' in page) is (flag == "true")
        file = caller.get("/api/v1/approvals/", {"late": flag, "format": "csv"}).getvalue().decode()
        [cells] = csv.DictReader(io.StringIO(file.lstrip("\ufeff")))
        assert (cells["id"], cells["late"]) == (str(approval.pk), flag)
        lines = caller.get("/api/v1/ledger-entries/", {"late": flag}).json()["results"]
        assert [(line["agreement"], line["late"]) for line in lines] == [
            (approval.agreement_id, flag == "true")
        ]
    cancel_approval(by=manager, approval=late, lock_version=late.version, reason="Signed twice")
    assert CANCELLED_LATE in caller.get(f"/approvals/{late.pk}/").text
    assert "Cancelled, late in a closed year" in minute_of(caller, late)


def said_of(user, measure=APPROVALS, **asked):
    answer = figures(measure, user=user, question=Question(scope=Scope.INTERNAL, **asked))
    return answer.figure().scope_text


def test_a_figure_of_a_closed_year_says_since_when_and_how_much_came_late(manager, germany, year, client):
    cast.issued(manager, germany, reference="DEMO-1")
    before, today = timezone.now(), long_date(timezone.now().date())
    assert "closed" not in said_of(manager, years=(2022, 2022))
    close_reporting_year(by=manager, year=year)
    closed = f"Reporting year 2022 is closed since {today}"
    for asked in (
        {"years": (2021, 2022)},
        {"where": {"year": ("2022",)}},
        {"where": {"biennium": ("2022-23",)}},
    ):
        assert f"{closed}. No row was recorded after its year had been closed" in said_of(manager, **asked)
    cast.issued(manager, germany, reference="DEMO-2")
    assert f"{closed}. 1 row was recorded after its year had been closed" in said_of(
        manager, years=(2022, 2022)
    )
    assert "1 row was recorded after" in said_of(manager)
    assert "2022 is closed" not in said_of(manager)  # it names no year
    assert f"{closed}. No row" in said_of(manager, CONTRIBUTIONS, years=(2022, 2022))
    assert "closed" not in said_of(manager, years=(2023, 2023))
    assert "closed" not in said_of(manager, years=(2022, 2022), as_of=before)
    body = signed_in(manager).get(
        "/api/v1/figures/", {"measure": "approvals", "by": "year,partner", "scope": "internal"}
    )
    assert [one["year"] for one in body.json()["closed_years"]] == [2022]
    assert [(row["row_count"], row["late_row_count"]) for row in body.json()["rows"]] == [(2, 1)]
    reopen_reporting_year(by=manager, year=year, reason="A letter")
    again = said_of(manager, years=(2022, 2022))
    assert "is closed" not in again
    assert "1 row was recorded after" in again
    body = signed_in(manager).get(
        "/api/v1/figures/",
        {"measure": "approvals", "year": "2022", "scope": "internal", "as_of": write_moment(before)},
    )
    assert (body.json()["closed_years"], body.json()["total_row"]["late_row_count"]) == ([], 0)
