"""Coming in: by name or address, by an invitation's link, and being kept out after too many tries."""

import re

import pytest
from django.conf import settings
from django.core import mail

from ilo_dc.core.accounts.actions import invitations
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Invitation, Membership, User
from ilo_dc.core.people.actions import users
from ilo_dc.core.people.actions.memberships import NewMembership
from tests.people import PASSWORD

SIGN_IN = "/account/login/"
SITE = "https://portal.example.org/"


def _try(client, login, password=PASSWORD):
    return client.post(SIGN_IN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["petra", "PETRA", "petra@example.org"])
def test_a_person_signs_in_by_name_or_address(client, pardev_officer, login):
    assert _try(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(pardev_officer.pk)


def test_the_portal_speaks_the_persons_language_after_sign_in(client, finance_officer):
    response = _try(client, "fatou")
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"


def test_a_wrong_sign_in_is_told_in_the_words_of_its_page(client, pardev_officer):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = _try(client, "petra", "wrong password").content.decode()
    assert "L’identifiant ou le mot de passe est incorrect." in page
    assert "pseudo" not in page
    assert "Remplissez ce champ." in _try(client, "", "").content.decode()


def test_too_many_tries_by_name_and_address_together_lock_out(client, pardev_officer):
    for number in range(settings.AXES_FAILURE_LIMIT):
        response = _try(client, "petra" if number % 2 else "petra@example.org", "wrong password")
    assert response.status_code == 429
    assert _try(client, "petra").status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_lock_out_concerns_one_person_from_one_address(client, pardev_officer, manager):
    for _number in range(settings.AXES_FAILURE_LIMIT):
        _try(client, "petra", "wrong password")
    assert _try(client, "mona").status_code == 302
    client.logout()
    elsewhere = client.post(SIGN_IN, {"login": "petra", "password": PASSWORD}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302


def test_a_forged_forwarding_header_does_not_evade_the_lock_out(client, pardev_officer):
    for number in range(settings.AXES_FAILURE_LIMIT):
        client.post(
            SIGN_IN, {"login": "petra", "password": "wrong"}, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"
        )
    assert _try(client, "petra").status_code == 429


def test_a_deactivated_person_cannot_sign_in(client, admin, pardev_officer):
    users.deactivate_person(by=admin, user=pardev_officer, reason="Left")
    _try(client, "petra")
    assert "_auth_user_id" not in client.session


def test_nobody_registers(client, installation):
    before = User.objects.count()
    client.post("/account/signup/", {"username": "x", "email": "x@example.org", "password1": PASSWORD})
    assert User.objects.count() == before


def _invite(by, **changes):
    particulars = users.Particulars(**{"name": "Nia New", "email": "nia@example.org", **changes})
    return invitations.invite_person(
        by=by, particulars=particulars, grants=[NewMembership("pardev", "global")], site=SITE
    )


def _link(message):
    return re.search(rf"{SITE}(\S+)", message.body)[1]


def test_an_invited_person_comes_in_by_the_link_once(client, admin, work_off):
    user = _invite(admin)
    assert not user.has_usable_password()
    assert [run.state for run in work_off()] == ["done"]
    (message,) = mail.outbox
    assert message.to == ["nia@example.org"]
    link = "/" + _link(message)

    page = client.get(link, follow=True)
    chosen = client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert chosen.status_code == 302
    assert Invitation.objects.get(user=user).accepted_at is not None
    assert _try(client, "nia@example.org").status_code == 302
    client.logout()

    again = client.get(link, follow=True)
    client.post(again.request["PATH_INFO"], {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_an_invitation_needs_an_administrator_and_a_role(admin, manager):
    with pytest.raises(Refused):
        _invite(manager)
    with pytest.raises(UnableToAct) as caught:
        invitations.invite_person(
            by=admin, particulars=users.Particulars("Nia", "nia@example.org"), grants=[], site=SITE
        )
    assert list(caught.value.problems) == ["role"]
    _invite(admin)
    assert Membership.objects.filter(user__username="nia", role="pardev").count() == 1


def test_an_invitation_is_sent_again_until_it_is_accepted(admin, work_off):
    user = _invite(admin)
    invitations.resend_invitation(by=admin, user=user, site=SITE)
    work_off()
    assert len(mail.outbox) == 2
    invitations.accept_invitation(by=user)
    with pytest.raises(UnableToAct, match="chosen a password"):
        invitations.resend_invitation(by=admin, user=user, site=SITE)


def test_no_run_holds_the_link(admin, work_off):
    _invite(admin)
    (run,) = work_off()
    key = _link(mail.outbox[0]).split("/")[-2]
    assert key not in f"{run.parameters} {run.result} {run.label}"


def test_the_first_administrator_is_invited_from_the_server_once(installation, work_off):
    particulars = users.Particulars("Ada", "ada@example.org")
    user = invitations.invite_first_administrator(particulars=particulars, site=SITE)
    work_off()
    assert mail.outbox[0].to == [user.email]
    with pytest.raises(UnableToAct, match="administrator already"):
        invitations.invite_first_administrator(particulars=particulars, site=SITE)
