"""People see in which browsers they are signed in, and end what they do not know; administrators end all."""

import importlib
import time
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.accounts.actions import api_keys, sessions
from ilo_dc.core.accounts.rules import browser_of
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.models import Session, User
from ilo_dc.core.ui.tags import moment
from tests.core.accounts.test_sessions import BETTER, _change, _is_in
from tests.core.accounts.test_sign_in import _try
from tests.database import cloned, connected_to, migrated
from tests.people import PASSWORD, confirmed, make_admin, signed_in

OWN = "/work/sessions/"
MIGRATION = "_sessions_name_their_person"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.5 Mobile/15E148 Safari/604.1"
)


def _browser(person, agent=FIREFOX):
    """Return a browser that a person is signed in with, and has opened a page."""
    client = signed_in(person, Client(headers={"User-Agent": agent}))
    assert _is_in(client)
    return client


def _rows(client):
    """Return the sessions that the page shows: what each is called, and how it is ended."""
    table = client.get(OWN).context["table"]
    return [(row.get_cell("client"), str(row.get_cell("state"))) for row in table.rows]


def test_people_see_their_sessions_and_end_one(pardev_officer, manager):
    mine, phone, of_another = _browser(pardev_officer), _browser(pardev_officer, SAFARI), _browser(manager)
    page = mine.get(OWN).content.decode()
    assert [name for name, _state in sorted(_rows(mine))] == ["Firefox, Windows", "Safari, iPhone"]
    assert page.count("This one") == 1
    assert page.count(moment(Session.objects.get(pk=mine.session.session_key).seen_at)) >= 1
    for one in (mine, phone, of_another):
        assert one.session.session_key not in page
    ending = next(row.number for row in Session.objects.of(pardev_officer) if "iPhone" in row.client)
    address = reverse("core:end-own-session", args=[ending])
    assert address in page
    assert of_another.post(address).status_code == 404
    assert Client().post(address)["Location"].startswith("/account/login/")
    assert _is_in(phone)
    assert mine.get(address).status_code == 200
    asked = mine.post(address)["Location"]
    assert asked == f"/account/reauthenticate/?next={address.replace('/', '%2F')}"
    assert _is_in(phone)
    assert mine.post(asked, {"password": PASSWORD, "next": address})["Location"] == OWN
    assert not _is_in(phone)
    assert _is_in(mine)
    assert _is_in(of_another)
    assert mine.post(address).status_code == 404


