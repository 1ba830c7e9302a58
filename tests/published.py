"""The shipped data, loaded once; each test reads it inside a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from ilo_dc.core.installation.owner import as_owner
from ilo_dc.embedded import demo, installation, paths
from tests.database import cloned, migrated, rolled_back, template


@pytest.fixture(scope="session")
def published_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the database with reference data, published data and the demonstration portfolio."""
    with django_db_blocker.unblock():
        empty = migrated()
        original = template("published", f"{empty} {_made_from()}", _load, original=empty)
        with cloned(original) as name:
            yield name


def _made_from() -> str:
    """Return what the loaded rows follow from: the code, its data, and the day on which stories end."""
    files = demo.what_is_loaded(paths.portal_home())
    return f"{installation.digest_of(files)} {timezone.now().date()}"


def _load() -> None:
    from ilo_dc.portal.loading.loading import (  # it asks for settings that fixtures set
        load_demonstration_portfolio,
        load_published_data,
    )

    load_published_data(mode="demonstration")
    load_demonstration_portfolio()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # now, for the server might do it in the midst of a test


@pytest.fixture
def published(published_database: str, django_db_blocker: Any) -> Iterator[None]:
    """Use the published database; what the test writes is rolled back."""
    with django_db_blocker.unblock(), rolled_back(published_database):
        yield
