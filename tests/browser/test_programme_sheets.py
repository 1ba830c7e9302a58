"""A workbook of a programme uploaded in a browser: its differences, errors and conflicts pass axe and fit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import NARROW, violations
from tests.recipes.workbooks import Book

pytestmark = pytest.mark.browser
SHEET = "/dwcps/civ-2024/sheet/"


def test_the_preview_of_a_workbook_passes_axe_and_fits_small_screens(visit: Any, request: Any) -> None:
    page = visit(SHEET, who="field-civ", width=390)
    site = page.url.removesuffix(SHEET)
    book = Book(page.request.get(f"{site}/dwcps/civ-2024/sheet.xlsx").body())
    book.write(1, "Title", "A title that was written without a connection, and is rather long")
    book.write(2, "Category", "Nothing of the list")
    page.set_input_files(
        "input[type=file]",
        {"name": "mine.xlsx", "mimeType": "application/octet-stream", "buffer": book.content()},
    )
    page.fill("input[name=reason]", "Mission of May")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}{SHEET}*/")
    assert page.get_by_role("button", name="Save only the valid row").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    if folder := request.config.getoption("--shots"):
        page.screenshot(path=f"{folder}/dwcps-civ-2024-sheet-preview-390.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert violations(page, rules=NARROW) == []
    if folder:
        page.screenshot(path=f"{folder}/dwcps-civ-2024-sheet-preview-1280.png", full_page=True)
