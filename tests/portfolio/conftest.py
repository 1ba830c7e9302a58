"""Sheets of sub-outputs, the shipped one recorded; everybody of `permissions.py` and what they meet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ilo_dc.core.accounts.actions.api_keys import issue_api_key
from ilo_dc.core.models import Office, User
from ilo_dc.core.people.actions.memberships import Grant
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.reference.actions.loading import load_reference_data
from tests.people import hire
from tests.portfolio import permissions as table
from tests.recipes import sub_output_sheets as sheets
from tests.recipes.worlds import World, make_world

PEOPLE = {
    table.FIELD: "field_officer",
    table.REGION: "regional_officer",
    table.PARDEV: "pardev_officer",
    table.MANAGER: "manager",
    table.COORDINATOR: "coordinator",
    table.EVALUATOR: "evaluator",
    table.BUREAU: "bureau_officer",
    table.FINANCE: "finance_officer",
    table.AUDITOR: "auditor",
    table.ADMIN: "admin",
    table.CONSTITUENT: "constituent",
    table.DONOR: "german_donor",
    table.OTHER_DONOR: "swedish_donor",
    table.NOBODY: "outsider",
}


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
def everybody(people, admin, countries) -> dict[str, Any]:
    """Everybody of the table, by their words there; the stranger is nobody."""
    cambodia = countries["KHM"]
    office = Office.objects.create(code="CO-KHM", name="Country office for Cambodia", kind="country")
    office.countries.set([cambodia])
    elsewhere = {
        table.FIELD_ELSEWHERE: ("sok", Grant(Role.FIELD, ScopeKind.OFFICE, office=office)),
        table.REGION_ELSEWHERE: ("anh", Grant(Role.REGIONAL, ScopeKind.REGION, region=cambodia.region)),
        table.CONSTITUENT_ELSEWHERE: ("chan", Grant(Role.CONSTITUENT, ScopeKind.COUNTRY, country=cambodia)),
    }
    return {
        **{words: people[name] for words, name in PEOPLE.items()},
        **{words: hire(admin, name, name.title(), grant) for words, (name, grant) in elsewhere.items()},
        table.STRANGER: None,
    }


@pytest.fixture
def world(everybody, countries, kept_files, tmp_path) -> World:
    """Zimbabwe with little that is public."""
    return make_world(everybody, countries["ZWE"], tmp_path)


@pytest.fixture
def callers(everybody, admin) -> dict[str, Client]:
    """Return a client for each line of the table."""
    clients = {words: Client() for words in everybody}
    for words, user in everybody.items():
        if isinstance(user, User):
            clients[words].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    _key, text = issue_api_key(
        by=admin, user=everybody[table.FIELD], label="t", expires_at=timezone.now() + timedelta(days=1)
    )
    clients[table.API_KEY] = Client(headers={"Authorization": f"Bearer {text}"})
    return clients