def test_people_sign_out_everywhere_else(pardev_officer, manager):
    mine, *others = [_browser(pardev_officer) for _ in range(3)]
    of_another = _browser(manager)
    address = reverse("core:end-other-sessions")
    asked = mine.post(address)["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert all(_is_in(one) for one in others)
    assert mine.post(asked, {"password": "wrong", "next": address}).status_code == 200
    assert all(_is_in(one) for one in others)
    assert mine.post(asked, {"password": PASSWORD, "next": address})["Location"] == OWN
    assert [_is_in(one) for one in (mine, *others, of_another)] == [True, False, False, True]
    assert reverse("core:end-other-sessions") not in mine.get(OWN).content.decode()


def test_what_no_longer_lets_in_is_not_listed(pardev_officer, settings, monkeypatch):
    silent = _browser(pardev_officer)
    mine = Client()
    _try(mine, "petra")
    assert len(_rows(mine)) == 2
    Session.objects.filter(pk=silent.session.session_key).update(
        seen_at=timezone.now() - timedelta(minutes=31)
    )
    assert len(_rows(mine)) == 2
    settings.SESSION_IDLE_SECONDS = 30 * 60
    assert len(_rows(mine)) == 1
    settings.SESSION_IDLE_SECONDS = 0
    Session.objects.filter(pk=silent.session.session_key).update(
        began_at=timezone.now() - timedelta(hours=13)
    )
    assert len(_rows(mine)) == 1
    old = _browser(pardev_officer)
    assert len(_rows(mine)) == 2
    assert _change(mine, BETTER).status_code == 302
    assert len(_rows(mine)) == 1
    assert not _is_in(old)
    now = time.time()
    monkeypatch.setattr("ilo_dc.core.accounts.middleware.time.time", lambda: now + 90)
    assert _is_in(mine)
    seen = Session.objects.get(pk=mine.session.session_key).seen_at
    assert seen > timezone.now() + timedelta(seconds=60)


def test_an_administrator_signs_somebody_out_everywhere(client, admin, manager, pardev_officer):
    own, of_another = _browser(pardev_officer), _browser(manager)
    _key, text = api_keys.issue_api_key(
        by=pardev_officer, user=pardev_officer, label="x", expires_at=timezone.now() + timedelta(days=1)
    )
    page = reverse("core:end-sessions", args=[pardev_officer.pk])
    assert signed_in(manager, client).post(page, {"reason": "Lost"}).status_code == 403
    with pytest.raises(Refused):
        sessions.end_all_sessions(by=manager, user=pardev_officer, reason="Lost")
    with pytest.raises(UnableToAct):
        sessions.end_all_sessions(by=admin, user=pardev_officer, reason=" ")
    assert _is_in(own)
    assert signed_in(admin, client).post(page, {"reason": "Laptop lost"}).status_code == 302
    assert not _is_in(own)
    assert _is_in(of_another)
    bearer = Client(headers={"Authorization": f"Bearer {text}"})
    assert bearer.get("/api/v1/countries/").status_code == 401
    event = User.pgh_event_model.objects.filter(pgh_obj=pardev_officer).latest("pgh_id")
    assert event.pgh_context.metadata["reason"] == "Laptop lost"
    _try(own, "petra")
    assert _is_in(own)


def test_confirming_gives_the_session_a_new_key_and_ends_the_former(pardev_officer):
    client, taken = _browser(pardev_officer), Client()
    before = client.session.session_key
    taken.cookies = client.cookies.copy()
    assert _is_in(taken)
    confirmed(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    assert _is_in(client)
    assert not _is_in(taken)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Sessions"), ("fr", "Sessions ouvertes"), ("es", "Sesiones abiertas")],
)
def test_the_page_speaks_the_readers_language(pardev_officer, language, words):
    page = _browser(pardev_officer).get(OWN, headers={"Accept-Language": language}).content.decode()
    assert f"<h1>{words}</h1>" in page


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.5", ""),
    ],
)
def test_a_browser_is_called_by_its_name(client, words):
    assert browser_of(client) == words


def test_whatever_a_browser_says_of_itself_is_kept_as_text(pardev_officer):
    client = _browser(pardev_officer, "\0Fire\nfox/\x1b" + "x" * 5000)
    row = Session.objects.get(pk=client.session.session_key)
    assert row.client == ("Firefox/" + "x" * 5000)[:300]


@pytest.fixture
def before(django_db_setup, django_db_blocker):
    """Use a copy of the database in which the framework's table of sessions still stands."""
    with django_db_blocker.unblock(), cloned(migrated()) as name, connected_to(name):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE django_session"
                " (session_key text PRIMARY KEY, session_data text, expire_date timestamptz)"
            )
        yield


def test_who_is_signed_in_stays_so_with_an_update(before):
    found_installation(mode="demonstration")
    client = _browser(make_admin())
    row = Session.objects.get(pk=client.session.session_key)
    expected = (row.user_id, row.began_at, row.seen_at)
    nobodys = signing.dumps({}, salt="django.contrib.sessions.SessionStore")
    rows = [
        (row.session_key, row.session_data, row.expire_date),
        ("of-another-key", signing.dumps({}, key="former"), row.expire_date),
        ("over", row.session_data, timezone.now() - timedelta(days=1)),
        ("strangers", nobodys, row.expire_date),
    ]
    with as_owner(), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO django_session VALUES (%s, %s, %s)", rows)
    Session.objects.all().delete()
    assert not _is_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    names = [name for _app, name in MigrationLoader(None).disk_migrations if name.endswith(MIGRATION)]
    migration = importlib.import_module(f"ilo_dc.core.migrations.{names[0]}")
    with as_owner(), connection.schema_editor() as editor:
        migration.move(apps, editor)
    moved = Session.objects.get()
    assert (moved.user_id, moved.began_at, moved.seen_at) == expected
    assert _is_in(client)
    assert "django_session" not in connection.introspection.table_names()
