"""The world of `portfolio/permissions.py`, built once; each test changes it in a transaction of its own."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Country, Office, User
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from tests.database import cloned, connected_to, migrated, rolled_back
from tests.people import hire, make_admin, make_countries, play
from tests.portfolio import permissions as table
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
    table.CONSTITUENT: "constituent",
    table.DONOR: "german_donor",
    table.OTHER_DONOR: "swedish_donor",
    table.NOBODY: "outsider",
}


@dataclass
class Scenario:
    """A database and its uploaded files, and what was made in it; `everybody` by the table's words."""

    database: str
    files: Path
    everybody: dict[str, User | None]
    world: World


def _everybody(cambodia: Country) -> dict[str, User | None]:
    """Return everybody of the table, by their words there; the stranger is nobody."""
    admin = make_admin()
    office = Office.objects.create(code="CO-KHM", name="Country office for Cambodia", kind="country")
    office.countries.set([cambodia])
    elsewhere = {
        table.FIELD_ELSEWHERE: ("sok", NewMembership(Role.FIELD, ScopeKind.OFFICE, office=office)),
        table.REGION_ELSEWHERE: (
            "anh",
            NewMembership(Role.REGIONAL, ScopeKind.REGION, region=cambodia.region),
        ),
        table.CONSTITUENT_ELSEWHERE: (
            "chan",
            NewMembership(Role.CONSTITUENT, ScopeKind.COUNTRY, country=cambodia),
        ),
    }
    return {
        table.ADMIN: admin,
        **{words: play(name) for words, name in PEOPLE.items()},
        **{words: hire(name, name.title(), grant) for words, (name, grant) in elsewhere.items()},
        table.STRANGER: None,
    }


@pytest.fixture(scope="session")
def scenario(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scenario]:
    """Build the scenario: in a copy of the empty database, through the actions."""
    files, sheets = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("sheets")
    with django_db_blocker.unblock(), cloned(migrated()) as name:
        with (
            connected_to(name),
            override_settings(MEDIA_ROOT=files),
            translation.override("en"),
            transaction.atomic(),
        ):
            found_installation(mode="demonstration")
            countries = make_countries()
            everybody = _everybody(countries["KHM"])
            world = make_world(everybody, countries["ZWE"], sheets)
        yield Scenario(name, files, everybody, world)


@pytest.fixture
def lived(scenario: Scenario, django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[Scenario]:
    """Use the scenario's database and a copy of its files; what the test writes is rolled back."""
    settings.MEDIA_ROOT = tmp_path / "files"
    shutil.copytree(scenario.files, settings.MEDIA_ROOT)
    with django_db_blocker.unblock(), rolled_back(scenario.database):
        yield copy.deepcopy(scenario)


@pytest.fixture
def everybody(lived: Scenario) -> dict[str, User | None]:
    """Everybody of the table, by their words there; the stranger is nobody."""
    return lived.everybody


@pytest.fixture
def world(lived: Scenario) -> World:
    """Zimbabwe with little that is public."""
    return lived.world
