"""Forms at a desk and on a phone: long texts are kept, the bar stays in sight and covers nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.access import small
from tests.browser.conftest import NARROW, violations

pytestmark = pytest.mark.browser

PASTED = "Deux cents jeunes ont trouvé un emploi décent à Bouaké. " * 40
LONG = 1800
SEEN = """
() => {
  const one = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector('.action-bar');
  const covers = bar && !bar.contains(document.activeElement);
  return one.top < (covers ? bar.getBoundingClientRect().top : innerHeight);
}
"""


def is_in_sight(page: Any) -> bool:
    """Return whether what has the focus is not covered by the bar with the buttons (WCAG 2.4.11)."""
    return bool(page.evaluate(SEEN))


def first_update(page: Any) -> str:
    """Return the address of an update of Côte d'Ivoire that nobody has begun."""
    ways = page.locator('a[href*="/updates/20"]').evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    return str(ways[-1])


@pytest.mark.parametrize("width", [1280, 390])
def test_eighteen_hundred_pasted_characters_are_kept_counted_and_refused(
    visit: Callable[..., Any], site: str, width: int
) -> None:
    page = visit("/dwcps/civ-2024/", who="field-civ", width=width)
    page.goto(f"{site}{first_update(page)}")
    words = page.locator("[name=narrative]")
    words.focus()
    page.keyboard.insert_text(PASTED[:LONG])
    page.get_by_text("1,800 of 1,500 characters: shorten the text by 300.").wait_for()
    assert len(words.input_value()) == LONG
    said = page.locator("[data-draft-said]")
    page.get_by_text("Saved on this device").wait_for()
    assert said.bounding_box()["y"] < 900
    with page.expect_navigation():
        page.locator("button[value=draft]").press("Enter")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.id") == "problems"
    assert "Shorten it to 1,500 characters; it has 1,800 now." in page.locator("#problems").inner_text()
    assert len(words.input_value()) == LONG
    problems = page.locator(".action-bar .bar-problems")
    assert problems.bounding_box()["y"] < 900
    assert violations(page, rules=() if width > 390 else NARROW) == []
    assert small(page) == []
    hidden = (
        "() => [...document.querySelectorAll('[hidden]')].filter((one) => one.getClientRects().length).length"
    )
    assert page.evaluate(hidden) == 0
    page.locator("#problems a").press("Enter")
    assert page.evaluate("document.activeElement.name") == "narrative"


def test_no_control_of_a_form_is_covered_by_its_bar(visit: Callable[..., Any], site: str) -> None:
    page = visit("/dwcps/civ-2024/", who="field-civ", width=390)
    page.goto(f"{site}{first_update(page)}")
    page.locator("[name=narrative]").press_sequentially("Deux")
    page.get_by_text("Saved on this device").wait_for()
    page.locator("[name=progress]").focus()
    walked = []
    for _time in range(25):
        page.keyboard.press("Tab")
        assert is_in_sight(page), page.evaluate("document.activeElement.outerHTML")
        walked.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        if walked[-1] == "do":
            break
    assert walked[-1] == "do"
    assert {"narrative", "language", "workers", "workers_on"} <= set(walked)
    fields = [page.locator(f".field:has([name={name}])") for name in ("workers", "workers_on")]
    tick, day = (one.bounding_box() for one in fields)
    assert abs(tick["y"] - day["y"]) < 2  # side by side on a phone, too
    assert tick["x"] + tick["width"] <= day["x"]


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_country_is_typed(visit: Callable[..., Any], script: bool) -> None:
    page = visit("/admin-area/organisations/new/", who="admin", java_script_enabled=script)
    page.fill("[name=name_en]", "A body of the tests")
    page.fill("[name=country]", "guine")
    with page.expect_navigation():
        page.locator(".action-bar button").press("Enter")
    told = page.locator("#problems").inner_text()
    assert "Guinea (GIN)" in told
    assert "Guinea-Bissau (GNB)" in told
    assert page.input_value("[name=country]") == "guine"
    assert page.locator("#id_country_list option").count() > 150
