"""Rows that the database writes as JSON say what their serializer does; moments and addresses in lists."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver, reverse, set_script_prefix
from rest_framework import serializers
from rest_framework.request import Request

from funding.revenue.models import RevenueStatistic
from ilo_dc.core.registers.api.addresses import address_of
from ilo_dc.core.registers.api.renderers import JSONRenderer
from ilo_dc.core.registers.api.rows import ROW, utc_text, written
from ilo_dc.core.registers.register import read_listing
from tests.registers import lists_in

LISTS = lists_in(get_resolver("ilo_dc.api").url_patterns)
WRITTEN = [code for code, view in LISTS.items() if hasattr(view.serializer_class, "in_sql")]


@pytest.mark.parametrize("code", WRITTEN)
def test_the_database_writes_what_the_serializer_answers(published: None, code: str) -> None:
    listing = read_listing(LISTS[code].register, QueryDict("limit=1000"), user=AnonymousUser())
    request = Request(RequestFactory().get("/"))
    serializer: Any = LISTS[code].serializer_class(context={"request": request})
    rows = listing.page(written(serializer, listing.rows.model)).rows
    answers = [json.loads(row[ROW]) for row in rows]
    plain = JSONRenderer().render([serializer.to_representation(row) for row in listing.page().rows])
    assert answers == json.loads(plain) != []
    assert [list(answer) for answer in answers] == [list(serializer.fields)] * len(answers)


@pytest.mark.parametrize("code", WRITTEN)
def test_every_order_of_a_written_list_has_the_pages_of_its_rows(published: None, code: str) -> None:
    register, serializer = LISTS[code].register, LISTS[code].serializer_class(context={})
    for name in [*register.orderings, *(f"-{name}" for name in register.orderings)]:
        cursor = ""
        for _page in range(2):
            asked = QueryDict(f"limit=7&ordering={name}&cursor={cursor}")
            listing = read_listing(register, asked, user=AnonymousUser())
            written_page, page = listing.page(written(serializer, listing.rows.model)), listing.page()
            assert [row["pk"] for row in written_page.rows] == [row.pk for row in page.rows], name
            assert len(page.rows) == 7
            for ours, theirs in (
                (written_page.next_cursor, page.next_cursor),
                (written_page.previous_cursor, page.previous_cursor),
            ):
                assert ours.split(":")[0] == theirs.split(":")[0]  # behind it stands when it was signed
            cursor = page.next_cursor


def test_a_written_list_that_nothing_can_be_in_is_empty() -> None:
    serializer = LISTS["revenue-statistics"].serializer_class(context={})
    fetch = written(serializer, RevenueStatistic)
    assert fetch is not None
    assert fetch(RevenueStatistic.objects.none().values("pk"), ["pk"]) == []


def test_the_long_lists_are_written_by_the_database() -> None:
    assert {"framework-suboutputs", "revenue-statistics"} <= set(WRITTEN)


class Made(serializers.Serializer[Any]):
    """A field that is no column, of which nothing says how the database writes it."""

    made = serializers.SerializerMethodField()

    def in_sql(self) -> dict[str, Any]:
        """Say nothing of it."""
        return {}


def test_a_field_that_nothing_says_how_to_write_is_refused() -> None:
    with pytest.raises(TypeError, match="made"):
        written(Made(), RevenueStatistic)


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
