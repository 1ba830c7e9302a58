"""Small files, large harm: whatever a file holds or says, reading it ends early and takes little."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ilo_dc.core.sheets.limits import full_limits, request_limits
from ilo_dc.core.sheets.reading import LimitError, SheetError, SheetFile, is_small, read_book
from tests.core.sheets.harmful import HARMFUL
from tests.recipes.rate_sheets import treasury_text, treasury_xml
from tests.recipes.sheet_files import book_of, cell, mutated, row

ROOT = Path(__file__).parents[3]
MEMORY_MB = 400
READERS = ("an importer", "a workbook", "the UN Treasury")  # each reads every file, see `harmful.read_alone`
SHIPPED = ROOT / "portfolio" / "data" / "ilo-unsdcf-suboutputs.csv"
THREE = "".join(row(cell("KE"), cell(number)) for number in range(3))


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_harmful_file_is_refused_and_says_where(kind, tmp_path):
    make, word, number = HARMFUL[kind]
    content = make()
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(content)
    for read in (lambda: list(SheetFile(path)), lambda: read_book(io.BytesIO(content), size=len(content))):
        with pytest.raises(SheetError, match=word) as refused:
            read()
        assert refused.value.row == number


def read_alone(folder: Path) -> tuple[list[str], int]:
    """Read files in a process of limited memory; return what came of each, and the MB that it took."""
    command = [sys.executable, "-m", "tests.core.sheets.harmful", str(folder), str(MEMORY_MB)]
    told = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]
    *lines, most = told.stdout.splitlines()
    return lines, int(most)


def test_harmful_files_take_little_memory(tmp_path):
    for number, (make, _word, _row) in enumerate(HARMFUL.values()):
        (tmp_path / f"{number:02}.xlsx").write_bytes(make())
    lines, taken = read_alone(tmp_path)
    assert len(lines) == len(READERS) * len(HARMFUL)
    assert taken < MEMORY_MB


@pytest.mark.parametrize("many", [40, pytest.param(500, marks=pytest.mark.race)])
def test_mutated_files_are_read_or_refused_within_little_memory(tmp_path, many):
    text = SHIPPED.read_bytes()[:40_000]
    lines = [line.split(",") for line in text.decode(errors="ignore").splitlines()[:60]]
    book = book_of("".join(row(*(cell(one) for one in line)) for line in lines))
    rates = [("EUR", "01 Jul 2026", "0.853"), ("JPY", "01 Jul 2026", "136.03")] * 200
    treasury = (write(tmp_path / "seed", rates).read_bytes() for write in (treasury_xml, treasury_text))
    files = (text, book, *treasury)
    (tmp_path / "seed").unlink()
    for seed in range(many):
        content = mutated(seed, files[seed % len(files)])
        (tmp_path / f"{seed:03}").write_bytes(content)
    told, taken = read_alone(tmp_path)
    assert len(told) == len(READERS) * many
    assert taken < MEMORY_MB


@pytest.mark.parametrize(
    ("limit", "word"),
    [
        ({"rows": 2}, "2 rows"),
        ({"columns": 1}, "1 columns"),
        ({"cells": 3}, "3 cells"),
        ({"seconds": -1}, "seconds"),
    ],
)
def test_each_limit_ends_the_reading_of_both_kinds_of_file(tmp_path, monkeypatch, limit, word):
    monkeypatch.setattr("ilo_dc.core.sheets.limits.LOOK_EVERY", 1)
    limits = replace(full_limits(), **limit)
    for content in (book_of(THREE), b"KE,0\nKE,1\nKE,2\n"):
        path = tmp_path / "sheet"
        path.write_bytes(content)
        with pytest.raises(LimitError, match=word):
            list(SheetFile(path, limits=limits))


LIMIT = re.compile(r'_number\("(\w+)", "([0-9]+)"\)')


def test_every_limit_is_a_setting_that_is_documented_and_passed_on():
    limits = LIMIT.findall((ROOT / "ilo_dc" / "settings" / "sheets.py").read_text())
    guide = (ROOT / "docs" / "how-to" / "run-and-deploy.md").read_text()
    compose = (ROOT / "docker-compose.yml").read_text()
    assert len(limits) == 16
    for name, default in limits:
        assert f"| `PORTAL_{name}` | {default} |" in guide
        assert f"PORTAL_{name}: ${{PORTAL_{name}:-{default}}}" in compose


def test_formatting_far_below_and_far_right_is_no_content(tmp_path):
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(book_of(THREE + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'))
    assert len(list(SheetFile(path))) == 3


def test_whoever_watches_may_end_the_reading(tmp_path, monkeypatch):
    monkeypatch.setattr("ilo_dc.core.sheets.limits.TELL_EVERY", 0)
    path = tmp_path / "sheet.csv"
    path.write_text("a\n" + "1\n" * 5_000)
    seen = []

    def watch(rows: int) -> None:
        seen.append(rows)
        if rows >= 1_000:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(SheetFile(path, watch=watch))
    assert seen == [500, 1_000]


def test_what_a_request_reads_is_told_by_the_file_and_by_what_it_unpacks_to(settings):
    content = book_of(THREE)
    assert is_small(io.BytesIO(content), size=len(content))
    settings.SHEET_REQUEST_KB = 0
    assert not is_small(io.BytesIO(content), size=len(content))
    settings.SHEET_REQUEST_KB, settings.SHEET_REQUEST_MB = 512, 0
    assert not is_small(io.BytesIO(content), size=len(content))
    settings.SHEET_REQUEST_CELLS = 5
    with pytest.raises(LimitError):
        read_book(io.BytesIO(content), size=len(content), limits=request_limits())
