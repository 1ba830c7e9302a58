"""Whoever changes how a person comes in, that person is told at once, in the portal and by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.accounts.actions import api_keys, particulars, second_steps, sessions
from ilo_dc.core.models import ApiKey, Notification, Session, User
from ilo_dc.core.people.actions import users
from tests.core.accounts.test_second_step import SET_UP, _one_code, _set_up, _start
from tests.core.accounts.test_sessions import BETTER, _change, _is_in
from tests.core.accounts.test_sign_in import _invite, _link, _try
from tests.people import PASSWORD, signed_in

__all__ = ["_one_code"]


def _make_key(_client, person, admin):
    day = timezone.now() + timedelta(days=9)
    return api_keys.issue_api_key(by=admin or person, user=person, label="Pull", expires_at=day)[0]


def _withdraw_key(client, person, admin):
    key = _make_key(client, person, None)
    api_keys.revoke_api_key(by=admin or person, key=key, reason="Lost")


def _reset(client, person, _admin):
    stranger = Client()
    stranger.post("/account/password/reset/", {"email": person.email})
    client.work_off()
    link = re.search(r"/account/password/reset/key/\S+", mail.outbox[-1].body)[0]
    page = stranger.get(link, follow=True)
    stranger.post(page.redirect_chain[-1][0], {"password1": BETTER, "password2": BETTER})


def _stop(client, person, _admin):
    _set_up(client)
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302


def _new_codes(client, person, _admin):
    _set_up(client)
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302


def _remove(client, person, admin):
    _set_up(client)
    second_steps.remove_second_step(by=admin, user=person, reason="Phone lost")


def _edit(person, admin, **changed):
    given = {"name": person.name, "email": person.email, "language": "en", "username": person.username}
    page = reverse("core:edit-person", args=[person.pk])
    answer = signed_in(admin, Client()).post(page, {**given, **changed})
    assert answer.status_code == 302, answer.context["form"].errors


# What is done to an account -> whether an administrator does it, what its person reads.
DONE = {
    "a key of one's own": (_make_key, False, "Petra Partnerships made an API key that acts as you: ilo_"),
    "a key by another": (_make_key, True, "Ada Administrator made an API key that acts as you: ilo_"),
    "a key withdrawn": (
        _withdraw_key,
        False,
        "Petra Partnerships withdrew an API key that acted as you: ilo_",
    ),
    "a key withdrawn by another": (
        _withdraw_key,
        True,
        "Ada Administrator withdrew an API key that acted as you: ilo_",
    ),
    "a password changed": (
        lambda client, _p, _a: _change(client, BETTER),
        False,
        "Your password was changed.",
    ),
    "a password reset": (_reset, False, "Your password was changed."),
    "a second step": (lambda client, _p, _a: _set_up(client), False, "Two-step sign-in was set up"),
    "no second step": (_stop, False, "Two-step sign-in was removed"),
    "no second step by another": (_remove, True, second_steps.REMOVED),
    "new codes": (_new_codes, False, "New recovery codes were made"),
    "another sign-in name": (
        lambda _c, person, admin: _edit(person, admin, username="petronella"),
        True,
        "An administrator changed your sign-in name.",
    ),
    "sessions ended": (
        lambda _c, person, admin: sessions.end_all_sessions(by=admin, user=person, reason="Lost"),
        True,
        "An administrator signed you out everywhere.",
    ),
}


@pytest.mark.parametrize("name", DONE)
def test_the_person_is_told_in_the_portal_and_by_mail(  # noqa: PLR0917  (fixtures)
    client, admin, pardev_officer, work_off, name
):
    act, by_another, words = DONE[name]
    client.work_off = work_off
    _try(client, "petra")
    act(client, pardev_officer, admin if by_another else None)
    work_off()
    told = Notification.objects.filter(recipient=pardev_officer).latest("pk")
    assert str(told).startswith(words)
    assert not Notification.objects.exclude(recipient=pardev_officer).exists()
    letter = mail.outbox[-1]
    assert letter.to == ["petra@example.org"]
    assert words in letter.body.replace("\n", " ")
    assert "If you did not ask for this, tell an administrator of the portal at once." in letter.body
    assert told.mailed_at is not None
    assert signed_in(pardev_officer.__class__.objects.get(pk=pardev_officer.pk)).get(
        told.url
    ).status_code in {200, 302}


@pytest.mark.parametrize(
    "end",
    [
        _reset,
        lambda client, person, admin: _remove(signed_in(person, Client()), person, admin),
        lambda _c, person, admin: sessions.end_all_sessions(by=admin, user=person, reason="Lost"),
        lambda _c, person, admin: users.deactivate_person(by=admin, user=person, reason="Left"),
    ],
    ids=["password", "second step", "signed out", "deactivated"],
)
def test_whatever_ends_all_of_a_person_leaves_no_session_and_no_key(  # noqa: PLR0917  (fixtures)
    client, admin, pardev_officer, work_off, end
):
    client.work_off = work_off
    key = _make_key(client, pardev_officer, None)
    signed_in(pardev_officer, client)
    end(client, pardev_officer, admin)
    assert not _is_in(client)
    row_stays = not User.objects.get(pk=pardev_officer.pk).is_active  # people know no rows of accounts
    assert Session.objects.of(pardev_officer).exists() is row_stays
    key = ApiKey.objects.get(pk=key.pk)
    assert key.state == "ended"
    assert key.user.sessions_ended_at is not None


def test_a_former_address_is_told_of_the_new_one_and_of_a_new_name(client, admin, pardev_officer, work_off):
    _edit(pardev_officer, admin, name="Petra Renamed")
    work_off()
    assert not mail.outbox
    assert not Notification.objects.exists()
    _edit(pardev_officer, admin, email="thief@example.com", username="petronella")
    work_off()
    said = {(letter.to[0], letter.subject) for letter in mail.outbox}
    texts = (particulars.NEW_ADDRESS, particulars.NEW_NAME)
    assert said == {
        (address, text) for text in texts for address in ("petra@example.org", "thief@example.com")
    }
    for letter in mail.outbox:
        assert "tell an administrator of the portal at once." in letter.body
    former = [letter for letter in mail.outbox if letter.to == ["petra@example.org"]]
    assert not any("thief" in letter.body for letter in former)
    assert {str(one) for one in Notification.objects.filter(recipient=pardev_officer)} == set(texts)


def test_who_chooses_the_first_password_is_told_of_nothing(client, admin, work_off):
    _invite(admin)
    work_off()
    page = client.get("/" + _link(mail.outbox[0]), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert not Notification.objects.exists()


def test_nobody_is_told_of_what_was_refused(client, pardev_officer, work_off):
    _try(client, "petra")
    assert _change(client, BETTER, old="wrong").status_code == 200
    _start(client)
    assert client.post(SET_UP, {"code": "x"}).status_code == 200
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "change",
    [_set_up, lambda client: _stop(client, None, None), lambda client: _new_codes(client, None, None)],
)
def test_a_changed_second_step_ends_the_other_sessions_and_leaves_keys(client, pardev_officer, change):
    key = _make_key(client, pardev_officer, None)
    others = [signed_in(pardev_officer, Client()) for _ in range(2)]
    signed_in(pardev_officer, client)
    change(client)
    assert _is_in(client)
    assert not any(_is_in(one) for one in others)
    assert Session.objects.of(pardev_officer).count() == 1
    key.user.refresh_from_db()
    assert not key.was_ended
