"""What the documents state is executed: their worked tables, their links, the commands they name."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from funding.agreements import rules as agreements
from funding.approvals import rules as approvals
from funding.ledger import rules as ledger
from funding.rates import rules as rates
from funding.rates.rules import in_dollars
from ilo_dc.core import measures
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.moments import read_moment, read_since
from ilo_dc.core.imports.rules import must_be_typed
from ilo_dc.core.life.rules import NOT_YET, Statuses
from ilo_dc.core.measures.rules import years_of, years_of_biennium
from ilo_dc.core.models import Country
from ilo_dc.core.numbers import ratio
from ilo_dc.core.text_search import plain
from portfolio.appraisals import rules as appraisals
from portfolio.evaluations.vocab import EvaluationKind
from portfolio.frameworks import rules as frameworks
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAPS, GAP_COLUMNS
from portfolio.models import SubOutputState
from portfolio.programmes.rules import indicators, programmes
from portfolio.programmes.rules.values import problem_of_value
from portfolio.project_results import rules as reports
from portfolio.projects import rules as projects
from portfolio.proposals import rules as proposals
from portfolio.results import rules as results
from portfolio.updates import rules as updates
from tests.recipes.facts import record_sub_output, reference

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def table(page: str, first_head: str) -> list[list[str]]:
    """Return the rows of the table whose first column is headed `first_head`."""
    lines = (ROOT / "docs" / "rules" / page).read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_head} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.django_db
def test_the_gap_table_is_true_of_what_the_database_computes() -> None:
    rows = [tuple(map(Decimal, row)) for row in table("resource-gaps.md", "required")]
    reference()
    with recording(by=None, reason="The worked table"):
        for number, (required, available, *_rest) in enumerate(rows):
            record_sub_output(str(number), required=required, available=available)
    names = ("required", "available", "gap", "surplus", "covered")
    assert list(SubOutputState.objects.with_gap().order_by("pk").values_list(*names)) == rows
    answer = measures.table(FRAMEWORK_GAPS, user=AnonymousUser(), question=measures.Question())
    sums = dict(zip(names, map(sum, zip(*rows, strict=True)), strict=True))
    coverage = ratio(sums.pop("covered"), sums["required"])
    found = {name: answer.value(answer.total, GAP_COLUMNS[name]) for name in (*sums, "coverage")}
    assert found == {**sums, "coverage": coverage}


@pytest.mark.parametrize("row", table("imports.md", "withdrawn"), ids="-".join)
def test_the_table_of_typed_numbers_is_true(row: list[str]) -> None:
    withdrawn, recorded = int(row[0]), int(row[1])
    counts = {"created": 0, "changed": 0, "withdrawn": withdrawn, "unchanged": recorded - withdrawn}
    percent, rows = settings.IMPORT_WITHDRAWS_PERCENT, settings.IMPORT_WITHDRAWS_ROWS
    assert must_be_typed(counts, percent=percent, rows=rows) is (row[2] == "yes")


@pytest.mark.django_db
@pytest.mark.parametrize("row", table("resource-gaps.md", "frameworks with 2024"), ids="-".join)
def test_the_table_of_finance_years_is_true(row: list[str]) -> None:
    reference()
    letters = "ABCDEFGHIJ"
    Country.objects.bulk_create(Country(iso3=f"QX{one}", iso2=f"Q{one}", name_en=one) for one in letters)
    with recording(by=None, reason="The worked table"):
        for year, count in zip((2024, 2025), row, strict=False):
            for one in letters[: int(count)]:
                record_sub_output(one, f"QX{one}", finance_year=year)
    answer = measures.table(FRAMEWORK_GAPS, user=AnonymousUser(), question=measures.Question())
    assert answer.question.where["finance_year"] == (row[2],)


@pytest.mark.parametrize("row", table("outcome-updates.md", "period"), ids="-".join)
def test_the_table_of_reporting_periods_is_true(row: list[str]) -> None:
    code, first, last, due, asked_for = row
    period = updates.period_of(code)
    assert period is not None
    days = (period.starts_on, period.last_day, period.due_on)
    assert tuple(day.isoformat() for day in days) == (first, last, due)
    kind = "half_year" if "-" in code else "year"
    found = updates.periods_due(kind, date(2024, 1, 1), date(2029, 1, 1), today=date(2026, 11, 21))
    assert (period in found) == (asked_for == "yes")


@pytest.mark.parametrize("row", table("outcome-updates.md", "from"), ids="-".join)
def test_the_table_of_an_updates_life_is_true(row: list[str]) -> None:
    state, *answers = row
    for to, answer in zip(("submitted", "returned", "accepted", "draft"), answers, strict=True):
        assert updates.STATUSES.may_follow(state, to) == (answer == "yes")


@pytest.mark.parametrize("row", table("outcome-updates.md", "value"), ids="-".join)
def test_the_table_of_reported_values_is_true(row: list[str]) -> None:
    value, unit, *known, whole, taken = row
    numbers = [Decimal(one) if one else None for one in known]
    problem = problem_of_value(Decimal(value), unit=plain(unit), known=numbers, whole_numbers=whole == "yes")
    assert bool(problem) == (taken == "no")


@pytest.mark.parametrize("row", table("country-programmes.md", "last value"), ids="-".join)
def test_the_table_of_how_an_indicator_stands_is_true(row: list[str]) -> None:
    value, on, baseline, target, listed, stands = row
    milestones = [one.split(" ") for one in listed.split("; ") if one]
    found = indicators.status_of(
        indicators.Point(date.fromisoformat(on), Decimal(value)) if value else None,
        baseline=indicators.Point(date(2023, 12, 31), Decimal(baseline)) if baseline else None,
        target=indicators.Point(date(2028, 12, 31), Decimal(target)),
        milestones=[indicators.Point(date.fromisoformat(day), Decimal(one)) for day, one in milestones],
    )
    assert found == stands


@pytest.mark.parametrize("row", table("periods-and-moments.md", "period"), ids="-".join)
def test_the_period_table_is_true(row: list[str]) -> None:
    assert years_of(row[0]) == (None if row[1] == "refused" else (int(row[1]), int(row[2])))


@pytest.mark.parametrize("row", table("periods-and-moments.md", "typed"), ids="-".join)
def test_the_table_of_moments_is_true(row: list[str]) -> None:
    typed, *wanted = row
    for read, moment in zip((read_moment, read_since), wanted, strict=True):
        try:
            found = read(typed).isoformat()
        except UnableToRead:
            found = "refused"
        assert found == moment


@pytest.mark.parametrize("row", table("periods-and-moments.md", "biennium"), ids="-".join)
def test_the_biennium_table_is_true(row: list[str]) -> None:
    assert years_of_biennium(row[0]) == (None if row[1] == "refused" else (int(row[1]), int(row[2])))


@pytest.mark.parametrize("row", table("results-frameworks.md", "kind"), ids="-".join)
def test_the_table_of_levels_is_true(row: list[str]) -> None:
    assert results.LEVELS[row[0]] == tuple(row[1:])


@pytest.mark.parametrize("row", table("results-frameworks.md", "code"), ids="-".join)
def test_the_table_of_codes_is_true(row: list[str]) -> None:
    assert results.code_order(row[0]) < results.code_order(row[1])


@pytest.mark.parametrize("row", table("projects.md", "shares"), ids="-".join)
def test_the_table_of_completed_shares_is_true(row: list[str]) -> None:
    shares, wanted = ([Decimal(one) for one in cell.split(", ")] for cell in row)
    assert projects.completed(shares) == wanted


@pytest.mark.parametrize("row", table("projects.md", "report"), ids="-".join)
def test_the_table_of_the_periods_of_reports_is_true(row: list[str]) -> None:
    number, *days = row
    period = reports.periods_of(date(2025, 8, 31), date(2026, 10, 15))[int(number) - 1]
    assert days == [day.isoformat() for day in (period.starts_on, period.last_day, period.due_on)]


@pytest.mark.parametrize("row", table("projects.md", "report from"), ids="-".join)
def test_the_table_of_a_progress_reports_life_is_true(row: list[str]) -> None:
    state, *answers = row
    state = NOT_YET if state == "(none yet)" else state
    for to, answer in zip(("draft", "submitted", "returned", "accepted", "skipped"), answers, strict=True):
        assert reports.STATUSES.may_follow(state, to) == (answer == "yes"), to


@pytest.mark.parametrize("row", table("agreements.md", "signed total"), ids="-".join)
def test_the_table_of_what_an_amount_is_made_of_is_true(row: list[str]) -> None:
    total, rate, levy, units, *parts = row
    found = agreements.amounts_of(Decimal(total), psc_rate=Decimal(rate), levy=levy, minor_units=int(units))
    assert [found.net, found.direct, found.psc, found.levy] == list(map(Decimal, parts))


@pytest.mark.parametrize("row", table("approvals.md", "net"), ids="-".join)
def test_the_table_of_what_several_partners_give_is_true(row: list[str]) -> None:
    net, rate, gives, amounts, usd, dollars = row
    whole = in_dollars(Decimal(net), Decimal(rate))
    assert whole == Decimal(usd)
    found = approvals.parted(Decimal(net), whole, [Decimal(one) for one in gives.split()], places=2)
    for place, cell in enumerate((amounts, dollars)):
        assert [part and part[place] for part in found] == [
            None if one == "(none)" else Decimal(one) for one in cell.split()
        ]
        assert sum(part[place] for part in found if part) == Decimal((net, usd)[place])


LIVES = [
    ("country-programmes.md", programmes.STATUSES),
    ("cooperation-frameworks.md", frameworks.STATUSES),
    ("projects.md", projects.STATUSES),
    ("proposals.md", proposals.STATUSES),
    ("agreements.md", agreements.STATUSES),
    ("approvals.md", approvals.STATUSES),
]


@pytest.mark.parametrize(("page", "life"), LIVES)
def test_the_table_of_gates_is_the_one_in_force(page: str, life: Statuses) -> None:
    written = [tuple(row) for row in table(page, "gate")]
    assert written == [
        (gate.field, gate.since, gate.until or "from then on", gate.message, gate.source)
        for gate in life.gates
    ]


@pytest.mark.parametrize(("page", "life"), LIVES)
def test_the_table_of_statuses_is_the_one_in_force(page: str, life: Statuses) -> None:
    written = {row[0]: row[1] for row in table(page, "status")}
    moves = {status or "(none yet)": ", ".join(to) or "none" for status, to in life.moves.items()}
    assert written == moves


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", page.read_text()))
    assert named <= targets


def test_the_readme_names_every_feature() -> None:
    layout = (ROOT / "README.md").read_text().partition("## Layout")[2]
    apps = ("ilo_dc/portal", "reporting", "funding", "constituents", "portfolio")
    for app in apps:
        named = re.search(rf"^    {app}/ +((?:.+\n)(?: {{10,}}.+\n)*)", layout, re.MULTILINE)
        features = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
        assert named, app
        assert features - {"migrations", "management"} - set(re.findall(r"\w+", named[1])) == set(), app


FOLDERS = [
    "constituents",
    "docs",
    "funding",
    "ilo_dc",
    "portfolio",
    "reporting",
    "static",
    "templates",
    "tests",
]
FILES = [str(path.relative_to(ROOT)) for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.*"))]


def paths_missing(text: str) -> list[str]:
    """Return the files and folders of the project that a text names in backticks and that are not there.

    `x/{a,b}.py` names two. A file may be named from its feature on (`api/urls.py`). One with a
    placeholder (`<app>/urls.py`) is not looked at.
    """
    named = re.findall(r"`([\w.{},-]+(?:/[\w.{},-]*)+)`", text)
    missing = []
    for name in named:
        first, choice, last = re.fullmatch(r"([^{]*)(?:\{([^}]*)\})?(.*)", name).groups()  # type: ignore[union-attr]
        for path in [f"{first}{one}{last}" for one in (choice or "").split(",")]:
            if path.split("/")[0] in FOLDERS:
                known = (ROOT / path).exists()
            else:
                is_file = Path(path).suffix in {".py", ".html", ".md", ".css", ".js", ".csv", ".yaml"}
                known = not is_file or any(file.endswith(f"/{path}") for file in FILES)
            missing += [] if known else [path]
    return missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_named_exists(page: Path) -> None:
    assert paths_missing(page.read_text()) == []


def test_a_path_that_is_not_there_is_noticed() -> None:
    text = "`portfolio/none.py`, `tests/portfolio/{permissions,none}.py`, `tests/none/`, `pages/none.py`"
    assert paths_missing(f"{text}, `api/urls.py`, `<app>/none.py`") == [
        "portfolio/none.py",
        "tests/portfolio/none.py",
        "tests/none/",
        "pages/none.py",
    ]


@pytest.mark.parametrize("row", table("proposals.md", "budget, US$"), ids="-".join)
def test_the_table_of_evals_threshold_is_true(row: list[str]) -> None:
    budget, threshold = (Decimal(cell.replace(",", "")) for cell in row[:2])
    assert appraisals.needs_evaluation(budget, threshold) is (row[2] == "yes")


def test_the_kinds_of_evaluations_are_those_of_the_table() -> None:
    kinds = [kind.lower() for kind, _source in table("evaluations.md", "kind")]
    labels = [str(kind.label).lower().replace("’", "'") for kind in EvaluationKind]
    assert kinds == [label.removesuffix(" evaluation") for label in labels]


KNOWN_RATES = {
    date.fromisoformat(day): Decimal(rate)
    for rate, day in re.findall(
        r"([0-9.]+) effective ([0-9-]{10})", (ROOT / "docs" / "rules" / "exchange-rates.md").read_text()
    )
}


def test_the_table_of_the_rate_of_a_day_is_true() -> None:
    assert len(KNOWN_RATES) == 4
    for day, rate in table("exchange-rates.md", "day"):
        expected = None if rate == "none" else Decimal(rate)
        assert rates.rate_for(KNOWN_RATES, date.fromisoformat(day)) == expected, day


def test_the_table_of_amounts_in_dollars_is_true() -> None:
    for amount, units, dollars in table("exchange-rates.md", "amount"):
        assert rates.in_dollars(Decimal(amount), Decimal(units)) == Decimal(dollars), amount


def test_the_tables_of_parts_are_true() -> None:
    for amount, places, shares, parts in table("ledger.md", "amount"):
        split = ledger.split(Decimal(amount), list(map(Decimal, shares.split())), places=int(places))
        assert split == list(map(Decimal, parts.split())), amount
    for gross, rate, direct, support in table("ledger.md", "gross"):
        parts = ledger.direct_and_psc(Decimal(gross), Decimal(rate))
        assert (parts.direct, parts.psc) == (Decimal(direct), Decimal(support)), gross


def test_the_table_of_pools_is_true() -> None:
    for row in table("ledger.md", "has"):
        has, gave, short, happened, decided, allocated = map(Decimal, row[:6])
        after = ledger.Balance(has, gave, short).after(
            happened=happened, decided=decided, allocated=allocated
        )
        expected = None if row[6] == "refused" else ledger.Balance(*map(Decimal, row[6:]))
        assert after == expected, row
