"""The day of a field office (J2): a phone, French, a slow line; by keyboard and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import sign_in, violations

pytestmark = pytest.mark.browser

PROGRAMME = "/dwcps/civ-2024/"
LARGEST = 60_000  # bytes of a page as it travels
SENTENCE = "Deux cents jeunes ont trouvé un emploi décent à Bouaké."
NOTE = "Précisez combien de femmes."
PASTED = f"{SENTENCE} " * 40
PASTED = f"{PASTED[:1799]}."


class Reader:
    """Somebody at a phone of 390 pixels; every page is weighed as it is opened."""

    def __init__(self, browser: Any, site: str, who: str, *, script: bool) -> None:
        self.site = site
        self.context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=script, locale="en-GB"
        )
        self.page = self.context.new_page()
        self.weighed: list[tuple[str, int]] = []
        self.page.on("response", self.weigh)
        sign_in(self.page, site, who, language="")  # the account says it, not a cookie

    def weigh(self, response: Any) -> None:
        if response.request.resource_type == "document" and response.status != 302:
            self.weighed.append((response.url, response.request.sizes()["responseBodySize"]))

    def open(self, path: str) -> None:
        assert self.page.goto(f"{self.site}{path}").status == 200
        self.is_in_french()

    def is_in_french(self) -> None:
        """See that the page is in the language of the account, which is not that of the browser."""
        assert self.page.locator("html").get_attribute("lang") == "fr", self.page.url

    def follow(self, selector: str) -> None:
        """Press Enter on a link or a button, as a keyboard does, and wait for the page behind it."""
        one = self.page.locator(selector).first
        one.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.is_in_french()

    def type(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """Walk down a list with the arrow until the value is chosen."""
        chosen = self.page.locator(f"select[name={name}]")
        chosen.focus()
        for _option in range(10):
            if chosen.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} offers no {value}")

    def type_day(self, name: str, year: int, month: int, day: int) -> None:
        """Type a day into the parts of a date as the browser orders them, then see that it stands there."""
        box = self.page.locator(f"[name={name}]")
        for typed in (f"{month:02}{day:02}{year}", f"{day:02}{month:02}{year}"):
            box.focus()
            self.page.keyboard.type(typed)
            box.blur()
            if box.input_value() == f"{year}-{month:02}-{day:02}":
                return
        raise AssertionError(f"{name} holds {box.input_value()}")

    def tick(self, name: str) -> None:
        self.page.locator(f"[name={name}]").focus()
        self.page.keyboard.press("Space")

    def send_into_the_void(self, selector: str) -> None:
        """Press a button while nobody answers: the browser shows a page of its own."""
        self.page.locator(selector).first.focus()
        with pytest.raises(Error, match="net::ERR"), self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(1000)  # until the browser's own page stands there: it sends no event

    def send_and_hear_nothing(self, selector: str) -> None:
        """Press a button; the form arrives, and the line breaks before the answer comes back."""

        def break_off(route: Any) -> None:
            if route.request.method == "POST":
                assert route.fetch(max_redirects=0).status == 302
                route.abort("connectionreset")
            else:
                route.continue_()

        self.page.route("**/*", break_off)
        self.send_into_the_void(selector)
        self.page.unroute("**/*")

    def reload(self) -> None:
        """Reload as F5 does: a form whose answer never came is sent once more."""
        self.page.reload()
        assert self.page.url.startswith(self.site)
        self.is_in_french()

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


def test_an_update_is_written_returned_mended_and_accepted_without_a_script(reader: Any, server: Any) -> None:
    field = reader("field-civ", script=False)
    way = first_missing(field)
    outcome, period = re.fullmatch(r"/dwcps/outcomes/(\d+)/updates/(.+)/", way).groups()  # type: ignore[union-attr]

    def mine() -> list[dict[str, Any]]:
        return [one for one in field.updates(period=period) if one["outcome"] == int(outcome)]

    field.follow(f'a[href="{way}"]')
    assert field.width() <= 390
    field.type("narrative", SENTENCE[:20])
    field.follow('button[value="draft"]')
    assert [one["state"] for one in mine()] == ["draft"]
    assert field.page.input_value("[name=narrative]") == SENTENCE[:20]

    # The server is stopped while the sentence is finished, and started again: it is sent once more.
    field.type("narrative", SENTENCE)
    with server.stopped():
        field.send_into_the_void('button[value="draft"]')
    field.reload()
    assert field.page.input_value("[name=narrative]") == SENTENCE
    assert [(one["state"], one["version"], one["narrative"]) for one in mine()] == [("draft", 2, SENTENCE)]

    # The next day: the way leads back to the draft.
    field.open(way)
    assert field.page.url.endswith("/edit/")
    assert field.page.input_value("[name=narrative]") == SENTENCE
    field.choose("progress", "on_track")
    field.tick("workers")
    field.type_day("workers_on", 2026, 5, 20)
    field.send_and_hear_nothing('button[value="submit"]')
    assert [one["state"] for one in mine()] == ["submitted"]
    version = mine()[0]["version"]
    field.reload()
    number = mine()[0]["id"]
    assert field.page.url == f"{field.site}/dwcps/updates/{number}/"
    assert "déjà" in " ".join(field.page.locator(".notice").all_inner_texts())
    field.reload()
    assert [(one["state"], one["version"]) for one in mine()] == [("submitted", version)]

    region = reader("regional-africa", script=False)
    region.open("/work/")
    region.follow(f'a[href^="/dwcps/updates/{number}/"]')
    if not region.page.url.endswith("/review/"):
        region.follow(f'a[href="/dwcps/updates/{number}/review/"]')
    assert SENTENCE in region.page.content()
    assert region.width() <= 390
    # A return without a note: the summary of what is wrong comes first and has the focus.
    region.follow('button[value="return"]')
    assert [one["state"] for one in mine()] == ["submitted"]
    assert region.page.title().startswith("Erreur")
    assert region.page.locator("main > *").first.locator("#problems").count() == 1
    assert region.page.evaluate("document.activeElement.id") == "problems"
    assert region.page.locator("#problems a").first.get_attribute("href") == "#id_note"
    region.type("note", NOTE)
    region.follow('button[value="return"]')
    assert [one["state"] for one in mine()] == ["returned"]

    field.open("/work/")
    field.follow(f'a[href="/dwcps/updates/{number}/"]')
    assert NOTE in field.page.content()
    field.follow(f'a[href="/dwcps/updates/{number}/edit/"]')
    # What was pasted is longer than the limit: it is counted and refused, and not cut.
    field.type("narrative", PASTED)
    field.follow('button[value="submit"]')
    assert field.page.title().startswith("Erreur")
    assert field.page.input_value("[name=narrative]") == PASTED
    assert re.search(r"à 1\s500 caractères.*il en a 1\s800", field.page.locator("#problems").inner_text())
    assert [one["state"] for one in mine()] == ["returned"]
    field.type("narrative", f"{SENTENCE} Cent sont des femmes.")
    field.follow('button[value="submit"]')
    region.open(f"/dwcps/updates/{number}/review/")
    region.follow('button[value="accept"]')
    assert [one["state"] for one in mine()] == ["accepted"]

    field.open(f"/dwcps/updates/{number}/")
    assert field.width() <= 390
    told = field.page.locator("#changes").inner_text()
    for values in (
        "Fonctionnaire de terrain, Abidjan (démonstration)",
        "Fonctionnaire régional de la programmation, Afrique (démonstration)",
        NOTE,
        "Cent sont des femmes",
        "Acceptée",
        "Renvoyée",
    ):
        assert values in told
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
    field.page.locator("[data-draft-said].notice-bad").wait_for()
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


def test_what_was_typed_is_there_while_the_server_is_gone_and_is_erased_at_sign_out(
    reader: Any, server: Any
) -> None:
    field = reader("field-civ", script=True)
    field.open(first_missing(field))
    address = field.page.url
    words = field.page.locator("[name=narrative]")
    words.press_sequentially(SENTENCE[:30])
    with server.stopped():
        words.press_sequentially(SENTENCE[30:])
        field.page.locator('button[value="submit"]').press("Enter")
        field.page.locator("[data-draft-said].notice-bad").wait_for()
        assert field.page.input_value("[name=narrative]") == SENTENCE
        with pytest.raises(Error):
            field.page.reload()  # nobody is there to answer
        field.page.wait_for_timeout(1000)  # until the browser's own page stands there: it sends no event
    field.page.goto(address)
    assert field.page.input_value("[name=narrative]") == SENTENCE
    field.page.locator("details.drop summary", has_text="Fonctionnaire de terrain").press("Enter")
    with field.page.expect_navigation():
        field.page.locator("form[data-draft-erase] button").press("Enter")
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
