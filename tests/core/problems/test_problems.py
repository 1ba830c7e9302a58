"""What a request meets when the portal itself is in trouble: never a bare failure."""

import pytest
from django.db import OperationalError
from django.test import Client

from ilo_dc.core.facts import moments


@pytest.fixture
def visitor():
    """A client that sees what a browser sees where the portal fails."""
    return Client(raise_request_exception=False)


@pytest.fixture
def lost_database(db, monkeypatch):
    """A database that ends each connection."""

    def fail():
        raise OperationalError("terminating connection due to unexpected postmaster exit")

    monkeypatch.setattr(moments, "settled_moment", fail)


@pytest.mark.parametrize("path", ["/", "/gaps/", "/api/v1/figures/?measure=framework_gap"])
def test_it_says_that_the_database_is_lost_and_when_to_come_back(visitor, lost_database, path):
    answer = visitor.get(path)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert b"postmaster" not in answer.content
    if path.startswith("/api/"):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == 503


def test_a_programming_error_is_told_apart(visitor, db, monkeypatch):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(moments, "settled_moment", fail)
    assert visitor.get("/").status_code == 500
