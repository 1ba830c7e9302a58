"""What the portal says of itself stands at the foot of every page, in three languages, and is true."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client

from ilo_dc.portal.about.tours import TOURS

FEET = ("/help/", "/about/accessibility/", "/about/privacy/", "/about/licences/", "/data/")
pytestmark = pytest.mark.usefixtures("installation")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_each_page_of_the_foot_opens_from_the_foot(client: Client, language: str) -> None:
    for path in FEET:
        page = client.get(path, headers={"Accept-Language": language})
        assert page.status_code == 200
        for other in FEET:
            assert f'<li><a href="{other}">' in page.content.decode(), (path, other)


def test_the_contact_is_shown_only_where_one_is_set(client: Client, settings: Any) -> None:
    assert "mailto:" not in client.get("/about/privacy/").content.decode()
    settings.PORTAL_CONTACT = "portal@example.org"
    assert 'href="mailto:portal@example.org"' in client.get("/about/privacy/").content.decode()


def test_what_the_privacy_page_says_of_cookies_is_so(client: Client, manager: Any) -> None:
    client.get("/figures/problems/new/")
    assert set(client.cookies) == {portal.CSRF_COOKIE_NAME}
    client.post("/i18n/setlang/", {"language": "fr"})
    assert set(client.cookies) <= {portal.CSRF_COOKIE_NAME, portal.LANGUAGE_COOKIE_NAME, "language_chosen"}
    assert portal.SESSION_COOKIE_AGE == 12 * 3600
    assert portal.AXES_RESET_ON_SUCCESS


def test_each_of_the_four_users_has_a_tour(client: Client) -> None:
    assert [tour.code for tour in TOURS] == ["staff", "field", "donor", "client"]
    page = client.get("/help/").content.decode()
    for tour in TOURS:
        assert f'id="{tour.code}"' in page
        assert 4 <= len(tour.steps) <= 6
