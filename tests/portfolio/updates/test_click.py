"""One click, from the form to the commit: what runs is what `docs/how-to/follow-one-click.md` tells."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.people import signed_in
from tests.recipes import updates

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "how-to" / "follow-one-click.md"
STEPS = re.findall(r"^\| `([\w/]+\.py)` \| `([\w.]+)` \|", PAGE.read_text(), re.MULTILINE)


@pytest.fixture
def submitted(field_officer, regional_officer, countries):
    """An update of Zimbabwe that awaits a decision."""
    outcome = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    return updates.submitted(field_officer, outcome)


@contextmanager
def followed():
    """Collect the project's functions as they are called: file and name."""
    calls: list[tuple[str, str]] = []

    def note(frame, event, _argument):
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            calls.append((str(path.relative_to(ROOT)), frame.f_code.co_qualname))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def test_a_click_runs_what_the_page_tells_in_that_order(
    client, regional_officer, submitted, django_capture_on_commit_callbacks
):
    signed_in(regional_officer, client)
    sent = {"version": submitted.version, "do": "accept", "once": "one-click"}
    with followed() as calls, django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/dwcps/updates/{submitted.pk}/review/", sent)
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.state) == (302, "accepted")
    assert len(STEPS) > 15
    left = iter(calls)
    assert [step for step in STEPS if step not in left] == []
