"""Drafts in the browser: nothing typed is lost to a reload or a broken line, nothing is left behind."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import sign_in, violations

pytestmark = pytest.mark.browser

FORM = "form[data-draft]"
KEPT = "() => Object.keys(localStorage).filter((name) => name.startsWith('draft:'))"


@pytest.fixture
def open_form(site: str, browser: Any, cookies_of: Any) -> Any:
    """Open the form for an alias of an organisation as the demonstration's administrator.

    The strict Content-Security-Policy is in force, as in production.
    """
    opened = []

    def do(*, width: int = 1280, slug: str = "sweden", signs_out: bool = False) -> Any:
        cookies = None if signs_out else cookies_of("admin")
        context = browser.new_context(viewport={"width": width, "height": 900}, storage_state=cookies)
        opened.append(context)
        page = context.new_page()
        page.told = []
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        if signs_out:
            sign_in(page, site, "admin")  # for a session of one's own, which the sign-out ends
        number = page.request.get(f"{site}/api/v1/organisations/?slug={slug}").json()["results"][0]["id"]
        page.goto(f"{site}/admin-area/organisations/{number}/add-alias/")
        return page

    yield do
    for context in opened:
        context.close()


def typed(page: Any) -> tuple[str, str]:
    return page.input_value("[name=name]"), page.input_value("[name=source]")


def wait_until_kept(page: Any) -> None:
    page.get_by_text(re.compile(r"Saved on this device, \d")).wait_for()


def test_what_is_typed_comes_back_after_a_reload_and_may_be_discarded(open_form: Any) -> None:
    page = open_form()
    page.fill("[name=name]", "Königreich Schweden")
    page.fill("[name=source]", "A letter of 2026")
    wait_until_kept(page)
    page.reload()
    assert typed(page) == ("Königreich Schweden", "A letter of 2026")
    page.get_by_text("did not send was put back").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Discard it").click()
    assert typed(page) == ("", "")
    assert page.evaluate("document.activeElement.name") == "name"
    assert page.evaluate(KEPT) == []
    page.reload()
    assert typed(page) == ("", "")
    assert page.told == []


def test_a_broken_line_loses_nothing_and_is_said(open_form: Any) -> None:
    page = open_form(width=390)
    page.fill("[name=name]", "Svenska st")
    wait_until_kept(page)
    page.context.set_offline(True)
    page.locator("[name=name]").press_sequentially("aten")
    page.get_by_text("No connection. What you type is saved on this device").wait_for()
    page.fill("[name=source]", "A letter")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("cannot be reached, so nothing was sent").wait_for()
    assert typed(page) == ("Svenska staten", "A letter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.set_offline(False)
    page.get_by_text("The connection is back").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Add").press("Enter")
    page.get_by_text("The alias was added").wait_for()
    assert page.evaluate(KEPT) == []
    assert page.get_by_text("Svenska staten").count() == 1


def test_a_crash_in_mid_sentence_loses_nothing(open_form: Any, site: str) -> None:
    page = open_form()
    page.locator("[name=name]").press_sequentially("Half a sent")
    address = page.url
    page.goto(f"{site}/data/")  # no pause: leaving the page keeps it
    page.goto(address)
    assert typed(page)[0] == "Half a sent"


def test_a_refused_form_shows_what_was_sent_and_a_saved_one_erases_its_draft_alone(open_form: Any) -> None:
    page = open_form(slug="germany")
    page.fill("[name=name]", "  ")
    page.fill("[name=source]", "Kept elsewhere")
    wait_until_kept(page)
    other = page.url.replace("add-alias", "add-code")
    address = page.url
    page.goto(other)
    page.fill("[name=code]", "X-1")
    wait_until_kept(page)
    page.goto(address)
    page.fill("[name=name]", "B" * 300)
    page.evaluate("document.querySelector('[name=source]').removeAttribute('required')")
    page.fill("[name=source]", "")
    with page.expect_navigation():
        page.get_by_role("button", name="Add").click()
    assert page.locator(".field-error, .error-summary").count()
    assert typed(page)[0] == "B" * 300
    assert page.get_by_text("was put back").count() == 0
    page.fill("[name=name]", "Bundesrepublik der Tests")
    page.fill("[name=source]", "A letter")
    with page.expect_navigation():
        page.get_by_role("button", name="Add").click()
    page.get_by_text("The alias was added").wait_for()
    assert [name.endswith("/add-code/") for name in page.evaluate(KEPT)] == [True]


def test_a_draft_of_an_earlier_version_is_offered_and_never_put_over_the_record(open_form: Any) -> None:
    page = open_form()
    page.fill("[name=name]", "Mine")
    wait_until_kept(page)
    page.evaluate(
        "() => { const name = Object.keys(localStorage).find((one) => one.startsWith('draft:'));"
        " const draft = JSON.parse(localStorage[name]); draft.version = 'earlier';"
        " localStorage[name] = JSON.stringify(draft); }"
    )
    page.reload()
    page.get_by_text("Meanwhile somebody changed this record").wait_for()
    assert typed(page)[0] == ""
    page.get_by_role("button", name="Put it back").click()
    assert typed(page)[0] == "Mine"


def test_drafts_are_the_persons_own_and_erased_at_sign_out(open_form: Any) -> None:
    page = open_form(signs_out=True)
    page.fill("[name=name]", "Nobody else reads this")
    wait_until_kept(page)
    (name,) = page.evaluate(KEPT)
    assert re.fullmatch(r"draft:\d+:/admin-area/organisations/\d+/add-alias/", name)
    page.evaluate("localStorage.setItem('draft:999999:/x/', '{\"at\": 1, \"values\": []}')")
    page.fill("[name=source]", "Typed in the last moment")
    page.locator("details.drop summary", has_text="Demo administrator").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.evaluate(KEPT) == ["draft:999999:/x/"]


def test_strangers_load_the_script_of_menus_alone(site: str, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/gaps/")
    scripts = page.locator("script").evaluate_all("(found) => found.map((one) => one.src)")
    assert [one.rpartition("/")[2].split(".")[0] for one in scripts] == ["menus"]
    context.close()
