"""UN INFO's sheet: what it says, once, and what happens when it changes."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import timezone

from ilo_dc.core.errors import Refused
from ilo_dc.core.measures import Question, figures, table
from ilo_dc.core.models import Change, SourceEdition
from portfolio.frameworks.measures import frameworks as measures
from portfolio.models import (
    CooperationFramework,
    FrameworkResult,
    FrameworkSubOutput,
    SubOutputState,
)
from tests.recipes.sub_output_sheets import SHIPPED, load, row

NOBODY = AnonymousUser()
PUBLISHED = {
    "framework_required": Decimal(350226825),
    "framework_available": Decimal(258305222),
    "framework_spent": Decimal(146941516),
    "framework_gap": Decimal(93171160),
    "framework_surplus": Decimal(1249557),
    "framework_suboutputs": 993,
}


def values(as_of=None) -> dict:
    answer = table(measures.MEASURES, user=NOBODY, question=Question(as_of=as_of))
    return {measure.code: answer.value(answer.total, measure) for measure in measures.MEASURES}


@pytest.fixture
def edited(tmp_path):
    """Write a copy of the shipped file: one amount raised by 1000, one sub-output left out."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    gone, raised = rows[0], rows[1]
    raised["required"] = str(int(raised["required"]) + 1000)
    path = tmp_path / "edited.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(one for one in rows if one["id"] != gone["id"])
    return SimpleNamespace(path=path, gone=gone, raised=raised)


def test_the_shipped_file_says_what_was_published(shipped):
    assert shipped.rows == 1279
    assert shipped.summary["created"] == 993
    assert CooperationFramework.objects.filter(derived=True).count() == 90
    assert CooperationFramework.objects.filter(country_key__contains="-").count() == 2
    assert CooperationFramework.objects.values("countries").distinct().count() == 100
    found = values()
    assert {code: found[code] for code in PUBLISHED} == PUBLISHED
    assert found["framework_coverage"] == Decimal("0.733969")
    covered = figures(measures.FRAMEWORK_COVERAGE, user=NOBODY)
    assert covered.total.sums["covered"] == Decimal(257055665)
    assert not SubOutputState.objects.filter(demonstration=True).exists()


def test_a_shared_sub_output_counts_once_and_belongs_to_its_set(published):
    answer = figures(measures.FRAMEWORK_SUBOUTPUTS, user=NOBODY, question=Question(by=("country",)))
    counts = {line.keys["country"]: line.count for line in answer.lines}
    assert counts["BRN-MYS-SGP"] == 11
    assert counts["COK-FSM-KIR-MHL-NIU-NRU-PLW-TKL-WSM"] == 33
    assert len(counts) == 90
    assert "KIR" not in counts
    kiribati = figures(
        measures.FRAMEWORK_REQUIRED, user=NOBODY, question=Question().narrowed("country", "KIR")
    )
    assert kiribati.total.count == 0
    assert [line.count for line in kiribati.apart] == [33]


def test_unknown_things_stay_unknown(published):
    framework = CooperationFramework.objects.get(slug="ken")
    assert (framework.title, framework.starts_on, framework.ends_on) == ("", None, None)
    assert framework.derived
    state = SubOutputState.objects.get(sub_output__source_id="199986")
    assert state.starts_on is None
    assert (state.finance_year, state.currency_id, state.currency_assumed) == (2024, "USD", True)
    named = FrameworkResult.objects.filter(demonstration=False)
    assert set(named.values_list("level", flat=True)) == {"unknown"}
    assert SubOutputState.objects.filter(name_may_be_cut=True).count() == 220
    assert SubOutputState.objects.filter(description_may_be_cut=True).count() == 230


def test_the_same_file_again_changes_nothing(published):
    changes = Change.objects.count()
    again = load(SHIPPED)
    assert again.change is None
    assert again.summary["unchanged"] == 993
    assert Change.objects.count() == changes
    assert SubOutputState.objects.count() == 993


