"""Sheets of sub-outputs, the shipped one recorded; everybody of `permissions.py` and what they meet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ilo_dc.core.accounts.actions.api_keys import issue_api_key
from ilo_dc.core.reference.actions.loading import load_reference_data
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.recipes import sub_output_sheets as sheets


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


@pytest.fixture
def callers(everybody) -> dict[str, Client]:
    """Return a client for each line of the table."""
    clients = {words: signed_in(user) for words, user in everybody.items()}
    _key, text = issue_api_key(
        by=everybody[table.ADMIN],
        user=everybody[table.FIELD],
        label="t",
        expires_at=timezone.now() + timedelta(days=1),
    )
    clients[table.API_KEY] = Client(headers={"Authorization": f"Bearer {text}"})
    return clients
