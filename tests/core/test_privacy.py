"""What is made for somebody is kept by nobody; secrets stand in no log."""

from __future__ import annotations

import copy
import io
import json
import logging
import logging.config

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from gunicorn.config import Config

from ilo_dc.core.accounts.actions import letters
from ilo_dc.core.models import Run
from ilo_dc.logs import AccessLogger, scrubbed
from tests.people import PASSWORD, signed_in

KEY = "3-d4v1ce-0123456789abcdef0123456789abcdef"
LINK = f"/account/password/reset/key/{KEY}/"


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/data/"},  # open to all, and shown with a name
        {"path": "/work/"},
        {"path": "/api/v1/countries/"},
        {"path": "/nowhere/"},
        {"path": "/api/v1/nowhere/"},
    ],
    ids=lambda asked: asked["path"],
)
def test_an_answer_to_somebody_is_kept_by_nobody(admin, asked):
    kept = {
        who: client.get(**asked).get("Cache-Control", "")
        for who, client in (("person", signed_in(admin, Client())), ("stranger", Client()))
    }
    assert kept["person"] == "private, no-store"
    assert "no-store" not in kept["stranger"]


def test_an_answer_to_a_key_and_the_sign_in_are_kept_by_nobody(client, admin):
    answers = [
        client.get("/api/v1/countries/", headers={"Authorization": "Bearer wrong"}),
        client.get("/account/login/"),
        client.post("/account/login/", {"login": "ada", "password": PASSWORD}),
        client.get(LINK),
    ]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_whoever_kept_an_answer_by_itself_may_ask_whether_it_changed(admin):
    client = signed_in(admin, Client())
    tag = client.get("/api/v1/countries/")["ETag"]
    assert client.get("/api/v1/countries/", headers={"If-None-Match": tag}).status_code == 304


@pytest.fixture
def log():
    """The portal's own log, as it is written."""
    written = io.StringIO()
    configured = copy.deepcopy(django_settings.LOGGING)  # configuring it takes words out
    line = logging.config.DictConfigurator(configured).configure_formatter(configured["formatters"]["line"])
    handler = logging.StreamHandler(written)
    handler.setFormatter(line)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_link_to_choose_a_password_stands_in_no_log(client, pardev_officer, log):
    client.post("/account/password/reset/", {"email": pardev_officer.email})
    run = Run.objects.get(task=letters.SEND_LETTER)
    letters.send_letter(sealed=run.parameters["letter"])
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    path = "/" + link.partition("://")[2].partition("/")[2]
    key = path.rstrip("/").rpartition("/")[2]
    client.get(path)
    client.get(path + "?once=more", headers={"Referer": link})
    client.get(f"{path}nothing-here/")
    lines = log.getvalue()
    assert "/account/password/reset/key/[removed]" in lines
    assert key not in lines
    assert all(json.loads(line)["event"] for line in lines.splitlines())


def test_a_failure_with_a_link_in_its_trace_is_scrubbed(log):
    try:
        raise ValueError(f"no page at {LINK}")
    except ValueError:
        logging.getLogger("somewhere").exception("Failed at %s", LINK, extra={})
    assert "ValueError" in log.getvalue()
    assert KEY not in log.getvalue()


def test_the_web_servers_log_holds_no_link():
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": LINK,
        "PATH_INFO": LINK,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://portal.example.org{LINK}",
        "QUERY_STRING": "code=secret",
    }

    class Answer:
        status, headers, sent = "200 OK", [("Location", LINK)], 1

    class Spent:
        seconds = microseconds = 0

    asked = [("REFERER", environ["HTTP_REFERER"])]
    atoms = AccessLogger(Config()).atoms(Answer(), asked, environ, Spent())
    assert KEY not in str(atoms)
    assert "/account/password/reset/key/[removed]/" in atoms["r"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"GET {LINK}?a=1", "GET /account/password/reset/key/[removed]/?a=1"),
        ("/account/confirm-email/abc:def/", "/account/confirm-email/[removed]/"),
        (
            "/account/oidc/office/login/callback/?code=abc&state=x&a=1",
            "/account/oidc/office/login/callback/?code=[removed]&state=[removed]&a=1",
        ),
        ("/account/password/reset/", "/account/password/reset/"),
        ({"a": [f"x {LINK}"]}, {"a": ["x /account/password/reset/key/[removed]/"]}),
        (7, 7),
    ],
)
def test_only_secrets_are_removed(text, kept):
    assert scrubbed(text) == kept


def test_messages_of_an_installation_without_a_mail_server_are_no_log():
    from ilo_dc.settings import services

    assert str(django_settings.PORTAL_HOME / "mail") == services.EMAIL_FILE_PATH
