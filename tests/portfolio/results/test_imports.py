"""Sheets of results frameworks: what they say, whole for each framework named, and every refusal."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from ilo_dc.core.errors import Refused
from ilo_dc.core.imports.actions.files import try_file
from ilo_dc.core.imports.importer import checksum_of
from ilo_dc.core.models import Change, SourceEdition
from ilo_dc.core.reference.actions.loading import load_reference_data
from portfolio.models import CrossWalk, ResultsFramework, ResultsNode
from portfolio.results.imports.cross_walks import CROSS_WALKS
from portfolio.results.imports.results import RESULTS_FRAMEWORKS
from portfolio.results.vocab import CROSS_WALK_SHEET, RESULTS_SHEET
from tests.recipes.results_sheets import (
    head,
    load_results,
    load_walks,
    node,
    result,
    walk,
    write_results,
    write_walks,
)


@pytest.fixture
def periods(installation):
    """The reference data, biennia among them."""
    load_reference_data()


@pytest.fixture
def load(tmp_path, periods):
    """Import a sheet of rows."""
    return lambda *rows, by=None: load_results(write_results(tmp_path / "results.csv", *rows), by=by)


@pytest.fixture
def two_biennia(load):
    """Three outcomes of 2022-23, two of 2024-25."""
    load(
        head(),
        *(result(code) for code in "123"),
        head("PB-2024-25"),
        *(result(code, "PB-2024-25") for code in "12"),
    )


@pytest.fixture
def load_cross_walks(tmp_path, two_biennia):
    """Import a sheet of cross-walks."""
    return lambda *rows, by=None: load_walks(write_walks(tmp_path / "walks.csv", *rows), by=by)


def counts(outcome) -> tuple[int, int, int, int]:
    values = outcome.summary
    return values["created"], values["changed"], values["withdrawn"], values["unchanged"]


def test_the_columns_out_are_the_columns_in():
    assert tuple(column.name for column in RESULTS_FRAMEWORKS.columns) == RESULTS_SHEET
    assert tuple(column.name for column in CROSS_WALKS.columns) == CROSS_WALK_SHEET


def test_the_shipped_files_say_what_is_known_and_no_more(published):
    shipped = ResultsNode.objects.filter(demonstration=False)
    levels = {
        (kind, level): shipped.filter(framework__kind=kind, level=level).count()
        for kind, level in ResultsNode.objects.values_list("framework__kind", "level").distinct()
    }
    assert levels == {
        ("programme_and_budget", "outcome"): 29,
        ("sdg", "goal"): 17,
        ("sdg", "target"): 169,
        ("sdg", "indicator"): 251,
    }
    plans = ResultsFramework.objects.filter(kind="strategic_plan").order_by("code")
    assert [plan.code for plan in plans] == ["SP-2018-21", "SP-2022-25"]
    assert node("A", "PB-2022-23").kind == "enabling"
    assert not CrossWalk.objects.exists()
    invented = ResultsNode.objects.filter(demonstration=True)  # of the biennia whose texts do not ship
    budgets = set(invented.values_list("framework__code", flat=True))
    assert budgets & {"PB-2020-21", "PB-2022-23", "PB-2024-25"} == set()
    assert {code[:3] for code in budgets} == {"PB-"}


def test_only_what_was_read_is_marked_as_verified(published):
    budget = ResultsNode.objects.policy_outcomes()
    verified = budget.filter(verified=True).values_list("framework__code", "code")
    assert sorted(verified) == [("PB-2022-23", "1"), ("PB-2022-23", "2")]
    assert not ResultsFramework.objects.filter(kind="programme_and_budget", verified=True).exists()
    assert not ResultsNode.objects.filter(provenance="").exists()


def test_goals_and_targets_are_there_in_six_languages(published):
    for level in ("goal", "target"):
        rows = ResultsNode.objects.filter(level=level)
        for language in ("fr", "es", "ar", "zh", "ru"):
            assert not rows.filter(**{f"text_{language}": ""}).exists()


def test_each_shipped_file_is_an_edition_of_its_own_source(published):
    editions = {
        edition.checksum: edition
        for edition in SourceEdition.objects.filter(file_name__startswith="results-")
    }
    found = [editions[checksum_of(path)] for path in RESULTS_FRAMEWORKS.shipped]
    assert [edition.code for edition in found] == [
        "ilo-strategic-plans",
        "ilo-programmes-and-budgets",
        "open-sdg-translations",
    ]
    assert str(found[2].source_date) == "2025-08-19"
    assert node("8.5", "SDG-2030").edition == found[2]


def test_results_stand_in_the_order_of_their_codes(load):
    load(head(), *(result(code) for code in ("A", "10", "9", "1", "1.10", "1.2", "1.a", "1.2.1")))
    codes = ResultsNode.objects.order_by("order").values_list("code", flat=True)
    assert list(codes) == ["1", "1.2", "1.2.1", "1.10", "1.a", "9", "10", "A"]


def test_rows_may_stand_in_any_order(load):
    outcome = load(result("1.1.1"), result("1.1"), result("1"), head())
    assert counts(outcome) == (4, 0, 0, 0)
    assert node("1.1.1").parent == node("1.1")
    assert node("1.1").parent == node("1")


def test_a_programme_and_budget_has_its_bienniums_days(load):
    load(head(), result())
    framework = ResultsFramework.objects.get()
    assert (str(framework.starts_on), str(framework.ends_on)) == ("2022-01-01", "2023-12-31")


def test_loading_the_same_again_makes_no_change(load):
    load(head(), result())
    before = Change.objects.count()
    outcome = load(head(), result())
    assert counts(outcome) == (0, 0, 0, 2)
    assert outcome.change is None
    assert Change.objects.count() == before


def test_a_sheet_is_whole_for_the_frameworks_it_names_and_for_no_other(load):
    load(head(), result("1"), result("2"), head("PB-2024-25"), result("1", "PB-2024-25"))
    outcome = load(head(), result("1", text_en="Reworded"))
    assert counts(outcome) == (0, 1, 1, 1)
    assert node("1").text_en == "Reworded"
    assert node("2").withdrawn
    assert not node("1", "PB-2024-25").withdrawn


def test_a_result_that_is_named_again_comes_back_as_the_same(load):
    load(head(), result("1"), result("2"))
    number = node("2").pk
    load(head(), result("1"))
    load(head(), result("1"), result("2"))
    assert (node("2").pk, node("2").withdrawn) == (number, False)


def test_a_result_can_move_below_one_that_is_new(load):
    load(head(), result("1"), result("1.1"))
    load(head(), result("1"), result("2"), result("1.1", parent="2"))
    assert node("1.1").parent == node("2")


def test_a_preview_names_the_differences_and_saves_nothing(load, tmp_path):
    load(head(), result("1"))
    sheet = write_results(tmp_path / "new.csv", head(), result("1", text_en="Reworded"), result("2"))
    outcome = try_file(importer=RESULTS_FRAMEWORKS, path=sheet)
    assert outcome.summary["differences"] == [
        {
            "kind": "changed",
            "row": "PB-2022-23 1: Reworded",
            "fields": [{"field": "text in English", "old": "Result 1", "new": "Reworded"}],
        },
        {"kind": "created", "row": "PB-2022-23 2: Result 2"},
    ]
    assert node("1").text_en == "Result 1"
    assert ResultsNode.objects.count() == 1


def test_what_a_sheet_adds_in_a_demonstration_says_so(load):
    load(head(), result())
    assert node("1").demonstration
    assert ResultsFramework.objects.get().demonstration
    assert node("1").edition.demonstration


def test_the_shipped_file_vouches_again_for_what_a_sheet_had_changed(published, tmp_path):
    framework = ResultsFramework.objects.get(code="PB-2022-23")
    rows = [head(text_en=framework.title_en, provenance=framework.provenance), result("1")]
    load_results(write_results(tmp_path / "edited.csv", *rows))
    assert node("1").demonstration
    assert node("2").withdrawn
    assert not node("2").demonstration
    load_results(RESULTS_FRAMEWORKS.shipped[1])
    assert not node("1").demonstration
    assert not node("2").withdrawn
    assert node("1").text_en.startswith("Strong tripartite constituents")


def exported(client, extension: str) -> bytes:
    response = client.get(f"/results-frameworks/sheet.{extension}")
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_sheet_out_and_in_again_changes_nothing(client, published, tmp_path, extension):
    path = tmp_path / f"sheet.{extension}"
    path.write_bytes(exported(client, extension))
    outcome = load_results(path)
    assert outcome.problems == []
    invented = ResultsFramework.objects.filter(demonstration=True).count()
    invented += ResultsNode.objects.filter(demonstration=True).count()
    assert counts(outcome) == (0, 0, 0, 472 + invented)
    assert outcome.change is None


def test_words_that_look_like_a_formula_come_back_as_they_were(client, load, tmp_path):
    load(head(), result("1", text_en="=1+1", provenance="- a dash first"))
    sheet = exported(client, "csv").decode()
    assert "'=1+1" in sheet
    path = tmp_path / "again.csv"
    path.write_text(sheet)
    assert counts(load_results(path)) == (0, 0, 0, 2)
    assert node("1").text_en == "=1+1"


def test_letters_are_composed_so_that_search_finds_them(client, load):
    load(head(), result("1", text_en="Work", text_fr="travail de\u0301cent"))
    assert node("1").text_fr == "travail d\u00e9cent"
    found = client.get("/api/v1/results/", {"search": "d\u00e9cent"}).json()["results"]
    assert [row["code"] for row in found] == ["1"]


def test_the_sheet_holds_the_filtered_frameworks(client, published):
    answer = client.get("/results-frameworks/sheet.csv", {"kind": "strategic_plan"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["framework"] for row in rows] == ["SP-2018-21", "SP-2022-25"]
    assert "demonstration" not in answer["Content-Disposition"]
    assert client.get("/results-frameworks/sheet.csv", {"kind": "nonsense"}).status_code == 400
    assert client.get("/results-frameworks/sheet.pdf").status_code == 404
    assert client.post("/results-frameworks/sheet.csv").status_code == 405
    book = load_workbook(io.BytesIO(exported(client, "xlsx")), read_only=True)
    first = next(book.worksheets[0].iter_rows(values_only=True))
    assert first == RESULTS_SHEET


@pytest.mark.parametrize(
    ("rows", "place", "word"),
    [
        ([head(), result(level="chapter")], (3, "level"), "Not known here"),
        ([head(level="")], (2, "level"), "Fill this in"),
        ([head("pb 2022")], (2, "framework"), "PB-2022-23"),
        ([head(), head()], (3, "framework"), "already in row 2"),
        ([head(kind="plan")], (2, "kind"), "Not known here"),
        ([head(biennium="2021-22")], (2, "biennium"), "No biennium here"),
        ([head(biennium="")], (2, "biennium"), "Fill this in"),
        ([head(starts_on="2022-02-01")], (2, "starts_on"), "2022-01-01"),
        ([head(), head("PB-22", biennium="2022-23")], (3, "biennium"), "PB-2022-23 already"),
        ([head("SDG", starts_on="")], (2, "starts_on"), "Fill this in"),
        ([head("SDG", ends_on="2015-01-01")], (2, "ends_on"), "before it starts"),
        ([head("SDG", biennium="2022-23")], (2, "biennium"), "Only a Programme and Budget"),
        ([head(code="1")], (2, "code"), "leaves this empty"),
        ([head(text_en="")], (2, "text_en"), "Fill this in"),
        ([head(provenance="")], (2, "provenance"), "Fill this in"),
        ([head(verified="perhaps")], (2, "verified"), "true or false"),
        ([result()], (2, "framework"), "no row of level"),
        ([head(), result(code="1 2")], (3, "code"), "1.2"),
        ([head(), result(code="1" * 21)], (3, "code"), "at most 20"),
        ([head(), result(), result()], (4, "code"), "already in row 3"),
        ([head(), result(level="goal")], (3, "level"), "outcome, output, indicator"),
        ([head(), result("1.1")], (3, "parent"), "no result with this code"),
        ([head(), result(), result("1.1", parent="")], (4, "parent"), "Fill this in"),
        ([head(), result(), result("1.1.1", parent="1")], (4, "parent"), "Output"),
        ([head(), result(), result("2", parent="1")], (4, "parent"), "leave this empty"),
        ([head(), result(kind="")], (3, "kind"), "Fill this in"),
        ([head(), result(), result("1.1", kind="policy")], (4, "kind"), "have a kind"),
        ([head(), result(starts_on="2022-01-01")], (3, "starts_on"), "Only a framework"),
        ([head(), result(text_en="")], (3, "text_en"), "Fill this in"),
        ([head(), result(short_en="x" * 201)], (3, "short_en"), "at most 200"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_saved(load, rows, place, word):
    outcome = load(*rows)
    problem = outcome.problems[0]
    assert (problem.row, problem.column) == place, problem
    assert word in problem.message
    assert outcome.change is None
    assert not ResultsFramework.objects.exists()


def test_a_biennium_keeps_the_programme_and_budget_it_has(load):
    load(head(), result())
    outcome = load(head("PB-22", biennium="2022-23"))
    assert "PB-2022-23 already" in outcome.problems[0].message


def test_a_sheet_without_a_language_is_refused_rather_than_emptied(periods, tmp_path):
    path = tmp_path / "short.csv"
    columns = [name for name in RESULTS_SHEET if name != "text_fr"]
    path.write_text(f"{','.join(columns)}\n{',' * (len(columns) - 1)}\n")
    (problem,) = load_results(path).problems
    assert (problem.column, problem.message) == ("text_fr", "This column is missing.")


@pytest.mark.parametrize("name", ["pardev_officer", "manager", "admin"])
def test_those_who_load_published_data_may(load, request, name):
    person = request.getfixturevalue(name)
    assert load(head(), result(), by=person).change.by == person


@pytest.mark.parametrize(
    "name", ["finance_officer", "field_officer", "german_donor", "constituent", "auditor", "outsider"]
)
def test_others_are_refused(load, load_cross_walks, request, name):
    person = request.getfixturevalue(name)
    with pytest.raises(Refused):
        load(head(), result("1", text_en="Mine"), by=person)
    with pytest.raises(Refused):
        load_cross_walks(walk(), by=person)
    assert node("1").text_en == "Result 1"
    assert not CrossWalk.objects.exists()


def test_a_cross_walk_joins_two_results_by_what_a_source_says(load_cross_walks):
    outcome = load_cross_walks(walk(note="Reworded"), walk(from_code="2", to_code="1", kind="merged"))
    assert counts(outcome) == (2, 0, 0, 0)
    one = CrossWalk.objects.get(kind="continues")
    assert (one.from_node, one.to_node) == (node("1"), node("2", "PB-2024-25"))
    assert (one.source, one.note, one.demonstration) == ("GB.000/TEST/1", "Reworded", True)
    assert (
        load_cross_walks(walk(note="Reworded"), walk(from_code="2", to_code="1", kind="merged")).change
        is None
    )
    assert counts(load_cross_walks(walk(note="Reworded", kind="same"))) == (0, 1, 1, 0)


def test_cross_walks_out_and_in_again_change_nothing(client, load_cross_walks, tmp_path):
    load_cross_walks(walk(), walk(from_code="2", to_code="1", kind="split", note="=two"))
    answer = client.get("/api/v1/cross-walks/", {"format": "csv"})
    path = tmp_path / "again.csv"
    path.write_bytes(b"".join(answer.streaming_content))
    outcome = load_walks(path)
    assert outcome.problems == []
    assert counts(outcome) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("rows", "place", "word"),
    [
        ([walk(from_code="9")], (2, "from_code"), "no such result"),
        ([walk(to_framework="PB-2030-31")], (2, "to_code"), "no such result"),
        ([walk(to_framework="")], (2, "to_framework"), "Fill this in"),
        ([walk(to_framework="PB-2022-23")], (2, "to_framework"), "starts later"),
        ([walk(from_framework="PB-2024-25", to_framework="PB-2022-23")], (2, "to_framework"), "starts later"),
        ([walk(), walk(kind="same")], (3, "to_code"), "already in row 2"),
        ([walk(kind="resembles")], (2, "kind"), "Not known here"),
        ([walk(source="")], (2, "source"), "Fill this in"),
    ],
)
def test_a_broken_cross_walk_is_named_and_nothing_is_saved(load_cross_walks, rows, place, word):
    outcome = load_cross_walks(*rows)
    problem = outcome.problems[0]
    assert (problem.row, problem.column) == place, problem
    assert word in problem.message
    assert not CrossWalk.objects.exists()


def test_a_withdrawn_result_takes_no_new_cross_walk(load, load_cross_walks):
    load(head("PB-2024-25"), result("1", "PB-2024-25"))
    assert "no such result in force" in load_cross_walks(walk()).problems[0].message
