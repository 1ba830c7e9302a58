"""Two-step sign-in: who can set it up, who must, how few wrong codes there are, what the database keeps."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from ilo_dc.core.accounts.actions import api_keys, second_steps
from ilo_dc.core.accounts.middleware import SecondStepMiddleware
from ilo_dc.core.accounts.sealing import UnableToUnseal, unseal
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Session, User
from ilo_dc.core.people.actions.memberships import NewMembership, grant_membership
from tests.core.accounts.test_sign_in import SIGN_IN, _invite, _link, _try
from tests.people import PASSWORD, signed_in

SET_UP, CONFIRM, CODE = (
    "/account/2fa/totp/activate/",
    "/account/reauthenticate/",
    "/account/2fa/authenticate/",
)
REQUIRED = ["admin", "manager", "finance"]


@pytest.fixture(autouse=True)
def _one_code(settings):
    """Let an app show one code for 317 years, so that none runs out between two lines of a test."""
    settings.MFA_TOTP_PERIOD = 10**10


def _code(secret):
    """Return what an app shows."""
    return format_hotp_value(hotp_value(secret, 0))


def _wrong(secret):
    return "000000" if _code(secret) != "000000" else "000001"


def _start(client):
    """Confirm by password, open the page, and return the secret that it shows."""
    client.post(CONFIRM, {"password": PASSWORD})
    page = client.get(SET_UP).content.decode()
    return re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]


def _set_up(client):
    """Set it up, and wait for the app's next code, which is the same here."""
    secret = _set_up_now(client)
    _forget_used_codes()
    return secret


