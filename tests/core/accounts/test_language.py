"""The language that one reads: chosen once, kept in the account, and only one that has a translation."""

import html
from pathlib import Path

import pytest
from django.conf import settings

from ilo_dc.core.administration.demonstration import load_demonstration_people
from ilo_dc.core.administration.forms import InviteForm, ParticularsForm
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import User
from ilo_dc.core.notices.pages import PreferencesForm
from ilo_dc.core.people.actions.users import choose_language, choose_preferences
from tests.people import PASSWORD, signed_in
from tests.recipes.demonstration_people import make_reference

SWITCH = "/i18n/setlang/"
COOKIE = settings.LANGUAGE_COOKIE_NAME


def signs_in(client, login):
    return client.post("/account/login/", {"login": login, "password": PASSWORD})


def test_the_switch_saves_to_the_account_and_the_next_sign_in_follows_it(client, pardev_officer):
    signed_in(pardev_officer, client)
    answer = client.post(SWITCH, {"language": "es", "next": "/work/"})
    assert (answer["Location"], answer.cookies[COOKIE].value) == ("/work/", "es")
    pardev_officer.refresh_from_db()
    assert pardev_officer.language == "es"
    client.logout()
    client.cookies.clear()
    assert signs_in(client, "petra").cookies[COOKIE].value == "es"
    assert '<html lang="es"' in client.get("/").content.decode()


def test_what_a_stranger_chose_goes_with_them_when_they_sign_in(client, pardev_officer, manager):
    client.post(SWITCH, {"language": "fr"})
    assert '<html lang="fr"' in client.get("/").content.decode()
    assert signs_in(client, "petra").cookies[COOKIE].value == "fr"
    pardev_officer.refresh_from_db()
    assert pardev_officer.language == "fr"
    client.logout()
    assert signs_in(client, "mona").cookies[COOKIE].value == "en"  # the choice was Petra’s
    manager.refresh_from_db()
    assert manager.language == "en"


def test_the_first_page_after_sign_in_says_its_message_in_the_language_of_the_account(client, pardev_officer):
    choose_language(by=pardev_officer, language="fr")
    english = {"Accept-Language": "en"}
    client.post("/account/login/", {"login": "petra", "password": PASSWORD}, headers=english)
    page = client.get("/", headers=english).content.decode()
    assert '<html lang="fr"' in page
    assert "Successfully signed in" not in page
    assert "Connexion avec petra réussie." in html.unescape(page)


def test_a_language_without_a_translation_changes_nothing(client, pardev_officer):
    signed_in(pardev_officer, client)
    assert COOKIE not in client.post(SWITCH, {"language": "ar"}).cookies
    assert client.get(SWITCH).status_code == 405
    pardev_officer.refresh_from_db()
    assert pardev_officer.language == "en"
    with pytest.raises(UnableToAct):
        choose_language(by=pardev_officer, language="ar")
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "ar, ru;q=0.9"}).content.decode()


@pytest.mark.django_db
def test_what_is_offered_anywhere_are_the_languages_with_a_translation(client):
    translated = {"en", *(folder.name for folder in Path(settings.BASE_DIR, "locale").iterdir())}
    assert set(dict(settings.LANGUAGES)) == translated
    for form in (PreferencesForm, InviteForm, ParticularsForm):
        assert dict(form.base_fields["language"].choices) == dict(settings.LANGUAGES), form
    page = client.get("/").content.decode()
    assert {code for code in translated if f'name="language" value="{code}"' in page} == translated
    assert page.count('name="language" value=') == len(translated)


@pytest.fixture
def cast(germany, sweden, tmp_path):
    """A function that starts a demonstration, and the languages of its people by name."""
    found_installation(mode="demonstration")
    make_reference(germany)

    def languages():
        load_demonstration_people(home=tmp_path, password="only-for-showing-1")
        return dict(User.objects.filter(demonstration=True).values_list("username", "language"))

    return languages


IN_ABIDJAN = {"field-civ", "regional-africa", "constituent-civ"}


def test_demonstration_people_speak_the_language_of_their_office(cast):
    assert {name for name, language in cast().items() if language == "fr"} == IN_ABIDJAN


def test_those_of_an_earlier_home_learn_it_unless_they_chose_another(cast):
    cast()
    User.objects.filter(username__in=IN_ABIDJAN).update(language="en")
    for name in IN_ABIDJAN:  # as an earlier version left them: no trace of another language
        account = User.objects.get(username=name)
        User.objects.filter(pk=account.pk).update(username=f"former-{name}", email=f"{name}@former.org")
        account.pk, account.daily_digest = None, False
        account.save()
    chose = User.objects.get(username="field-civ")
    choose_preferences(by=chose, language="en", daily_digest=True)
    found = cast()
    assert (found["field-civ"], found["regional-africa"], found["constituent-civ"]) == ("en", "fr", "fr")
    choose_language(by=User.objects.get(username="regional-africa"), language="en")
    assert cast()["regional-africa"] == "en"
