"""UN INFO's public file of a country, as it is: loaded for its country alone, and reversed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.imports.actions.files import import_file, try_file
from ilo_dc.core.imports.actions.imports import (
    UnableToImport,
    check_sheet,
    confirm_sheet,
    post_sheet,
    upload_sheet,
)
from ilo_dc.core.imports.actions.reversal import reverse_import
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.measures import Question, figures, table
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.frameworks.measures import frameworks as measures
from portfolio.models import SubOutputState
from tests.recipes.sub_output_sheets import load, row, write_lines

BANGLADESH = settings.BASE_DIR / "tests" / "data" / "uninfo-BGD.json"
NAMED = Scope(finance_year=2024)
ALL = Scope(ScopeKind.ALL, finance_year=2024)
ADD = Scope(ScopeKind.ADD, finance_year=2024)
NOBODY = AnonymousUser()
JOINT = (
    "8 sub-outputs are joint with other agencies: each agency’s row holds its own amounts, and only the "
    "ILO’s are taken."
)
TWICE = (
    "1 sub-output stands below two or more results (1): it is counted once and shown below the result that "
    "is recorded, else the first."
)


def values(as_of=None, **where) -> dict:
    """Return all figures of sub-outputs, by country too."""
    question = Question(as_of=as_of, by=("country",), where={name: (text,) for name, text in where.items()})
    answer = table(measures.MEASURES, user=NOBODY, question=question)
    lines = {line.keys["country"]: (line.count, line.sums) for line in answer.lines}
    return {"total": (answer.total.count, answer.total.sums), **lines}


@pytest.fixture
def through(pardev_officer, kept_files):
    """Take a file through upload and check, and save it where a number is typed or none is needed."""

    def do(content: bytes, scope: Scope, *, withdraws: int | None = None):
        batch = upload_sheet(
            by=pardev_officer,
            importer=FRAMEWORK_SUBOUTPUTS,
            file=SimpleUploadedFile("BGD.json", content),
            source_date=None,
            reason="Public file",
            scope=scope,
        )
        check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
        batch = confirm_sheet(
            by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, withdraws=withdraws
        )
        return post_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)

    return do


def test_the_public_file_says_what_is_recorded_of_its_country(published):
    outcome = import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=BANGLADESH, scope=NAMED)
    assert (outcome.rows, outcome.problem_count, outcome.change) == (191, 0, None)
    assert outcome.summary["names"] == ["BGD"]
    assert (outcome.summary["unchanged"], outcome.summary["withdrawn"]) == (26, 0)
    assert outcome.notes == [
        "165 rows of other agencies were left out.",
        JOINT,
    ]


def test_the_rows_of_a_joint_sub_output_hold_each_agencys_own_amounts():
    """All rows together are what the file states for the country: none holds a whole that others repeat."""
    content = json.loads(BANGLADESH.read_text(), parse_float=Decimal)
    for name in ("required", "available", "spent"):
        assert abs(sum(one[name] for one in content["projects"]) - content["totals"][name]) < 1


def test_loaded_and_reversed_the_993_are_the_993_again(published, through, pardev_officer):
    before, moment = values(), timezone.now()
    assert before["total"][0] == 993
    content = json.loads(BANGLADESH.read_text())
    ours = [one for one in content["projects"] if one["agency"] == "ILO"]
    ours[0]["required"] += 1000.5
    content["projects"].remove(ours[1])
    batch = through(json.dumps(content).encode(), NAMED)
    assert [batch.plan[name] for name in ("created", "changed", "withdrawn", "unchanged")] == [0, 1, 1, 24]
    between = values()
    assert between["total"][0] == 992
    assert {key for key in before if before[key] != between[key]} == {"total", "BGD"}
    reverse_import(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, reason="A trial")
    assert values() == before
    assert values(as_of=moment) == before
    assert not SubOutputState.objects.current().filter(demonstration=True).exists()


def test_a_part_of_the_file_may_add_and_change_alone_and_withdraw_nothing(published, through):
    before = values()
    content = json.loads(BANGLADESH.read_text())
    content["projects"] = [one for one in content["projects"] if one["agency"] == "ILO"][:2]
    content["projects"][0]["required"] += 1000.5
    with pytest.raises(UnableToImport, match="withdraws 24 of 26 recorded rows"):
        through(json.dumps(content).encode(), NAMED)
    batch = through(json.dumps(content).encode(), ADD)
    assert [batch.plan[name] for name in ("created", "changed", "withdrawn", "unchanged")] == [0, 1, 0, 1]
    assert "24 recorded rows are not named in the file; they stay." in batch.plan["notes"]
    after = values()
    assert after["total"][0] == 993
    assert {key for key in before if before[key] != after[key]} == {"total", "BGD"}


def test_taken_as_everything_it_is_saved_only_by_who_types_967(published, through, pardev_officer):
    before, moment = values(), timezone.now()
    with pytest.raises(UnableToImport, match="withdraws 967 of 993 recorded rows"):
        through(BANGLADESH.read_bytes(), ALL)
    assert values() == before
    batch = through(BANGLADESH.read_bytes(), ALL, withdraws=967)
    assert values()["total"][0] == 26
    reverse_import(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS, reason="The wrong file")
    assert values() == before
    assert values(as_of=moment) == before


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "not complete JSON"),
        ("[1]", "no list of projects"),
        ('{"name": "Kenya"}', "no list of projects"),
        ('{"name": "Kenya", "projects": []}', "nothing in it"),
        ('{"name": "Atlantis", "projects": [{}]}', "No country or area here has the name"),
        ('{"name": "Kenya", "projects": [1]}', "no list of projects"),
        ('{"name": "Kenya", "projects": [{"agency": "ILO"}]}', "column is missing"),
        ('{"name": "Kenya", "projects": [{"id": "\\ud800"}]}', "neither a number nor a text"),
        ('{"name": "\\ud800", "projects": [{}]}', "No country or area here has the name"),
        ("[" * 100_000, "not complete JSON"),
    ],
)
def test_what_is_no_country_file_is_named(places, tmp_path, content, word):
    path = tmp_path / "file.json"
    path.write_text(content)
    outcome = try_file(importer=FRAMEWORK_SUBOUTPUTS, path=path)
    assert outcome.problem_count == 1
    assert word in outcome.problems[0].message


def test_a_country_that_the_file_names_otherwise_may_be_chosen(places, tmp_path):
    line = dict.fromkeys(("id", "code", "name", "description", "outcome", "sdg"), "1")
    amounts = {"required": 1.005, "available": 0, "spent": None}
    project = {**line, "agency": "ILO", "start": None, "end": None, **amounts, "spent": 2}
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"name": "The Land of Kenya", "projects": [project]}))
    scope = Scope(ScopeKind.CHOSEN, ("KEN",), 2024)
    outcome = import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=scope)
    state = SubOutputState.objects.get()
    assert (state.framework.country_key, state.required, state.spent) == ("KEN", Decimal("1.01"), 2)
    assert "1 amount was rounded to the cent." in outcome.notes


def test_a_sheet_of_all_agencies_is_read_as_it_is(places, load_lines):
    outcome = load_lines(row("1"), row("1", agency="FAO", required="x"), row("2", agency="WHO", start="?"))
    assert (outcome.problem_count, outcome.summary["created"]) == (0, 1)
    assert outcome.notes[0] == "2 rows of other agencies were left out."
    assert outcome.notes[1].startswith("1 sub-output is joint")


# --- The same item below two results --------------------------------------------------------------


def test_one_below_two_results_is_one_and_it_is_said(places, load_lines):
    outcome = load_lines(row("1", outcome="Output 1"), row("1", outcome="Output 2"))
    assert outcome.problem_count == 0
    assert outcome.notes == [TWICE]
    state = SubOutputState.objects.get()
    assert (state.result.text, state.required) == ("Output 1", 100)
    again = load_lines(row("1", outcome="Output 2"), row("1", outcome="Output 1"))
    assert again.change is None  # the order of the file decides nothing


# --- Finance years ----------------------------------------------------------------------------------


@pytest.fixture
def two_years(places, tmp_path):
    """Three sub-outputs of 2024 in three frameworks, one of them in 2025 too."""
    load(write_lines(tmp_path / "2024.csv", row("1"), row("2", "NAM"), row("3", "KHM")))
    path = write_lines(tmp_path / "2025.csv", row("1", required="2000"))
    import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=Scope(finance_year=2025))


def test_years_are_never_added_and_the_latest_complete_one_is_meant(two_years, tmp_path):
    required = figures(measures.FRAMEWORK_REQUIRED, user=NOBODY)
    assert (required.value(required.total), required.question.where) == (300, {"finance_year": ("2024",)})
    assert "Finance year: 2024" in required.figure().scope_text
    with override("fr"):
        assert "Exercice financier\u202f: 2024" in required.figure().scope_text.replace("\u00a0", "\u202f")
    assert "finance_year=2024" in required.page(required.total)
    later = Question().narrowed("finance_year", "2025")
    assert figures(measures.FRAMEWORK_REQUIRED, user=NOBODY, question=later).total.sums["required"] == 2000
    for question in (Question(by=("finance_year",)), Question().narrowed("finance_year", "2024", "2025")):
        with pytest.raises(UnableToRead, match="never added"):
            figures(measures.FRAMEWORK_REQUIRED, user=NOBODY, question=question)
    moment = timezone.now()
    path = write_lines(tmp_path / "more.csv", row("2", "NAM", required="3"), row("3", "KHM", required="4"))
    import_file(by=None, importer=FRAMEWORK_SUBOUTPUTS, path=path, scope=Scope(finance_year=2025))
    whole = figures(measures.FRAMEWORK_REQUIRED, user=NOBODY)
    assert (whole.value(whole.total), whole.question.where["finance_year"]) == (2007, ("2025",))
    past = figures(measures.FRAMEWORK_REQUIRED, user=NOBODY, question=Question(as_of=moment))
    assert (past.value(past.total), past.question.where["finance_year"]) == (300, ("2024",))


def test_page_and_api_state_the_year(two_years, client):
    number = SubOutputState.objects.filter(finance_year=2025).get().sub_output_id
    page = client.get(reverse("portfolio:sub-output", args=[number])).content.decode()
    assert "Finance year 2025" in page
    rows = client.get("/api/v1/framework-suboutputs/", {"finance_year": 2025}).json()["results"]
    assert [(one["finance_year"], one["required"]) for one in rows] == [(2025, "2000.00")]
    assert len(client.get("/api/v1/framework-suboutputs/").json()["results"]) == 4
    figure = client.get("/api/v1/figures/", {"measure": "framework_required"}).json()
    assert (figure["where"], figure["total"]) == ({"finance_year": ["2024"]}, "300.00")
    gaps = client.get(reverse("portal:gaps")).content.decode()
    assert "Finance year: 2024." in gaps
    asked = client.get(reverse("portal:gaps"), {"finance_year": 2025}).content.decode()
    assert "Finance year: 2025." in asked
    kenya = client.get(reverse("portfolio:framework", args=["ken"])).content.decode()
    assert kenya.count("Sub-output 1") == 1
    assert (
        client.get("/api/v1/figures/", {"measure": "framework_required", "finance_year": "x"}).status_code
        == 400
    )


def test_a_list_of_two_years_adds_nothing_until_one_is_chosen(two_years, client):
    address = "/api/v1/framework-suboutputs/"
    both = client.get(address, {"totals": "true"}).json()["totals"]
    assert (both["rows"], both["sums"]) == (4, {})
    one = client.get(address, {"totals": "true", "finance_year": 2024}).json()["totals"]
    assert (one["rows"], one["sums"]["required"]) == (3, "300.00")
    page = client.get(reverse("portfolio:sub-outputs")).content.decode()
    assert "which are never added: choose one." in page
    assert "Please report this" not in page