def test_an_edited_copy_supersedes_and_withdraws_and_the_past_stays(published, edited):
    before = timezone.now()
    outcome = load(edited.path)
    counts = {name: outcome.summary[name] for name in ("created", "changed", "withdrawn", "unchanged")}
    assert counts == {"created": 0, "changed": 1, "withdrawn": 1, "unchanged": 991}
    past, now = values(as_of=before), values()
    assert {code: past[code] for code in PUBLISHED} == PUBLISHED
    assert now["framework_suboutputs"] == 992
    gone = Decimal(edited.gone["required"])
    assert now["framework_required"] == PUBLISHED["framework_required"] + 1000 - gone
    (last,) = SubOutputState.objects.filter(sub_output__source_id=edited.gone["id"])
    assert last.superseded_by_id == outcome.change.pk
    assert last.superseded_at == outcome.change.recorded_at
    new = SubOutputState.objects.current().get(sub_output__source_id=edited.raised["id"])
    assert new.demonstration
    assert new.edition.demonstration
    assert outcome.summary["differences"][0]["fields"][0]["field"] == "required"


def test_a_plan_says_the_sums_of_the_countries_it_touches_as_figures_do(published, edited):
    before = table(measures.FRAMEWORK_GAPS, user=NOBODY, question=Question().split_by("country"))
    sums = load(edited.path).summary["sums"]
    after = table(measures.FRAMEWORK_GAPS, user=NOBODY, question=Question().split_by("country"))
    assert {one["place"] for one in sums} == {edited.gone["iso3"], edited.raised["iso3"]}
    for one in sums:
        assert (one["year"], one["currency"]) == (2024, "USD")
        amounts = {amount["field"]: amount for amount in one["amounts"]}
        for name in ("required", "available", "gap"):
            measure = next(m for m in measures.FRAMEWORK_GAPS if m.code == f"framework_{name}")
            for when, figure in (("before", before), ("after", after)):
                line = next(row for row in figure.lines if row.keys["country"] == one["place"])
                assert Decimal(amounts[name][when]) == figure.value(line, measure), (one, name, when)


def test_the_shipped_file_puts_an_edited_copy_right(published, edited):
    load(edited.path)
    load(SHIPPED)
    found = values()
    assert {code: found[code] for code in PUBLISHED} == PUBLISHED
    assert not SubOutputState.objects.current().filter(demonstration=True).exists()
    assert SubOutputState.objects.filter(sub_output__source_id=edited.gone["id"]).count() == 2


def test_before_the_first_recording_nothing_is_known(published):
    answer = values(as_of=timezone.now() - timezone.timedelta(days=400))
    assert set(answer.values()) == {None}


