"""People: added, edited, kept out and let in again."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import User
from ilo_dc.core.people.actions import users
from ilo_dc.core.people.actions.memberships import ADMINISTRATOR, grant_membership
from ilo_dc.core.people.actions.users import Particulars
from tests.people import signed_in


def _particulars(**changes):
    return Particulars(**{"name": "Nia New", "email": "nia@example.org", **changes})


def test_an_administrator_adds_a_person_and_nobody_else_does(admin, manager):
    with pytest.raises(Refused):
        users.add_person(by=manager, particulars=_particulars())
    user = users.add_person(by=admin, particulars=_particulars())
    assert (user.username, user.demonstration, user.has_usable_password()) == ("nia", True, False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ADA@example.org", "username": "other"}, ""),
        ({"email": ""}, "email"),
        ({"email": "no address", "username": "nia"}, "email"),
        ({"name": " "}, "name"),
        ({"username": "ada"}, "username"),
        ({"username": "ada@example.org"}, "username"),
        ({"language": "xx"}, "language"),
    ],
)
def test_it_names_the_field_of_a_person_that_needs_attention(admin, changes, field):
    with pytest.raises(UnableToAct) as caught:
        users.add_person(by=admin, particulars=_particulars(**changes))
    assert list(caught.value.problems) == [field]
    assert not User.objects.filter(name="Nia New").exists()


def test_there_is_only_one_first_administrator(admin):
    with pytest.raises(UnableToAct, match="administrator already"):
        users.found_administrator(particulars=_particulars())


def test_an_edit_is_kept_in_the_history_with_who_and_why(admin, outsider):
    users.edit_person(by=admin, user=outsider, particulars=_particulars(username="nemo"))
    event = User.pgh_event_model.objects.filter(pgh_obj=outsider).order_by("-pgh_id").first()
    assert (event.name, event.pgh_context.metadata["user"]) == ("Nia New", admin.pk)
    assert event.pgh_context.metadata["reason"] == "Particulars changed"


def test_a_person_chooses_their_language_among_those_spoken(outsider):
    with pytest.raises(UnableToAct):
        users.choose_preferences(by=outsider, language="tlh", daily_digest=True)
    chosen = users.choose_preferences(by=outsider, language="fr", daily_digest=False)
    assert (chosen.language, chosen.daily_digest) == ("fr", False)


def test_nobody_deactivates_themselves_or_the_last_administrator(admin, outsider):
    with pytest.raises(UnableToAct, match="yourself"):
        users.deactivate_person(by=admin, user=admin, reason="Leaving")
    grant_membership(by=admin, user=outsider, grant=ADMINISTRATOR)
    with pytest.raises(UnableToAct) as caught:
        users.deactivate_person(by=outsider, user=admin, reason="  ")
    assert list(caught.value.problems) == ["reason"]
    users.deactivate_person(by=outsider, user=admin, reason="Left the Office")
    with pytest.raises(Refused):
        users.deactivate_person(by=User.objects.get(pk=admin.pk), user=outsider, reason="Revenge")


def test_a_deactivated_person_is_signed_out_and_comes_back_with_a_reason(admin, outsider, client):
    signed_in(outsider, client)
    users.deactivate_person(by=admin, user=outsider, reason="On leave")
    assert not client.get("/data/").wsgi_request.user.is_authenticated
    assert users.reactivate_person(by=admin, user=outsider, reason="Back").is_active


def test_the_database_deletes_no_person(outsider):
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=outsider.pk)._raw_delete("default")


def test_a_live_installation_takes_no_demonstration_person(db):
    found_installation(mode="live")
    user = users.found_administrator(particulars=_particulars())
    assert not user.demonstration
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(demonstration=True)


def test_an_installation_keeps_its_kind(installation):
    assert found_installation(mode="demonstration") == installation
    with pytest.raises(UnableToAct, match="founded as “demonstration”"):
        found_installation(mode="live")
    with pytest.raises(UnableToAct, match="PORTAL_MODE"):
        found_installation(mode="test")
    with pytest.raises(DatabaseError), transaction.atomic():
        type(installation).objects.filter(pk=1).update(kind="live")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(installation).objects.bulk_create([type(installation)(pk=2, kind="live")])
