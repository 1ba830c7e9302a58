"""The day of a field office (J2): a phone, French, a slow line; by keyboard and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import sign_in, violations

pytestmark = pytest.mark.browser

PROGRAMME = "/dwcps/civ-2024/"
LARGEST = 60_000  # bytes of a page as it travels
SENTENCE = "Deux cents jeunes ont trouvé un emploi décent à Bouaké."
NOTE = "Précisez combien de femmes."


class Reader:
    """Somebody at a phone of 390 pixels; every page is weighed as it is opened."""

    def __init__(self, browser: Any, site: str, who: str, *, script: bool) -> None:
        self.site = site
        self.context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=script, locale="fr"
        )
        self.page = self.context.new_page()
        self.weighed: list[tuple[str, int]] = []
        sign_in(self.page, site, who)
        self.context.add_cookies([{"name": "django_language", "value": "fr", "url": site}])
        self.page.on("response", self.weigh)

    def weigh(self, response: Any) -> None:
        if response.request.resource_type == "document" and response.status != 302:
            self.weighed.append((response.url, response.request.sizes()["responseBodySize"]))

    def open(self, path: str) -> None:
        assert self.page.goto(f"{self.site}{path}").status == 200
        assert self.page.locator("html").get_attribute("lang") == "fr"

    def follow(self, selector: str) -> None:
        """Press Enter on a link or a button, as a keyboard does, and wait for the page behind it."""
        one = self.page.locator(selector).first
        one.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"select[name={name}]").select_option(value)

    def updates(self, **query: str) -> list[dict[str, Any]]:
        answer = self.page.request.get(
            f"{self.site}/api/v1/outcome-updates/", params={"programme": "civ-2024", **query}
        )
        return list(answer.json()["results"])

    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture
def reader(browser: Any, site: str) -> Iterator[Any]:
    """Return a function that lets somebody in: reader("field-civ", script=False)."""
    let_in: list[Reader] = []

    def do(who: str, *, script: bool) -> Reader:
        let_in.append(Reader(browser, site, who, script=script))
        return let_in[-1]

    yield do
    for one in let_in:
        one.context.close()


def first_missing(field: Reader) -> str:
    """Open the country and its programme; return the address of an update that nobody has begun."""
    field.open("/countries/CIV/")
    field.follow(f'a[href="{PROGRAMME}"]')
    begun = {f"/dwcps/outcomes/{one['outcome']}/updates/{one['period']}/" for one in field.updates()}
    ways = field.page.locator('a[href*="/updates/20"]').evaluate_all(
        "links => links.map(one => one.getAttribute('href'))"
    )
    return next(way for way in ways if way not in begun)


def test_an_update_is_written_returned_mended_and_accepted_without_a_script(reader: Any) -> None:
    field = reader("field-civ", script=False)
    way = first_missing(field)
    outcome, period = re.fullmatch(r"/dwcps/outcomes/(\d+)/updates/(.+)/", way).groups()  # type: ignore[union-attr]

    def mine() -> list[dict[str, Any]]:
        return [one for one in field.updates(period=period) if one["outcome"] == int(outcome)]

    field.follow(f'a[href="{way}"]')
    field.type("narrative", SENTENCE[:20])
    field.follow('button[value="draft"]')
    assert [one["state"] for one in mine()] == ["draft"]
    assert field.page.input_value("[name=narrative]") == SENTENCE[:20]

    # The next day: the way leads back to the draft.
    field.open(way)
    assert field.page.url.endswith("/edit/")
    field.type("narrative", SENTENCE)
    field.choose("progress", "on_track")
    field.page.locator("[name=workers]").focus()
    field.page.keyboard.press("Space")
    field.page.locator("[name=workers_on]").fill("2026-05-20")
    sent: list[Any] = []
    field.page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    field.follow('button[value="submit"]')
    assert [one["state"] for one in mine()] == ["submitted"]
    # The line broke before the answer: the very same form is sent once more.
    again = field.page.request.post(
        sent[-1].url,
        data=sent[-1].post_data,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": field.page.url},
    )
    assert again.ok
    assert [one["version"] for one in mine()] == [3]

    number = mine()[0]["id"]
    region = reader("regional-africa", script=False)
    region.open("/work/")
    region.open(f"/dwcps/updates/{number}/review/")
    assert SENTENCE in region.page.content()
    region.type("note", NOTE)
    region.follow('button[value="return"]')
    assert [one["state"] for one in mine()] == ["returned"]

    field.open("/work/")
    field.follow(f'a[href="/dwcps/updates/{number}/"]')
    assert NOTE in field.page.content()
    field.follow(f'a[href="/dwcps/updates/{number}/edit/"]')
    field.type("narrative", f"{SENTENCE} Cent sont des femmes.")
    field.follow('button[value="submit"]')
    region.open(f"/dwcps/updates/{number}/review/")
    region.follow('button[value="accept"]')
    assert [one["state"] for one in mine()] == ["accepted"]

    field.open(f"/dwcps/updates/{number}/")
    told = field.page.locator("#changes").inner_text()
    for said in (
        "Demo field officer, Abidjan",
        "Demo regional officer, Africa",
        NOTE,
        "Cent sont des femmes",
    ):
        assert said in told
    assert field.weighed
    assert [one for one in (*field.weighed, *region.weighed) if one[1] > LARGEST] == []


def test_the_line_is_cut_in_mid_sentence_and_nothing_is_lost(reader: Any) -> None:
    field = reader("field-civ", script=True)
    way = first_missing(field)
    field.open(way)
    assert field.width() <= 390
    words = field.page.locator("[name=narrative]")
    words.press_sequentially(SENTENCE[:30])
    field.context.set_offline(True)
    words.press_sequentially(SENTENCE[30:])
    field.page.locator('button[value="draft"]').press("Enter")
    field.page.locator("[data-draft-state] .notice-bad").wait_for()
    assert field.page.input_value("[name=narrative]") == SENTENCE
    field.context.set_offline(False)
    field.page.reload()
    assert field.page.input_value("[name=narrative]") == SENTENCE
    with field.page.expect_navigation():
        field.page.locator('button[value="draft"]').press("Enter")
    assert field.page.url.endswith("/edit/")
    assert field.page.input_value("[name=narrative]") == SENTENCE
    kept = "() => Object.keys(localStorage).filter((name) => name.startsWith('draft:'))"
    assert field.page.evaluate(kept) == []


def test_the_pages_of_updates_have_no_barrier(visit: Any) -> None:
    page = visit("/dwcps/updates/?country=CIV", who="regional-africa", width=390)
    assert violations(page) == []
    site = page.url.split("/dwcps")[0]
    rows = page.request.get(f"{site}/api/v1/outcome-updates/?region=africa&state=submitted").json()
    submitted = rows["results"][0]
    for path in (
        submitted["page"],
        f"{submitted['page']}review/",
        f"/dwcps/outcomes/{submitted['outcome']}/updates/",
    ):
        page.goto(f"{site}{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    form = visit("/dwcps/civ-2024/", who="field-civ", width=390)
    assert violations(form) == []
    way = form.locator('a[href*="/updates/20"]').first.get_attribute("href")
    form.goto(f"{site}{way}")
    assert violations(form) == []
    assert form.evaluate("document.documentElement.scrollWidth") <= 390
