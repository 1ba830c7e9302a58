"""The shipped data, loaded once a session; each test reads it inside a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.database import cloned


@pytest.fixture(scope="session")
def published_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A clone of the test database with reference data, published data and the demonstration portfolio."""
    from ilo_dc.portal.loading.loading import load_demonstration_portfolio, load_published_data

    original = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), cloned(original) as name:
        connection.settings_dict["NAME"] = name
        load_published_data(mode="demonstration")
        load_demonstration_portfolio()
        connections.close_all()
        connection.settings_dict["NAME"] = original
        yield name


@pytest.fixture
def published(published_database: str, django_db_blocker: Any) -> Iterator[None]:
    """Use the published database; what the test writes is rolled back."""
    original = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connections.close_all()
        connection.settings_dict["NAME"] = published_database
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = original
