"""Answers made in one pass say what the framework's own loop says, field for field."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver, reverse, set_script_prefix
from rest_framework import serializers
from rest_framework.request import Request

from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.shaping import shaped, utc_text
from ilo_dc.core.registers.register import read_listing
from tests.registers import lists_in

ROWS = 60


LISTS = lists_in(get_resolver("ilo_dc.api").url_patterns)
each_list = pytest.mark.parametrize("code", LISTS)


def rows_of(code: str) -> list[Any]:
    listing = read_listing(LISTS[code].register, QueryDict(), user=AnonymousUser())
    return list(listing.ordered()[:ROWS])


@each_list
def test_a_list_answers_what_its_serializer_answers(published: None, code: str) -> None:
    request = Request(RequestFactory().get("/"))
    request.user = AnonymousUser()
    serializer: Any = LISTS[code].serializer_class(context={"request": request})
    rows = rows_of(code)
    assert shaped(serializer, rows) == [dict(serializer.to_representation(row)) for row in rows]


class Part(serializers.Serializer[Any]):
    day = serializers.DateField()


class Whole(serializers.Serializer[Any]):
    """A field of each kind that is read in a way of its own."""

    text = serializers.CharField()
    inner = serializers.CharField(source="part.text", default="nothing there")
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    moment = serializers.DateTimeField()
    day = serializers.DateField(allow_null=True)
    sure = serializers.BooleanField()
    number = serializers.IntegerField()
    called = serializers.CharField()
    parts = Part(many=True)
    part = Part(allow_null=True)
    absent = serializers.CharField(read_only=True)
    made = serializers.SerializerMethodField()

    def get_made(self, row: Any) -> str:
        """Return something of the row."""
        return f"made of {row.text}"


def row(**values: Any) -> SimpleNamespace:
    whole = {
        "text": "words",
        "part": SimpleNamespace(day=date(2026, 2, 5), text="inside"),
        "amount": Decimal("1234.5"),
        "moment": datetime(2026, 2, 5, 14, 30, tzinfo=timezone(timedelta(hours=2))),
        "day": None,
        "sure": True,
        "number": 7,
        "called": lambda: "answered",
        "parts": [SimpleNamespace(day=date(2026, 2, 5))],
        "absent": "here",
    }
    return SimpleNamespace(**{**whole, **values})


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"part": None},
        {"amount": Decimal("0.005")},
        {"amount": Decimal("0.015")},
        {"amount": None},
        {"text": 12, "number": "8", "sure": 1},
        {"parts": []},
    ],
    ids=str,
)
def test_a_row_is_shaped_as_the_framework_shapes_it(values: dict[str, Any]) -> None:
    serializer = Whole()
    assert shaped(serializer, [row(**values)]) == [dict(serializer.to_representation(row(**values)))]


def test_a_field_that_a_row_lacks_is_left_out() -> None:
    lacking = row()
    del lacking.absent
    [answer] = shaped(Whole(), [lacking])
    assert "absent" not in answer
    assert answer["made"] == "made of words"


def test_a_moment_is_written_in_utc_to_the_microsecond() -> None:
    moment = datetime(2026, 2, 5, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    assert utc_text(moment) == "2026-02-05T12:30:00.000000Z"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("api:country-programmes-detail", (12,)),
        ("api:outcome-milestone", (3, 45)),
        ("programme", ("civ-2023",)),
        ("results:framework", ("SDG-2030",)),
    ],
)
def test_an_address_is_the_one_that_its_pattern_makes(name: str, keys: tuple[Any, ...]) -> None:
    assert address_of(name, *keys) == reverse(name, args=keys)
    set_script_prefix("/portal/")
    try:
        assert address_of(name, *keys) == reverse(name, args=keys)
    finally:
        set_script_prefix("/")
