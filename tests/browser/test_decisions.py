"""A region decides on what awaits it, by keyboard: keystrokes and seconds are printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from time import monotonic
from typing import Any

import pytest
from django.db import transaction

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import User
from portfolio.models import OutcomeUpdate
from portfolio.updates.actions.outcome_updates import UpdateText, edit_update
from portfolio.updates.actions.update_steps import record_step
from portfolio.updates.policies import updates_decided_by
from tests.browser.access import small
from tests.browser.conftest import NARROW, violations
from tests.browser.test_forms import is_in_sight

pytestmark = pytest.mark.browser

ROUND = 19
MOST_KEYS = 4  # a decision: to the note, to the button, press it; one more where evidence is attached


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there; on the way nothing is covered."""
        for _time in range(MOST_KEYS):
            self.press("Tab")
            assert is_in_sight(self.page)
            if self.page.evaluate("(where) => document.activeElement.matches(where)", selector):
                return
        raise AssertionError(f"{selector} is not reached")

    def follow(self) -> None:
        with self.page.expect_navigation():
            self.press("Enter")


def _corrected(update: OutcomeUpdate) -> UpdateText:
    """Return what an update says, with a word more."""
    said = {one.name: getattr(update, one.name) for one in fields(UpdateText) if one.name != "values"}
    return UpdateText(**{**said, "narrative": f"{update.narrative} Corrigé."})


@pytest.fixture
def awaiting(site: str) -> Iterator[list[int]]:
    """Let nineteen updates of Africa await a decision; afterwards let them await it again."""
    region, field = (User.objects.get(username=name) for name in ("regional-africa", "field-civ"))
    returned = OutcomeUpdate.objects.filter(state="returned", outcome__programme__country="CIV").exclude(
        narrative=""
    )
    for update in returned.order_by("pk"):
        if updates_decided_by(region).count() < ROUND:
            edit_update(
                by=field, update=update, lock_version=update.version, text=_corrected(update), submit=True
            )
    numbers = list(updates_decided_by(region).values_list("pk", flat=True))
    yield numbers
    undecided = {"state": "submitted", "decided_by": None, "decided_at": None, "note": ""}
    with transaction.atomic(), recording(by=None, reason="A test is over"):
        for update in OutcomeUpdate.objects.filter(pk__in=numbers).exclude(state="submitted"):
            OutcomeUpdate.objects.filter(pk=update.pk).update(**undecided)
            record_step(OutcomeUpdate.objects.get(pk=update.pk))


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_return_without_a_note_shows_its_error_focused(
    visit: Callable[..., Any], awaiting: list[int], script: bool
) -> None:
    address = f"/dwcps/updates/{awaiting[0]}/review/"
    page = visit(address, who="regional-africa", java_script_enabled=script)
    with page.expect_navigation():
        page.locator("button[value=return]").press("Enter")
    assert page.title().startswith("Error: ")
    summary = page.locator("main > :first-child #problems")
    assert summary.evaluate("one => one === document.activeElement")
    assert summary.locator("a").get_attribute("href") == "#id_note"
    described = page.locator("[name=note]").get_attribute("aria-describedby")
    assert described == "id_note_helptext id_note_error id_note_count"
    if script:
        summary.locator("a").press("Enter")
        assert page.evaluate("document.activeElement.name") == "note"
        assert is_in_sight(page)
        assert page.url.endswith("#id_note")
        page.goto("about:blank")
        page.go_back()
        assert not page.title().startswith("Error: ")


@pytest.mark.parametrize("width", [1280, 390])
def test_after_a_refused_return_the_next_one_opens_at_its_top(
    visit: Callable[..., Any], awaiting: list[int], width: int
) -> None:
    page = visit(f"/dwcps/updates/{awaiting[0]}/review/", who="regional-africa", width=width)
    with page.expect_navigation():
        page.locator("button[value=return]").press("Enter")
    page.locator("#problems a").press("Enter")
    page.locator("[name=note]").fill("Which offices are these?")
    with page.expect_navigation():
        page.locator("button[value=return]").press("Enter")
    assert page.url.endswith(f"/dwcps/updates/{awaiting[1]}/review/?decided=1")
    assert page.evaluate("document.activeElement.id") == "asked"
    for one in ("h1", ".messages", "#asked"):  # what was decided and what is asked next are in sight
        box = page.locator(one).bounding_box()
        assert box["y"] >= 0, one
        assert box["y"] + box["height"] <= page.viewport_size["height"], one


def test_what_was_typed_into_a_refused_form_outlives_a_reload(
    visit: Callable[..., Any], awaiting: list[int]
) -> None:
    page = visit(f"/dwcps/updates/{awaiting[2]}/review/", who="regional-africa")
    page.locator("[name=note]").fill("Which offices are these? " * 60)
    page.locator("[data-draft-said]:not([hidden])").wait_for()
    with page.expect_navigation():
        page.locator("button[value=return]").press("Enter")
    assert page.locator("#problems").is_visible()
    page.reload()
    assert page.locator("#problems").count() == 0
    assert page.input_value("[name=note]").startswith("Which offices are these? Which")
    page.locator("[data-draft-discard]").press("Enter")
    assert page.input_value("[name=note]") == ""


def test_the_page_of_a_decision_has_no_barrier(visit: Callable[..., Any], awaiting: list[int]) -> None:
    page = visit(f"/dwcps/updates/{awaiting[0]}/review/", who="regional-africa")
    for width, rules in ((1280, ()), (390, NARROW), (320, NARROW)):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page, rules=rules) == []
        assert small(page) == []


def test_a_region_clears_nineteen_updates_by_keyboard(
    visit: Callable[..., Any], awaiting: list[int], capsys: Any
) -> None:
    assert len(awaiting) == ROUND
    page = visit("/work/", who="regional-africa")
    page.locator(f'a[href="/dwcps/updates/{awaiting[0]}/review/"]').focus()
    keys, began = Keyboard(page), monotonic()
    keys.follow()
    for number in range(1, ROUND + 1):
        assert page.evaluate("document.activeElement.id") == "asked"
        assert page.locator(".section-head p").inner_text() == f"{number} of {ROUND}"
        keys.reach("button[value=accept]")
        keys.follow()
        assert "The update was accepted" in page.locator(".messages").inner_text()
    with capsys.disabled():
        took = f"{keys.count} keystrokes, {monotonic() - began:.1f} seconds"
        sys.stdout.write(f"\n{ROUND} updates accepted: {took}\n")
    assert f"you took {ROUND}" in page.locator(".messages").inner_text()
    assert keys.count <= MOST_KEYS * ROUND + 1
    assert set(OutcomeUpdate.objects.filter(pk__in=awaiting).values_list("state", flat=True)) == {"accepted"}
