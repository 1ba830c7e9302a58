"""Moments in an address: read in UTC, and refused with a reason where the calendar ends."""

from __future__ import annotations

import pytest

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import read_moment, write_moment

BEYOND = ["9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"]
NAMES = ["as_of", "updated_since"]


def test_a_date_means_before_the_next_midnight() -> None:
    assert write_moment(read_moment("2022-09-15")) == "2022-09-15T23:59:59.999999Z"
    assert write_moment(read_moment("2022-09-15T01:00:00 02:00")) == "2022-09-14T23:00:00.000000Z"


@pytest.mark.parametrize("text", [*BEYOND, "2022-02-30", "2022-02-05T14:30:00", "soon", ""])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UnableToRead, match=r"is not a date|year"):
        read_moment(text)


@pytest.mark.django_db
@pytest.mark.parametrize("text", BEYOND)
@pytest.mark.parametrize("name", NAMES)
def test_a_moment_outside_the_calendar_is_refused_on_page_and_api(client, installation, name, text) -> None:
    asked = {name: text}
    assert client.get("/dwcps/", asked).status_code == 400
    answer = client.get("/api/v1/country-programmes/", asked)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
