"""What a request meets when the portal itself is in trouble: never a bare failure."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import get_resolver
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as ShapeError
from rest_framework.request import Request

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts import moments
from ilo_dc.core.problems.problem_json import problem_handler
from tests.people import signed_in


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


def test_a_programming_error_is_with_distinct_names(visitor, db, monkeypatch):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(moments, "settled_moment", fail)
    assert visitor.get("/").status_code == 500


def told_of(error: Exception) -> dict[str, Any]:
    answer = problem_handler(error, {})
    assert answer is not None
    return dict(answer.data)


def test_a_value_within_a_field_is_named_by_the_way_to_it():
    errors = {
        "values": [{}, {"value": ["A number."], "deep": {"er": ["Words."]}}],
        "targets": {2: ["Unknown."]},
        "plain": ["One.", "Two."],
        "pair": {"non_field_errors": ["Both."]},
    }
    assert told_of(ShapeError(errors))["errors"] == {
        "values/1/value": ["A number."],
        "values/1/deep/er": ["Words."],
        "targets/2": ["Unknown."],
        "plain": ["One.", "Two."],
        "pair": ["Both."],
    }


def test_what_concerns_no_single_field_is_said_in_the_detail():
    refused = UnableToAct.from_validation(
        ValidationError({"__all__": ["Ends before it starts."], "a": ["b"]})
    )
    body = told_of(refused)
    assert body["detail"] == "Some entries need your attention. Ends before it starts."
    assert body["errors"] == {"a": ["b"]}
    body = told_of(ShapeError({"non_field_errors": ["Send one of both."]}))
    assert body["detail"].endswith("Send one of both.")
    assert "errors" not in body


def inputs_in(patterns: Any) -> Iterator[type[serializers.Serializer[Any]]]:
    """Yield the shapes of every write of the API."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from inputs_in(pattern.url_patterns)
        elif shape := getattr(getattr(pattern.callback, "view_class", None), "input_class", None):
            yield shape


def test_every_write_names_a_wrong_value_however_deep(db):
    request = Request(RequestFactory().get("/"))
    request.user = AnonymousUser()
    nested = set()
    for shape in set(inputs_in(get_resolver("ilo_dc.api").url_patterns)):
        for name, field in shape(context={"request": request}).fields.items():
            if not isinstance(getattr(field, "child", None), serializers.Serializer):
                continue
            nested.add((shape.__name__, name))
            inner = {one: [] for one in field.child.fields}  # a list is no value of any of them
            sent = shape(data={name: [inner]}, context={"request": request}, partial=True)
            assert not sent.is_valid()
            told = told_of(ShapeError(sent.errors))["errors"]
            places = [place for place in told if place.startswith(f"{name}/0/")]
            assert places, (shape, told)
            assert all(
                type(text) is str and "ErrorDetail" not in text for place in told for text in told[place]
            )
    assert len(nested) >= 5


def test_a_title_has_no_gaps(client):
    for answer in (client.delete("/api/v1/countries/"), client.post("/api/v1/imports/", "x", "text/plain")):
        assert answer.status_code in {401, 405, 415}
        assert "{" not in answer.json()["title"]


# --- Where a refused page leads --------------------------------------------------------------------------


def test_a_page_that_is_refused_leads_on_to_what_the_reader_may_open(german_donor, client):
    refused = signed_in(german_donor).get("/imports/new/")
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "Open this page without its parameters" not in page
    assert re.search(r'<a class="btn btn-2" href="/work/">My work</a>', page)
    unknown = client.get("/?utm_source=x")
    assert unknown.status_code == 400
    assert (
        '<a class="btn btn-2" href="/">Open this page without its parameters</a>' in unknown.content.decode()
    )
