"""My work with things on it: the count in the masthead, notices read by keyboard, no page too wide."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from ilo_dc.core.models import Run, User
from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind
from tests.browser.conftest import NARROW, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(site: str) -> None:
    """Give the demonstration's manager work and news."""
    manager = User.objects.get(username="manager")
    Run.objects.create(
        task="x", label="Daily digest", state="failed", failure="No mail server", finished_at=timezone.now()
    )
    for number in range(12):
        text = "“%(file)s” has errors (%(errors)s); nothing was saved."
        values = {"file": f"a-rather-long-name-of-a-sheet-{number}.csv", "errors": number}
        notify(by=None, to=[manager], notice=Notice(NoticeKind.N16, text, "/imports/", values))


@pytest.mark.usefixtures("busy")
def test_news_are_counted_and_read_by_keyboard(visit: Any, request: Any) -> None:
    page = visit("/work/", who="manager")
    folder = request.config.getoption("--shots")
    for width, rules in ((1280, ()), (390, NARROW)):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page, rules=rules) == []
        if folder:
            page.screenshot(path=f"{folder}/work-busy-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    count = page.locator(".masthead a .count [aria-hidden]")
    unread = int(count.inner_text())
    assert unread >= 12
    page.get_by_role("link", name="Notices", exact=False).first.press("Enter")
    page.wait_for_url("**/work/notices/")
    assert violations(page) == []
    page.locator(".timeline a").first.press("Enter")
    page.wait_for_url("**/imports/")
    assert int(count.inner_text()) == unread - 1
    page.goto(page.url.replace("/imports/", "/work/notices/"))
    page.get_by_role("button", name="Mark all as read").press("Enter")
    page.get_by_text("All notices are marked as read").wait_for()
    assert count.count() == 0
