"""Every page: no violation of WCAG, less than 60 kB, as wide as the screen, no error in the console."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.conftest import NARROW, violations

pytestmark = pytest.mark.browser

TURN = "document.documentElement.dir = 'rtl'"  # no language that is written so is offered yet
PUBLIC = [
    "/",
    "/gaps/?region=africa",
    "/gaps/?country=LBN",
    "/gaps/?as_of=2001-01-01",
    "/countries/",
    "/countries/CIV/",
    "/countries/CHE/",
    "/partners/",
    "/partners/germany/",
    "/frameworks/",
    "/frameworks/ken/",
    "/dwcps/alignments/",
    "/dwcps/ken-2024/alignment/",
    "/frameworks/sub-outputs/?search=social",
    "/frameworks/sub-outputs/?nonsense=1",
    "/results-frameworks/",
    "/results-frameworks/results/?search=empleo&level=target",
    "/results-frameworks/cross-walks/",
    "/results-frameworks/PB-2022-23/",
    "/results-frameworks/SDG-2030/8.5/",
    "/dwcps/?as_of=2022-09-15&status=running,extended",
    "/dwcps/civ-2019/",
    "/dwcps/updates/?country=CIV",
    "/dwcps/civ-2024/reports/review/",
    "/dwcps/civ-2024/reports/donor/",
    "/dwcps/civ-2024/reports/un/",
    "/dwcps/outcomes/",
    "/revenue/",
    "/data/",
    "/data/measures/country_programmes/?by=status,region",
    "/data/measures/framework_gap/?by=nonsense",
    "/search/",
    "/search/?search=guinea",
    "/search/?search=zzzzqq",
    "/styleguide/",
    "/help/",
    "/about/accessibility/",
    "/about/privacy/",
    "/about/licences/",
    "/figures/problems/new/?measure=framework_gap&value=1&as_of=2026-11-01",
    "/account/login/",
    "/account/password/reset/",
    "/nowhere/",
]
# Other rows in the template of an address above (which has every part that these have): axe would find the
# same in them, but their weight, width and messages are their own.
ALIKE = {
    "/gaps/?region=africa": ["/gaps/", "/gaps/?order=coverage", "/gaps/?show=all"],
    "/gaps/?country=LBN": ["/gaps/?country=KIR"],
    "/partners/": ["/partners/?show=all"],
    "/countries/CIV/": ["/countries/KEN/", "/countries/KIR/"],
    "/frameworks/sub-outputs/?search=social": ["/frameworks/sub-outputs/"],
    "/results-frameworks/results/?search=empleo&level=target": ["/results-frameworks/results/"],
    "/results-frameworks/PB-2022-23/": ["/results-frameworks/SDG-2030/", "/results-frameworks/SP-2022-25/"],
    "/results-frameworks/SDG-2030/8.5/": ["/results-frameworks/PB-2022-23/A/"],
    "/dwcps/?as_of=2022-09-15&status=running,extended": ["/dwcps/"],
    "/data/measures/country_programmes/?by=status,region": [
        "/data/measures/framework_gap/?by=country",
        "/data/measures/framework_coverage/?by=region",
        "/data/measures/reported_revenue/?by=year,revenue_type",
    ],
}
SIGNED_IN = [
    ("pardev", "/work/"),
    ("pardev", "/work/notices/"),
    ("pardev", "/work/preferences/"),
    ("pardev", "/work/filters/new/?page=/dwcps/&query=country%3DKEN"),
    ("manager", "/figures/problems/"),
    ("field-civ", "/work/api-keys/"),
    ("field-civ", "/work/api-keys/new/"),
    ("field-civ", "/dwcps/new/"),
    ("field-civ", "/dwcps/civ-2024/"),
    ("field-civ", "/dwcps/civ-2024/?edit=yes"),
    ("field-civ", "/dwcps/civ-2024/edit/"),
    ("field-civ", "/dwcps/civ-2024/outcomes/new/"),
    ("regional-africa", "/dwcps/civ-2024/move/extended/"),
    ("field-civ", "/dwcps/civ-2024/alignment/"),
    ("pardev", "/imports/"),
    ("pardev", "/imports/new/"),
    ("field-civ", "/dwcps/civ-2024/sheet/"),
    ("admin", "/admin-area/"),
    ("admin", "/admin-area/people/"),
    ("admin", "/admin-area/runs/"),
    ("admin", "/admin-area/history/"),
    ("admin", "/admin-area/changes/"),
    ("admin", "/account/password/change/"),
    # Of what stands in money, projects and proposals: each page that is built as no other.
    ("pardev", "/agreements/"),
    ("pardev", "/agreements/#first"),
    ("pardev", "/agreements/#first/edit/"),
    ("pardev", "/agreements/reports/"),
    ("pardev", "/approvals/"),
    ("pardev", "/approvals/new/"),
    ("finance", "/ledger/"),
    ("finance", "/ledger/pools/"),
    ("finance", "/exchange-rates/"),
    ("pardev", "/projects/"),
    ("pardev", "/projects/#first"),
    ("pardev", "/projects/?status=running#first/links/"),
    ("pardev", "/dwcps/updates/due/"),
    ("pardev", "/proposals/"),
    ("pardev", "/proposals/#first"),
    ("pardev", "/proposals/new/"),
    ("pardev", "/appraisals/"),
    ("pardev", "/appraisals/#first"),
    ("evaluator", "/evaluations/"),
    ("evaluator", "/evaluations/#first"),
    ("field-civ", "/work/"),
    # What people decide on: the first that waits for them.
    ("manager", "/work/#to/sign/"),
    ("manager", "/work/#to/decide/"),
    ("pardev", "/work/#to/review/"),
    ("manager", "/clearances/"),
    ("pardev", "/funding-calls/"),
    ("pardev", "/partnerships/"),
    ("pardev", "/projects/reports/"),
    ("pardev", "/work/deputies/"),
    ("manager", "/work/assign/"),
    ("donor-de", "/donor/"),
]
JUDGED = [("", path) for path in PUBLIC] + SIGNED_IN
PAGES = JUDGED + [("", path) for paths in ALIKE.values() for path in paths]
LIMIT = 60_000


def name_of(path: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in path).strip("-") or "overview"


@pytest.mark.parametrize(("who", "path"), PAGES, ids=lambda part: part or "anyone")
def test_axe_finds_nothing_and_the_page_fits(look: Any, who: str, path: str) -> None:
    judged = (who, path) in JUDGED
    page = look(path, who=who)
    assert page.answer.status in {200, 400, 404}
    assert len(gzip.compress(page.answer.body())) < LIMIT
    if judged:
        assert violations(page) == []
    assert [text for text in page.told if "status of 4" not in text] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if judged:
        assert violations(page, rules=NARROW) == []


def test_the_help_is_light_with_its_pictures(visit: Any) -> None:
    page = visit("/help/", who="field-civ")
    total = 0

    def weigh(answer: Any) -> None:
        nonlocal total
        body = answer.body()
        total += len(body) if answer.request.resource_type == "image" else len(gzip.compress(body))

    page.on("response", weigh)
    page.reload(wait_until="networkidle")
    assert page.locator("figure img").count() == 4
    assert 20_000 < total < LIMIT


def test_pages_that_axe_leaves_out_are_of_the_view_of_one_that_it_judges() -> None:
    for judged, others in ALIKE.items():
        assert judged in PUBLIC
        for other in others:
            assert view_of(other) == view_of(judged), other


def view_of(path: str) -> str:
    return resolve(urlsplit(path).path).route


@pytest.mark.parametrize(("who", "path"), PAGES, ids=lambda part: part or "anyone")
def test_it_takes_its_pictures(visit: Any, who: str, path: str, request: Any) -> None:
    folder = request.config.getoption("--shots")
    if not folder:
        pytest.skip("pictures are taken by make shots")
    for label, options in {
        "1280": {"width": 1280},
        "390": {"width": 390},
        "rtl": {"width": 1280},
    }.items():
        page = visit(path, who=who, **options)
        if label == "rtl":
            page.evaluate(TURN)
        page.screenshot(path=f"{folder}/{name_of(path)}-{label}.png", full_page=True)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        *(("", path) for path in ("/", "/gaps/?region=africa", "/countries/", "/partners/", "/data/")),
        ("pardev", "/imports/new/"),
        ("admin", "/admin-area/people/"),
    ],
    ids=lambda part: part or "anyone",
)
def test_right_to_left_pages_fit_and_pass_axe(visit: Any, who: str, path: str) -> None:
    page = visit(path, who=who, width=390)
    page.evaluate(TURN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/gaps/?country=LBN", "/countries/"])
def test_pages_work_without_javascript(visit: Any, path: str) -> None:
    page = visit(path, java_script_enabled=False)
    assert page.locator("h1").count() == 1
    first = page.locator("details.explain summary").first
    if first.count():
        first.click()
        assert page.locator("details.explain[open] dt").count() == 5


def test_the_language_is_switched_by_a_button(visit: Any) -> None:
    page = visit("/gaps/", java_script_enabled=False)
    page.locator("details.drop summary").first.click()
    page.get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.url.endswith("/gaps/")


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Documentation of the API"), ("fr", "Documentation de l’API")]
)
def test_the_documentation_of_the_api_is_drawn_under_the_policy_for_content(
    visit: Any, language: str, heading: str
) -> None:
    page = visit("/api/v1/docs/", language=language, bypass_csp=False)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.reload()
    assert page.locator("h1").first.inner_text() == heading
    page.locator("#operations-tag-figures").click()
    operation = page.locator("#swagger-ui .opblock-get").first
    assert operation.inner_text().replace("\u200b", "").split() == ["GET", "/api/v1/figures/"]
    operation.locator(".opblock-summary-control").click()
    assert "measure" in operation.locator(".parameters").first.inner_text()
    assert told == []


@pytest.mark.parametrize("who", ["field-civ", "regional-africa"])
def test_the_name_and_the_links_of_a_french_page_are_whole(visit: Any, who: str) -> None:
    page = visit("/dwcps/civ-2024/", who=who, language="fr")
    name, row = (page.locator(one).bounding_box() for one in (".wordmark b", ".masthead-row"))
    assert name["height"] < 30  # one line
    assert name["y"] > row["y"]
    assert page.locator(".tabs").evaluate("links => links.scrollWidth - links.clientWidth") <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