def test_a_failure_in_the_middle_saves_nothing(places, write, monkeypatch):
    load(write(row("1")))
    from ilo_dc.core.facts.actions import facts

    def break_off(*_args, **_kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(facts.timezone, "now", break_off)
    with pytest.raises(RuntimeError):
        load(write(row("1", required="200"), row("2", "KHM")))
    monkeypatch.undo()
    assert Change.objects.count() == 1
    assert SourceEdition.objects.count() == 1
    assert FrameworkSubOutput.objects.count() == 1
    assert CooperationFramework.objects.count() == 1


def test_a_dry_run_leaves_nothing(places, write):
    out = StringIO()
    call_command("import_framework_suboutputs", write(row("1")), "--dry-run", stdout=out)
    assert "1 created" in out.getvalue()
    assert "dry run" in out.getvalue()
    assert not FrameworkSubOutput.objects.exists()
    assert not Change.objects.exists()


def test_the_command_takes_a_scope_and_a_year(places, write, load_lines):
    load_lines(row("1"), row("2", "NAM"))
    out = StringIO()
    path = write(row("1", required="7"))
    call_command("import_framework_suboutputs", path, "--scope", "ken", "--dry-run", stdout=out)
    assert "0 created, 1 changed, 0 withdrawn" in out.getvalue()
    call_command(
        "import_framework_suboutputs", path, "--scope", "named", "--finance-year", "2025", stdout=out
    )
    assert SubOutputState.objects.current().count() == 3
    with pytest.raises(CommandError, match="Not known here: XXX"):
        call_command("import_framework_suboutputs", path, "--scope", "XXX")


def test_na_is_namibia(places, write):
    load(write(row("1", "NA")))
    assert CooperationFramework.objects.get().country_key == "NAM"


def test_a_framework_in_two_regions_says_several(places, write):
    load(write(row("1", "KEN"), row("1", "KHM"), row("2", "NAM")))
    answer = figures(measures.FRAMEWORK_GAP, user=NOBODY, question=Question(by=("region",)))
    assert {line.keys["region"]: line.count for line in answer.lines} == {"africa": 1, "several": 1}


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("lines", "place", "word"),
    [
        ([row(required="5,000")], (2, ""), "15 cells under 14"),
        ([row(required="5.000")], (2, "required"), "can mean 5000 or 5.000"),
        ([row(available="about 5")], (2, "available"), "figures alone"),
        ([row(spent="-1")], (2, "spent"), "0 or more"),
        ([row(required="")], (2, "required"), "Fill this in"),
        ([row(iso3="ZZZ")], (2, "iso3"), "ISO 3166"),
        ([row(iso3="")], (2, "iso3"), "Fill this in"),
        ([row("1"), row("1")], (3, "id"), "row 2 for the same country"),
        ([row("1"), row("1", "KHM", required="7")], (3, "required"), "Row 2 says something else"),
        ([row("")], (2, "id"), "Fill this in"),
        ([row("one two")], (2, "id"), "126440"),
        ([row(agency="FAO")], (0, "agency"), "No row of this file is of the ILO"),
        ([row(agency="")], (2, "agency"), "Fill this in"),
        ([row(name="")], (2, "name"), "Fill this in"),
        ([row(start="2027-01-01", end="2026-01-01")], (2, "end"), "before it starts"),
        ([row(start="1/1/2026")], (2, "start"), "year-month-day"),
        ([row(name="Cr\xe9er").encode("latin-1")], (2, ""), "UTF-8"),
        ([], (0, ""), "nothing below"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_saved(load_lines, lines, place, word):
    outcome = load_lines(*lines)
    problem = outcome.problems[0]
    assert (problem.row, problem.column) == place, problem
    assert word in problem.message
    assert outcome.change is None
    assert not FrameworkSubOutput.objects.exists()


def test_the_command_prints_row_errors_and_fails(places, write):
    stderr = StringIO()
    path = write(row("1"), row("2", required="x"), row("3", "ZZZ"))
    with pytest.raises(CommandError, match="2 errors, nothing saved") as failed:
        call_command("import_framework_suboutputs", path, stderr=stderr)
    assert failed.value.returncode == 1
    lines = stderr.getvalue().splitlines()
    assert lines[0].startswith("row 3, column required: “x”")
    assert lines[1].startswith("row 4, column iso3: “ZZZ”")
    assert not FrameworkSubOutput.objects.exists()


def test_a_file_that_is_missing_is_said(db):
    with pytest.raises(CommandError, match="no file"):
        call_command("import_framework_suboutputs", "/nowhere.csv")


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("name", ["pardev_officer", "manager", "admin"])
def test_those_who_load_published_data_may(load_lines, request, name):
    person = request.getfixturevalue(name)
    assert load_lines(row("1"), by=person).change.by == person


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("name", ["finance_officer", "german_donor", "auditor", "outsider", "evaluator"])
def test_others_are_refused(write, load_lines, request, name):
    person = request.getfixturevalue(name)
    with pytest.raises(Refused):
        load_lines(row("1"), by=person)
    with pytest.raises(CommandError, match="Only partnership officers"):
        call_command("import_framework_suboutputs", write(row("1")), "--by", person.username)
    assert not FrameworkSubOutput.objects.exists()