def _set_up_now(client):
    secret = _start(client)
    answer = client.post(SET_UP, {"code": _code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def _forget_used_codes():
    """Let the code that was used already count again, and the tries that were counted not."""
    cache.clear()


def test_an_invited_person_sets_it_up_and_signs_in_in_two_steps(client, admin, work_off):
    user = _invite(admin)
    work_off()
    page = client.get("/" + _link(mail.outbox[0]), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    _try(client, "nia@example.org")
    secret = _set_up(client)
    assert re.findall(r"<code>(\d{8})</code>", client.get("/account/2fa/recovery-codes/").content.decode())
    client.post("/account/logout/")

    assert _try(client, "nia@example.org")["Location"] == CODE
    assert "_auth_user_id" not in client.session
    assert client.post(CODE, {"code": _wrong(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session
    _forget_used_codes()
    assert client.post(CODE, {"code": _code(secret)}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_code_counts_once(client, pardev_officer):
    signed_in(pardev_officer, client)
    secret = _set_up(client)
    for landed in (True, False):
        client.post("/account/logout/")
        _try(client, "petra")
        client.post(CODE, {"code": _code(secret)})
        assert ("_auth_user_id" in client.session) is landed


def test_the_code_that_set_it_up_lets_nobody_in(client, finance_officer):
    signed_in(finance_officer, client)
    secret = _set_up_now(client)
    client.post("/account/logout/")
    assert _try(client, finance_officer.username)["Location"] == CODE
    assert client.post(CODE, {"code": _code(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session
    _forget_used_codes()
    assert client.post(CODE, {"code": _code(secret)}).status_code == 302


def test_a_recovery_code_lets_in_once(client, pardev_officer):
    signed_in(pardev_officer, client)
    _set_up(client)
    page = client.get("/account/2fa/recovery-codes/").content.decode()
    code = re.search(r"<code>(\d{8})</code>", page)[1]
    for status in (302, 200):
        client.post("/account/logout/")
        _try(client, "petra")
        assert client.post(CODE, {"code": code}).status_code == status


def test_wrong_codes_are_limited_wherever_they_come_from(client, pardev_officer):
    signed_in(pardev_officer, client)
    secret = _set_up(client)
    _forget_used_codes()
    for number in range(5):
        guesser = Client(REMOTE_ADDR=f"198.51.100.{number}")
        _try(guesser, "petra")
        guesser.post(CODE, {"code": _wrong(secret)})
    late = Client(REMOTE_ADDR="198.51.100.99")
    _try(late, "petra")
    late.post(CODE, {"code": _code(secret)})
    assert "_auth_user_id" not in late.session
    _forget_used_codes()
    assert late.post(CODE, {"code": _code(secret)}).status_code == 302


@pytest.mark.parametrize("address", [SET_UP, "/account/2fa/reauthenticate/"])
def test_wrong_codes_are_limited_for_who_is_signed_in(client, pardev_officer, address):
    signed_in(pardev_officer, client)
    secret = _start(client) if address == SET_UP else _set_up(client)
    _forget_used_codes()
    for _number in range(5):
        assert client.post(address, {"code": _wrong(secret)}).status_code == 200
    assert client.post(address, {"code": _code(secret)}).status_code == 200


def test_the_database_keeps_no_secret_in_the_clear(client, pardev_officer):
    signed_in(pardev_officer, client)
    secret = _start(client)
    (session,) = Session.objects.all()
    assert secret not in str(session.get_decoded())
    assert client.post(SET_UP, {"code": _wrong(secret)}).status_code == 200  # it shows the same secret again
    assert client.post(SET_UP, {"code": _code(secret)}).status_code == 302
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=pardev_officer)}
    assert unseal(kept["totp"]["secret"]) == secret
    assert secret not in str(kept)
    assert re.fullmatch("[0-9a-f]{80}", unseal(kept["recovery_codes"]["seed"]))
    assert set(kept["recovery_codes"]) <= {"seed", "used_mask", "viewed_at"}


def test_a_change_of_keys_seals_anew(client, pardev_officer, settings):
    signed_in(pardev_officer, client)
    secret = _set_up(client)
    before = settings.SEALING_SECRETS[0]
    settings.SEALING_SECRETS = ["new"]
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("seal_anew")
    client.post("/account/logout/")
    _try(client, "petra")
    answer = client.post(CODE, {"code": _code(secret)})
    assert answer.status_code == 422
    assert b"Ask an administrator" in answer.content
    settings.SEALING_SECRETS = ["new", before]
    call_command("seal_anew")
    settings.SEALING_SECRETS = ["new"]
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret
    settings.SEALING_SECRETS = [before]
    with pytest.raises(UnableToUnseal):
        unseal(Authenticator.objects.get(type="totp").data["secret"])


@pytest.mark.parametrize("who", ["admin", "manager", "finance_officer"])
def test_who_must_have_it_is_led_to_set_it_up_before_anything_else(client, settings, request, who):
    settings.TWO_STEP_ROLES = REQUIRED
    person = request.getfixturevalue(who)
    _try(client, person.username)
    for page in ("/", "/work/", "/data/", "/search/?search=x", "/nowhere/"):
        assert client.get(page)["Location"] == SET_UP, page
    assert client.post("/imports/new/", {"kind": "x"})["Location"] == SET_UP
    assert client.get("/work/", headers={"HX-Request": "true"})["HX-Redirect"] == SET_UP
    for method in ("get", "post", "options"):
        refused = getattr(client, method)("/api/v1/countries/")
        assert refused.status_code == 403, method
        assert refused["Content-Type"] == "application/problem+json"
    assert client.get("/health/").status_code != 302
    _set_up(client)
    assert client.get("/work/").status_code == 200
    assert client.get("/api/v1/countries/").status_code == 200


def test_others_and_strangers_go_on_without(client, settings, pardev_officer, admin):
    settings.TWO_STEP_ROLES = REQUIRED
    assert client.get("/").status_code == 200
    signed_in(pardev_officer, client)
    assert client.get("/work/").status_code == 200
    grant_membership(by=admin, user=pardev_officer, grant=NewMembership("manager", "global"))
    assert client.get("/work/")["Location"] == SET_UP


def test_an_api_key_is_no_sign_in(client, settings, admin):
    expires = timezone.now() + timedelta(days=1)
    _key, text = api_keys.issue_api_key(by=admin, user=admin, label="Nightly", expires_at=expires)
    settings.TWO_STEP_ROLES = REQUIRED
    asked = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/notifications/", headers=asked).status_code == 200
    signed_in(admin, client)
    assert client.get("/api/v1/notifications/", headers={"Authorization": "Basic eDp5"}).status_code == 403


def test_who_must_have_it_and_changes_the_phone_is_led_to_the_new_one(client, settings, manager):
    settings.TWO_STEP_ROLES = REQUIRED
    signed_in(manager, client)
    secret = _set_up(client)
    client.post("/account/2fa/reauthenticate/", {"code": _code(secret)})
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=manager).exists()
    assert client.get("/work/")["Location"] == SET_UP


def test_an_unknown_role_stops_the_start(settings):
    settings.TWO_STEP_ROLES = ["admin", "managers"]
    with pytest.raises(ImproperlyConfigured, match="managers"):
        SecondStepMiddleware(lambda request: None)


def test_an_administrator_removes_it_for_who_lost_the_phone(client, admin, auditor, manager):
    page = f"/admin-area/people/{manager.pk}/second-step/"
    theirs = signed_in(manager)
    _set_up(theirs)
    for by in (manager, auditor):
        with pytest.raises(Refused):
            second_steps.remove_second_step(by=by, user=manager, reason="Lost")
    signed_in(admin, client)
    assert page in client.get(f"/admin-area/people/{manager.pk}/").content.decode()
    assert client.post(page, {"reason": " "}).status_code == 422
    assert Authenticator.objects.filter(user=manager).exists()
    assert client.post(page, {"reason": "Lost the phone"}).status_code == 302
    assert not Authenticator.objects.filter(user=manager).exists()
    assert theirs.get("/work/").status_code == 302
    assert client.post(page, {"reason": "Again"}).status_code == 422
    history = User.pgh_event_model.objects.filter(pgh_obj=manager).latest("pgh_id")
    assert history.sessions_ended_at is not None


def test_the_server_removes_it_for_the_last_administrator(admin, capsys):
    with pytest.raises(CommandError, match="not set up"):
        call_command("remove_second_step", "ada", reason="Lost")
    with pytest.raises(CommandError, match="Nobody"):
        call_command("remove_second_step", "nobody", reason="Lost")
    _set_up(signed_in(admin))
    call_command("remove_second_step", "ADA", reason="Lost the phone")
    assert not Authenticator.objects.exists()
    assert "password alone" in capsys.readouterr().out


def test_removing_says_what_is_missing(admin, manager):
    with pytest.raises(UnableToAct) as caught:
        second_steps.remove_second_step(by=admin, user=manager, reason=" ")
    assert list(caught.value.problems) == ["reason"]


@pytest.mark.parametrize(("language", "words"), [("fr", "deux étapes"), ("es", "dos pasos")])
def test_it_is_asked_for_in_ones_language(  # noqa: PLR0917  (fixtures)
    client, settings, manager, language, words
):
    settings.TWO_STEP_ROLES = REQUIRED
    User.objects.filter(pk=manager.pk).update(language=language)
    client.post(SIGN_IN, {"login": "mona", "password": PASSWORD})
    assert words in client.get("/work/", follow=True).content.decode()
