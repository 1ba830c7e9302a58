"""What every test may use: an installation, the cast of people, work done at once."""

from __future__ import annotations

import gc

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation

from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.runs import queue
from tests.database import committing, copied, dropped, migrated  # noqa: F401  (one is a fixture)
from tests.people import *  # noqa: F403  (the cast are fixtures)
from tests.published import published, published_database  # noqa: F401  (fixtures)
from tests.recipes.uploads import kept_files, places, upload  # noqa: F401  (fixtures)
from tests.scenario import everybody, lived, scenario, world  # noqa: F401  (fixtures)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Make the test database for every selection of tests, by copying one that is migrated already.

    pytest-django makes none when the selected tests only clone it (`committing`).
    """
    original = connection.settings_dict["NAME"]
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        copied(migrated(), name)
        connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"] = original
        dropped(name)


def pytest_addoption(parser):
    """Let `make shots` name the folder that pictures of the pages go to."""
    parser.addoption("--shots", default="", help="folder for pictures of every page")


def pytest_collection_finish():
    """Let the collector of garbage pass over the code that is loaded by now, which is never garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords():
    """Hash passwords fast, for the cast has fourteen."""
    with override_settings(
        PASSWORD_HASHERS=[
            "django.contrib.auth.hashers.MD5PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of a database that was filled before
        ]
    ):
        yield


@pytest.fixture(autouse=True)
def _alone(settings):
    """Keep tests from each other's cache, broken broker and language."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    queue.breaker.succeeded()
    translation.activate("en")  # a request leaves its language behind


@pytest.fixture(autouse=True, scope="session")
def _no_broker():
    """Keep tests from a broker that a running portal listens to."""
    current_app.conf.update(broker_url="memory://", broker_read_url=None, broker_write_url=None)


@pytest.fixture
def installation(db):
    """A demonstration installation."""
    return found_installation(mode="demonstration")


@pytest.fixture
def work_off(django_capture_on_commit_callbacks):
    """Do everything that waits, as a worker would, and return the runs that were done."""
    from ilo_dc.core.models import Run

    current_app.loader.import_default_modules()  # as a worker does when it starts

    def do() -> list[Run]:
        done = []
        while run := Run.objects.filter(state="pending").order_by("pk").first():
            with django_capture_on_commit_callbacks(execute=True):
                current_app.tasks[run.task].apply(kwargs={"run_id": run.pk})
            run.refresh_from_db()
            done.append(run)
        return done

    return do
