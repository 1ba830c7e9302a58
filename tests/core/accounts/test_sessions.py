"""When sessions end: others with a new password, all with a deactivation, each after a time of silence."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from ilo_dc.core.models import Session, User
from ilo_dc.core.people.actions import users
from tests.core.accounts.test_sign_in import _try
from tests.people import PASSWORD, signed_in

CHANGE = "/account/password/change/"
BETTER = "quiet-lantern-orbits-7"


def _is_in(client):
    return client.get("/work/").status_code == 200


def _change(client, new, old=PASSWORD):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_a_new_password_ends_other_sessions_and_keeps_this_one(client, pardev_officer):
    other = Client()
    for one in (client, other):
        _try(one, "petra")
        assert _is_in(one)
    assert _change(client, BETTER, old="wrong").status_code == 200
    assert _is_in(other)
    assert _change(client, BETTER).status_code == 302
    assert _is_in(client)
    assert not _is_in(other)


def test_a_reset_password_ends_all_sessions(client, pardev_officer, work_off):
    _try(client, "petra")
    stranger = Client()
    stranger.post("/account/password/reset/", {"email": "petra@example.org"})
    work_off()
    link = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body)[0]
    page = stranger.get(link, follow=True)
    stranger.post(page.redirect_chain[-1][0], {"password1": BETTER, "password2": BETTER})
    assert not _is_in(client)


def test_a_deactivation_ends_sessions_for_good(client, admin, pardev_officer):
    signed_in(pardev_officer, client)
    assert _is_in(client)
    cookies = client.cookies.output()
    users.deactivate_person(by=admin, user=pardev_officer, reason="On leave")
    users.reactivate_person(by=admin, user=pardev_officer, reason="Back")
    assert client.cookies.output() == cookies  # nobody asked with it while they were out
    assert not _is_in(client)
    _try(client, "petra")
    assert _is_in(client)
    other = signed_in(User.objects.get(pk=pardev_officer.pk))
    assert _is_in(other)


@pytest.mark.parametrize(("silent", "stays"), [(29 * 60, True), (31 * 60, False)])
def test_a_session_ends_after_a_time_of_silence(client, pardev_officer, settings, monkeypatch, silent, stays):  # noqa: PLR0917
    settings.SESSION_IDLE_SECONDS = 30 * 60
    signed_in(pardev_officer, client)
    assert _is_in(client)
    now = time.time()
    for number in (1, 2):
        monkeypatch.setattr("ilo_dc.core.accounts.middleware.time.time", lambda at=now + number * silent: at)
        assert client.get("/api/v1/notifications/").status_code == (200 if stays else 401)
        assert _is_in(client) is stays


def test_without_a_limit_silence_ends_nothing(client, pardev_officer, settings, monkeypatch):
    settings.SESSION_IDLE_SECONDS = 0
    signed_in(pardev_officer, client)
    assert _is_in(client)
    now = time.time()
    monkeypatch.setattr("ilo_dc.core.accounts.middleware.time.time", lambda: now + 11 * 3600)
    assert _is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy_it_is(client, pardev_officer, settings, monkeypatch):
    settings.SESSION_IDLE_SECONDS = 3600
    signed_in(pardev_officer, client)
    start = time.time()
    for minutes in range(0, 13 * 60, 30):
        monkeypatch.setattr("ilo_dc.core.accounts.middleware.time.time", lambda at=start + minutes * 60: at)
        assert _is_in(client) is (minutes <= 12 * 60), minutes


def test_a_session_is_written_once_a_minute_at_most(  # noqa: PLR0917  (fixtures)
    client, pardev_officer, settings, monkeypatch, django_assert_max_num_queries
):
    settings.SESSION_IDLE_SECONDS = 1800
    signed_in(pardev_officer, client)
    client.get("/work/")
    now, written = time.time(), []
    for seconds in (0, 61, 61):
        monkeypatch.setattr("ilo_dc.core.accounts.middleware.time.time", lambda at=now + seconds: at)
        with django_assert_max_num_queries(200) as done:
            client.get("/work/")
        writing = f'UPDATE "{Session._meta.db_table}"'
        written.append(len([query for query in done if writing in query["sql"]]))
    assert written == [0, 1, 0]


@pytest.mark.parametrize(
    "password",
    ["123456789012", "password1234", "Password1234!", "qwertyuiop12", "aaaaaaaaaaaa", "pardevportal"],
)
def test_a_password_that_is_easily_guessed_is_refused(client, pardev_officer, password):
    _try(client, "petra")
    answer = _change(client, password)
    assert answer.status_code == 200
    assert "password" in str(answer.context["form"].errors)
    assert User.objects.get(pk=pardev_officer.pk).check_password(PASSWORD)


def test_a_password_may_be_long(client, pardev_officer):
    _try(client, "petra")
    assert _change(client, BETTER * 5).status_code == 302


def test_a_former_address_asks_for_no_new_password(client, admin, pardev_officer, work_off):
    EmailAddress.objects.create(user=pardev_officer, email="petra@example.org")
    particulars = users.Particulars("Petra", "petra@example.com", username="petra")
    users.edit_person(by=admin, user=pardev_officer, particulars=particulars)
    client.post("/account/password/reset/", {"email": "petra@example.org"})
    work_off()
    assert [message for message in mail.outbox if "/password/reset/key/" in message.body] == []
    client.post("/account/password/reset/", {"email": "petra@example.com"})
    work_off()
    assert mail.outbox[-1].to == ["petra@example.com"]
