"""The demonstration's cast: everybody once, marked, and never in a live installation."""

import stat

import pytest

from ilo_dc.core.administration.demonstration import CAST, load_demonstration_people
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Membership, Office, User
from ilo_dc.core.people.grants import grants_of
from tests.recipes.demonstration_people import make_reference


@pytest.fixture
def reference(germany, sweden):
    """What the cast is limited to."""
    make_reference(germany)


def test_there_is_one_marked_person_for_each_role(reference, tmp_path, client):
    loaded = load_demonstration_people(home=tmp_path, password="only-for-showing-1")
    people = User.objects.filter(demonstration=True)
    assert {user.username for user in people} == {actor.username for actor in CAST}
    assert set(Membership.objects.values_list("role", flat=True)) == {actor.role for actor in CAST}
    assert all(user.email.endswith("@example.org") for user in people)
    client.post("/account/login/", {"login": "pardev@example.org", "password": "only-for-showing-1"})
    assert client.session["_auth_user_id"] == str(people.get(username="pardev").pk)
    assert grants_of(people.get(username="field-civ")).places("field").cover("CIV", None)
    assert grants_of(people.get(username="donor-de")).organisations
    assert stat.S_IMODE(loaded.kept_in.stat().st_mode) == 0o600
    assert "donor-se" in loaded.kept_in.read_text()


def test_a_second_start_changes_nobody_and_keeps_the_password(reference, tmp_path):
    first = load_demonstration_people(home=tmp_path)
    before = list(User.objects.order_by("pk").values_list("pk", "password"))
    second = load_demonstration_people(home=tmp_path)
    assert second.password == first.password
    assert list(User.objects.order_by("pk").values_list("pk", "password")) == before
    assert Membership.objects.count() == len(CAST)


def test_there_is_somebody_to_hand_over_to_and_a_field_officer_of_each_language(reference, tmp_path):
    load_demonstration_people(home=tmp_path)
    people = User.objects.filter(demonstration=True)
    assert people.filter(memberships__role="pardev").count() == 2
    field = people.filter(memberships__role="field").values_list("username", "language")
    assert dict(field) == {"field-civ": "fr", "field-zwe": "en", "field-per": "es"}
    assert grants_of(people.get(username="field-per")).places("field").cover("PER", None)
    assert not grants_of(people.get(username="field-zwe")).places("field").cover("CIV", None)


def test_an_earlier_home_gets_who_is_new_at_the_next_start(reference, tmp_path):
    first = load_demonstration_people(home=tmp_path)
    new = User.objects.filter(username__in=("pardev-second", "field-zwe", "field-per"))
    for account in new:  # as an earlier version left the home: nobody of these names
        User.objects.filter(pk=account.pk).update(
            username=f"former-{account.pk}", email=f"{account.pk}@former.org", demonstration=False
        )
    Office.objects.filter(code__in=("CO-Harare", "CO-Lima")).update(name="As the portfolio named it")
    again = load_demonstration_people(home=tmp_path)
    assert again.password == first.password
    for name in ("pardev-second", "field-zwe", "field-per"):
        found = User.objects.get(username=name, demonstration=True)
        assert found.check_password(first.password), name
        assert found.memberships.count() == 1
    assert Office.objects.filter(name="As the portfolio named it").count() == 2


def test_a_new_password_replaces_the_old_one(reference, tmp_path):
    load_demonstration_people(home=tmp_path, password="only-for-showing-1")
    load_demonstration_people(home=tmp_path, password="only-for-showing-2")
    assert User.objects.get(username="finance").check_password("only-for-showing-2")
    with pytest.raises(UnableToAct, match="at least"):
        load_demonstration_people(home=tmp_path, password="short")


def test_it_asks_for_the_reference_data_first(installation, tmp_path):
    with pytest.raises(UnableToAct, match="reference data"):
        load_demonstration_people(home=tmp_path)
    assert not User.objects.exists()


def test_a_live_installation_takes_none_of_them(db, tmp_path):
    found_installation(mode="live")
    with pytest.raises(UnableToAct, match="demonstration installation only"):
        load_demonstration_people(home=tmp_path)
    assert not User.objects.exists()
    assert not list(tmp_path.iterdir())
