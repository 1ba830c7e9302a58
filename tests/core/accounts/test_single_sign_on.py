"""Single sign-on against an OpenID Connect provider that listens on a port of this machine."""

from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from ilo_dc.core.accounts.actions import second_steps
from ilo_dc.core.models import Invitation, Notification, User
from ilo_dc.core.people.actions import users
from tests.core.accounts.test_second_step import CODE, _one_code, _set_up  # noqa: F401  (one is a fixture)
from tests.core.accounts.test_sign_in import _invite
from tests.people import PASSWORD, signed_in

LINKS = "/account/3rdparty/"
START = "/account/oidc/office/login/"
PEOPLE = {
    "petra": {"email": "petra@example.org", "email_verified": True},
    "nia": {"email": "nia@example.org", "email_verified": True},
    "unverified": {"email": "petra@example.org", "email_verified": False},
    "uninvited": {"email": "uma@example.org", "email_verified": True, "name": "Uma Uninvited"},
    "nameless": {"name": "No Address"},
}


@pytest.fixture(scope="module")
def provider():
    """Return the address of a provider that knows PEOPLE."""
    known = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with oidc_provider_mock.run_server_in_thread(user_claims=known) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def come_in(client, provider, settings, installation):
    """Return a function that signs somebody in by the provider, and answers what the portal answers."""
    app = {
        "provider_id": "office",
        "name": "ILO",
        "client_id": "portal",
        "secret": "secret",
        "settings": {"server_url": provider, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    def do(sub, *, change=None, process=""):
        assert process or START in client.get("/account/login/").content.decode()
        led = client.post(f"{START}?process={process}" if process else START)
        asked = parse_qs(urlsplit(led["Location"]).query)
        assert led["Location"].startswith(f"{provider}/oauth2/authorize")
        assert asked["code_challenge_method"] == ["S256"]
        allowed = requests.post(led["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
        back = urlsplit(allowed.headers["Location"])
        return client.get(back.path, {**parse_qs(back.query), **(change or {})})

    return do


def _who(client):
    return client.get("/data/").wsgi_request.user.get_username() or None


def test_an_invited_person_comes_in_and_has_accepted(client, admin, come_in):
    user = _invite(admin)
    assert come_in("nia").status_code == 302
    assert _who(client) == user.username
    assert Invitation.objects.get(user=user).accepted_at is not None
    client.post("/account/logout/")
    come_in("nia")
    assert _who(client) == user.username
    assert SocialAccount.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("sub", ["uninvited", "unverified", "nameless", "nia"])
def test_nobody_opens_their_account_to_the_identity_of_another(  # noqa: PLR0917  (fixtures)
    client, admin, pardev_officer, come_in, sub
):
    _invite(admin)
    signed_in(pardev_officer, client)
    answer = come_in(sub, process="connect")
    assert (answer.status_code, "address" in answer.content.decode()) == (403, True)
    assert not SocialAccount.objects.exists()
    client.post("/account/logout/")
    come_in(sub)
    assert _who(client) in {None, "nia"}


def test_people_connect_the_identity_that_has_their_address(client, pardev_officer, come_in):
    signed_in(pardev_officer, client)
    assert come_in("petra", process="connect").status_code == 302
    assert SocialAccount.objects.get().user == pardev_officer
    told = Notification.objects.get()
    assert (told.recipient, str(told)[:26]) == (pardev_officer, "Single sign-on was linked ")
    assert client.get(told.url).status_code == 200
    client.post("/account/logout/")
    come_in("petra")
    assert _who(client) == "petra"
    assert Notification.objects.count() == 1


def test_linking_and_unlinking_are_told_and_end_the_other_sessions(client, pardev_officer, come_in, settings):
    other = signed_in(pardev_officer, Client())
    signed_in(pardev_officer, client)
    come_in("petra", process="connect")
    assert [_who(one) for one in (client, other)] == ["petra", None]
    assert f'href="{LINKS}"' in client.get("/work/").content.decode()
    other, link = signed_in(pardev_officer, Client()), SocialAccount.objects.get()
    asked = client.post(LINKS, {"account": link.pk})["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert SocialAccount.objects.exists()
    assert client.post(asked, {"password": PASSWORD, "next": LINKS})["Location"] == LINKS
    assert not SocialAccount.objects.exists()
    assert [_who(one) for one in (client, other)] == ["petra", None]
    told = [str(one) for one in Notification.objects.filter(recipient=pardev_officer).order_by("pk")]
    assert told == [second_steps.LINKED, second_steps.UNLINKED]
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert LINKS not in client.get("/work/").content.decode()


@pytest.mark.parametrize("sub", ["uninvited", "unverified", "nameless"])
def test_nobody_else_is_let_in_or_gets_an_account(client, pardev_officer, come_in, sub):
    before = User.objects.count()
    answer = come_in(sub)
    assert answer.status_code in {200, 302}
    assert _who(client) is None
    client.post("/account/3rdparty/signup/", {"username": "uma", "email": "uma@example.org"})
    assert _who(client) is None
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_a_deactivated_person_is_not_let_in(client, admin, pardev_officer, come_in):
    come_in("petra")
    assert _who(client) == "petra"
    users.deactivate_person(by=admin, user=pardev_officer, reason="Left")
    client.post("/account/logout/")
    come_in("petra")
    assert _who(client) is None


def test_an_answer_that_nobody_asked_for_lets_nobody_in(client, pardev_officer, come_in):
    assert come_in("petra", change={"state": "of-another"}).status_code in {200, 401, 403}
    assert _who(client) is None
    assert come_in("petra", change={"code": "made-up"}).status_code in {200, 401, 403}
    assert _who(client) is None


def test_the_second_step_is_asked_for_here_too(client, pardev_officer, come_in):
    _set_up(signed_in(pardev_officer))
    assert come_in("petra")["Location"] == CODE
    assert _who(client) is None
