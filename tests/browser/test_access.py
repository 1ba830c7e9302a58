"""Access, by kind, on every page: reflow at 320 pixels, targets, forced colours, what hides the focus.

One walk asks every page all of it, in one window for each reader; axe has no rule for these.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.conf import settings

from tests.browser.access import covered, lost_in_forced_colours, low, meeting, small, tables, wide
from tests.browser.conftest import reach
from tests.browser.test_pages import JUDGED, TURN

pytestmark = pytest.mark.browser
MATRIX = "/dwcps/civ-2024/alignment/"
PACIFIC = "/frameworks/cok-fsm-kir-mhl-niu-nru-plw-tkl-wsm/"


@pytest.fixture
def window(browser: Any, site: str, cookies_of: Any) -> Any:
    """Return a function that shows a page at 320 pixels: window(who, path, language)."""
    opened: dict[str, Any] = {}

    def show(who: str, path: str, language: str) -> Any:
        if who not in opened:
            context = browser.new_context(storage_state=cookies_of(who) if who else None)
            opened[who] = context.new_page()
        page = opened[who]
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
        page.set_viewport_size({"width": 320, "height": 800})
        reach(page, site, path)
        assert page.locator("html").get_attribute("lang") == language
        return page

    yield show
    for page in opened.values():
        page.context.close()


def test_every_page_reflows_and_can_be_hit_seen_and_followed(window: Any) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    painted = 0
    for who, path in JUDGED:
        for language in ("es", "fr", "en"):
            page = window(who, path, language)
            found[f"{path} is wider than 320, {language}"] += wide(page)
            found[f"{path} cuts tables at 320, {language}"] += tables(page)
            page.set_viewport_size({"width": 390, "height": 844})
            found[f"{path} cuts tables at 390, {language}"] += tables(page)
            page.set_viewport_size({"width": 320, "height": 800})
        found[f"{path} has small targets at 320"] += small(page)
        found[f"{path} has low targets at 320"] += low(page)
        found[f"{path} hides the focus at 320"] += covered(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        found[f"{path} has small targets at 1280"] += small(page)
        found[f"{path} hides the focus at 1280"] += covered(page)
        lost, drawn = lost_in_forced_colours(page)
        painted += drawn
        found[f"{path} loses in forced colours"] += lost
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate(TURN)
        found[f"{path} is wider than 390 from right to left"] += wide(page)
    assert {name: parts for name, parts in found.items() if parts} == {}
    assert painted > 500


LINES = """
() => [...new Set([...document.querySelectorAll(".site-nav > ul > li")]
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.height)
    .map((box) => Math.round(box.top)))]
