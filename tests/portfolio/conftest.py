"""Sheets of sub-outputs, and the shipped one recorded."""

from __future__ import annotations

import pytest

from ilo_dc.core.actions.reference import load_reference_data
from tests.portfolio import sheets


@pytest.fixture
def places(installation):
    """Two countries of Africa, one of Asia, and the currency."""
    sheets.make_places()


@pytest.fixture
def write(tmp_path):
    """Write a sheet of lines and return its path."""
    return lambda *lines: sheets.write_lines(tmp_path / "sheet.csv", *lines)


@pytest.fixture
def load_lines(write):
    """Import a sheet of lines."""
    return lambda *lines, by=None: sheets.load(write(*lines), by=by)


@pytest.fixture
def shipped(installation):
    """Record the shipped file."""
    load_reference_data()
    return sheets.load(sheets.SHIPPED)
