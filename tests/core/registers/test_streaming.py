"""Exports: a failure is answered as one before the status is sent, and breaks the file off after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from structlog.testing import capture_logs

from ilo_dc.core.registers import exports
from ilo_dc.core.registers.exports import PIECE, csv_response


def rows(*, fails_at: int) -> Iterator[list[int]]:
    for number in range(fails_at):
        yield [number]
    raise OverflowError("date value out of range")


@pytest.mark.django_db
def test_what_fails_in_the_first_piece_is_no_file_at_all():
    with pytest.raises(OverflowError):
        csv_response("countries", ["number"], rows(fails_at=1))
    with pytest.raises(OverflowError):
        exports.xlsx_response("countries", ["number"], rows(fails_at=5 * PIECE))


@pytest.mark.django_db
def test_what_fails_later_breaks_the_file_off_and_is_logged():
    answer = csv_response("countries", ["number"], rows(fails_at=2 * PIECE + 10))
    assert answer.status_code == 200
    received = []
    with capture_logs() as logged, pytest.raises(OverflowError):
        received += answer.streaming_content
    assert [(line["event"], line["log_level"]) for line in logged] == [("export_broken_off", "error")]
    assert logged[0]["exc_info"]


@pytest.mark.django_db
def test_a_list_that_cannot_be_exported_answers_a_problem(client, countries, monkeypatch):
    def broken(_listing: object) -> Iterator[list[object]]:
        assert connection.connection is not None
        yield from rows(fails_at=0)

    client.raise_request_exception = False
    monkeypatch.setattr(exports, "register_rows", broken)
    for extension in ("csv", "xlsx"):
        answer = client.get("/api/v1/countries/", {"format": extension})
        assert answer.status_code == 500
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_whole_file_holds_every_line():
    lines = ([number] for number in range(3 * PIECE))
    pieces = list(csv_response("countries", ["number"], lines).streaming_content)
    text = b"".join(pieces).decode()
    assert text.splitlines() == ["number", *map(str, range(3 * PIECE))]
    assert len(pieces) == 4