"""


def test_the_longest_navigation_and_the_longest_mark_fit(window: Any) -> None:
    """Who sees most pages has most of the navigation; its words are longest in French."""
    found: dict[str, list[str]] = {}
    windows = (("pardev", "/work/"), ("field-civ", "/dwcps/"), ("admin", "/admin-area/"), ("donor-de", "/"))
    for who, path in windows:
        for language in ("es", "fr", "en"):
            page = window(who, path, language)
            for width in (1280, 1024):
                page.set_viewport_size({"width": width, "height": 800})
                found[f"{path} is wider than {width}, {language}"] = wide(page)
                lines = page.evaluate(LINES)
                found[f"{path} at {width}, {language}: lines"] = [] if len(lines) == 1 else [str(lines)]
    page = window("", PACIFIC, "fr")
    assert page.locator(".demo").first.is_visible()
    found[f"{PACIFIC} is wider than 320"] = wide(page)
    assert {name: parts for name, parts in found.items() if parts} == {}


def test_each_question_finds_what_it_asks_for(visit: Any) -> None:
    """Each question finds a fault that is made for it, else the walk would pass on anything."""
    page = visit("/frameworks/", width=320)
    page.evaluate("""() => document.querySelector('main').insertAdjacentHTML('afterbegin', `
        <div style="inline-size:400px">wide</div>
        <button style="inline-size:9px;block-size:9px;padding:0;border:0"></button><button
            style="inline-size:9px;block-size:9px;padding:0;border:0"></button>
        <i style="display:block;inline-size:20px;block-size:20px;background:red"></i>
        <svg width="20" height="20"><rect width="20" height="20" style="fill:#123"/></svg>
        <nav><a href="#a" aria-current="page">here</a> <a href="#b">there</a></nav>
        <a href="#c" id="below">below</a>
        <div style="position:fixed;inset:0;background:#fff;z-index:9"></div>`)""")
    page.evaluate("""() => document.querySelector('main').insertAdjacentHTML('beforeend', `
        <div style="inline-size:90px"><table style="inline-size:200px"><caption>Cut</caption></table></div>
        <table style="table-layout:fixed;inline-size:60px"><caption>Run</caption>
            <thead><tr><th style="white-space:nowrap">Couverture</th><th>x</th></tr></thead></table>`)""")
    page.add_style_tag(content="a[aria-current] { outline: 0 !important; border-color: Canvas !important }")
    assert any("wide" in one for one in wide(page))
    assert [one for one in tables(page) if one.startswith(("Cut", "Run"))] == [
        "Cut: 110 wider than its holder",
        "Run: the head “Couverture” runs over its cell",
    ]
    assert len(small(page)) >= 2
    assert len(low(page)) >= 2
    assert any("#c" in one for one in covered(page))
    lost, _drawn = lost_in_forced_colours(page)
    assert any("<i " in one for one in lost)
    assert any("<svg " in one for one in lost)
    assert any('href="#a"' in one for one in lost)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.add_style_tag(
        content=".site-nav summary { border-color: red !important }"
        " .drop > summary::after { forced-color-adjust: auto !important; background: #123 !important }"
    )
    lost, _drawn = lost_in_forced_colours(page)
    assert any(one.startswith("looks current: <summary>") for one in lost)
    assert any(one.startswith("::after of <summary>") for one in lost)


def test_the_tiles_of_countries_and_their_legend_tell_their_class_without_colours(visit: Any) -> None:
    page = visit("/countries/", forced_colors="active")
    frame = "one => { const s = getComputedStyle(one); return s.borderTopStyle + s.borderTopWidth }"
    shown = {}
    for band in ("high", "part", "low"):
        tiles = page.locator(f".tile-{band} > :is(a, .tile)").all()
        frames = {tile.evaluate(frame) for tile in (*tiles[:2], tiles[-1])}
        assert len(frames) == 1, "the legend looks as the tiles do"
        shown[band] = frames.pop()
    assert len(set(shown.values())) == 3


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_words_of_a_drawing_are_read_on_its_ground_in_forced_colours(visit: Any, scheme: str) -> None:
    page = visit("/", forced_colors="active", color_scheme=scheme)
    shown = page.evaluate("""() => [...document.querySelectorAll('.chart-body > svg, svg.bar')]
        .filter((one) => one.checkVisibility()).flatMap((one) => {
            const ground = getComputedStyle(one).backgroundColor;
            const words = [...one.querySelectorAll('text:not([fill="#FFFFFF"])')];
            return [[ground, '']].concat(words.map((text) => [ground, getComputedStyle(text).fill]));
        })""")
    black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
    ground, ink = (black, white) if scheme == "dark" else (white, black)
    assert {tuple(pair) for pair in shown} == {(ground, ""), (ground, ink)}


def test_nothing_lies_over_another_in_the_masthead_of_a_phone(window: Any) -> None:
    """The count of notices hides no person, and no word of the name runs into the tools."""
    found: dict[str, list[str]] = {}
    for language in ("es", "fr", "en"):
        for width in (320, 390):
            page = window("pardev", "/help/", language)
            page.set_viewport_size({"width": width, "height": 800})
            found[f"{language} {width}"] = meeting(page) + wide(page)
    assert {name: parts for name, parts in found.items() if parts} == {}


def test_a_phone_has_the_field_of_the_search_in_its_menu(visit: Any) -> None:
    page = visit("/", width=390, java_script_enabled=False)
    page.get_by_role("button", name="Menu").click()
    page.locator("#search-menu").fill("guinea")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?search=guinea")


def test_escape_closes_every_menu_and_gives_the_focus_back(window: Any) -> None:
    page = window("pardev", "/styleguide/", "en")
    page.set_viewport_size({"width": 1280, "height": 800})
    menus = page.locator("details:is(.drop, .pick)")
    assert menus.count() >= 3
    for menu in menus.all():
        if not menu.locator("summary").is_visible():
            continue
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert menu.evaluate("one => one.open && one.contains(document.activeElement)")
        page.keyboard.press("Escape")
        assert menu.evaluate("one => !one.open && one.firstElementChild === document.activeElement")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Menu").click()
    assert page.locator("#site-nav").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#site-nav").is_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_matrix_is_filled_a_row_at_a_time_by_keyboard_on_a_phone(visit: Any, script: bool) -> None:
    page = visit(MATRIX, who="field-civ", width=390, java_script_enabled=script)
    rows = page.locator(".matrix-rows > li > details")
    cells = page.locator(".matrix-rows select").count()
    assert rows.count() > 2
    assert cells > 20
    shown = page.locator("main :is(a, button, select, summary, input:not([type=hidden])):visible")
    assert shown.count() < rows.count() + 20
    first = rows.first.locator("summary").first
    first.focus()
    page.keyboard.press("Enter")
    select = rows.first.locator("select").first
    assert select.is_visible()
    page.keyboard.press("Tab")
    assert select.evaluate("one => one === document.activeElement")
    before = select.input_value()
    page.keyboard.press("ArrowDown" if before != "none" else "ArrowUp")
    changed = select.input_value()
    assert changed != before
    with page.expect_navigation():
        page.get_by_role("button", name="Save the changed cells").press("Enter")
    assert "Saved. Cells that changed: 1." in page.locator("main").inner_text()
    assert page.locator(f"[id='{select.get_attribute('id')}']").input_value() == changed
