"""Files as the UN Treasury's that do harm: reading one ends early, says why, and takes little."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from funding.rates.imports.treasury_files import TreasuryFile
from tests.core.sheets.test_limits import MEMORY_MB, READERS, read_alone

ROOT = b"<UN_OPERATIONAL_RATES_DATASET>"
MUCH = 19 * 1024 * 1024
LINE = b"Kenya\tshilling\tKES\t01 Jul 2026\t129\n"
# By what is wrong: the file, and a word of the problem.
HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "rows without end": (lambda: ROOT + b"<UN_OPERATIONAL_RATES/>" * (MUCH // 23), "rows"),
    "a value without end": (
        lambda: ROOT + b"<UN_OPERATIONAL_RATES><rate>" + b"1" * MUCH + b"</rate></UN_OPERATIONAL_RATES>",
        "characters",
    ),
    "a tag without end": (lambda: ROOT + b"<UN_OPERATIONAL_RATES a='" + b"1" * MUCH, "damaged"),
    "elements within each other": (lambda: ROOT + b"<a>" * 100_000, "damaged"),
    "lines without end": (lambda: LINE * (MUCH // len(LINE)), "rows"),
    "a line without end": (lambda: LINE + b"a," * (MUCH // 2), "too long"),
    "a cell that a reader of CSV does not take": (
        lambda: LINE.replace(b"\t", b",") + b'a,"' + b"1" * 200_000 + b'",KES,01 Jul 2026,1',
        "longer than",
    ),
    "a cell too long for a spreadsheet": (
        lambda: LINE + b"a\t" + b"1" * 200_000 + b"\tKES\t01 Jul 2026\t1",
        "characters",
    ),
    "more than is taken": (lambda: LINE + b"\n" * 21 * 1024 * 1024, "larger"),
}


def problems_of(path: Path) -> list[str]:
    """Return what is said of a file that was read."""
    sheet = TreasuryFile(path, ())
    assert sum(1 for _line in sheet) == sheet.rows
    assert sheet.refused
    return [problem.message for problem in sheet.problems.kept]


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_harmful_file_is_refused_and_says_why(kind, tmp_path, settings):
    settings.SHEET_ROWS = 2_000
    make, word = HARMFUL[kind]
    path = tmp_path / "rates"
    path.write_bytes(make())
    (said,) = problems_of(path)
    assert word in said


def test_harmful_files_take_little_memory(tmp_path):
    for number, (make, _word) in enumerate(HARMFUL.values()):
        (tmp_path / f"{number:02}").write_bytes(make())
    lines, taken = read_alone(tmp_path)
    assert len(lines) == len(READERS) * len(HARMFUL)
    assert taken < MEMORY_MB


@pytest.mark.parametrize("content", [ROOT + b" " * 200_000, LINE * 1_000], ids=["XML", "text"])
def test_reading_takes_no_longer_than_is_allowed(content, tmp_path, settings):
    settings.SHEET_SECONDS = -1
    path = tmp_path / "rates"
    path.write_bytes(content)
    (said,) = problems_of(path)
    assert "seconds" in said


@pytest.mark.parametrize("kind", ["XML", "text"])
def test_whoever_watches_may_end_the_reading(kind, tmp_path, monkeypatch):
    monkeypatch.setattr("ilo_dc.core.sheets.limits.TELL_EVERY", 0)
    path = tmp_path / "rates"
    path.write_bytes(ROOT + b"<UN_OPERATIONAL_RATES/>" * 20_000 if kind == "XML" else LINE * 20_000)
    sheet = TreasuryFile(path, ())

    def cancelled(rows: int) -> None:
        if rows >= 1_000:
            raise InterruptedError

    sheet.watch = cancelled
    with pytest.raises(InterruptedError):
        list(sheet)
    assert sheet.rows < 4_000
