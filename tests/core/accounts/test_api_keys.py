"""API keys: shown once, within their scopes, and useless after their end; callers are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.urls import include, path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.test import APIClient
from rest_framework.views import APIView

from ilo_dc.core.accounts.actions import api_keys, second_steps
from ilo_dc.core.accounts.actions.api_keys import MOST
from ilo_dc.core.accounts.rules import covers, without_covered
from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import ApiKey
from ilo_dc.core.people.actions import users


class WhoAmI(APIView):
    """Says who asks."""

    authentication_classes = ()

    def initialize_request(self, request, *args, **kwargs):
        from ilo_dc.core.accounts.authentication import ApiKeyAuthentication

        self.authentication_classes = (ApiKeyAuthentication,)
        return super().initialize_request(request, *args, **kwargs)

    def get(self, request):
        return Response({"user": request.user.get_username()})

    def post(self, request):
        return Response({"user": request.user.get_username()})


urlpatterns = [path("who/", WhoAmI.as_view()), path("", include("ilo_dc.urls"))]
RATES = {"anonymous": "2/min", "signed_in": "3/min", "pages": "9/min", "wrong_keys": "9/min"}
pytestmark = pytest.mark.urls(__name__)


def _in(**delta):
    return timezone.now() + timedelta(**delta)


@pytest.fixture
def key(admin, coordinator):
    return api_keys.issue_api_key(by=admin, user=coordinator, label="Nightly pull", expires_at=_in(days=30))


def _ask(text, method="get"):
    return getattr(APIClient(), method)("/who/", HTTP_AUTHORIZATION=f"Bearer {text}")


def test_a_key_acts_as_its_user_and_is_kept_as_a_digest(key):
    row, text = key
    assert text.startswith("ilo_")
    assert row.prefix == text[:12]
    assert text not in str(ApiKey.objects.filter(pk=row.pk).values().get())
    assert _ask(text).json() == {"user": "olga"}


def test_a_key_changes_nothing_unless_its_person_made_it_for_that(key, coordinator):
    refused = _ask(key[1], "post")
    assert refused.status_code == 403
    assert refused["Content-Type"].startswith("application/problem+json")
    assert refused["WWW-Authenticate"] == 'Bearer realm="api", error="insufficient_scope", scope="write:who"'
    _row, text = api_keys.issue_api_key(
        by=coordinator, user=coordinator, label="Sends", expires_at=_in(days=1), scopes=["write"]
    )
    assert _ask(text, "post").json() == _ask(text).json() == {"user": "olga"}


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["read"], True, False),
        (["write"], True, True),
        (["read:alignments"], True, False),
        (["write:alignments"], True, True),
        (["read:projects", "write:projects"], False, False),
        (["read", "write:projects"], True, False),
        (["read:projects", "write:alignments"], True, True),
        ([], False, False),
        (["write:alignments-of-others", "read:align"], False, False),
    ],
)
def test_scopes_cover_all_nouns_or_one_and_who_writes_reads(scopes, reads, writes):
    assert covers(scopes, "alignments", writes=False) is reads
    assert covers(scopes, "alignments", writes=True) is writes
    for noun in ("alignments", "projects"):
        for level in (False, True):
            assert covers(without_covered(scopes), noun, writes=level) is covers(scopes, noun, writes=level)


def test_what_another_scope_covers_is_left_out():
    assert without_covered(["read", "write", "write:x", "read:x"]) == ["write"]
    assert without_covered(["read:y", "read", "write:x"]) == ["read", "write:x"]
    assert without_covered(["write:x", "read:x", "read:y", "read:y"]) == ["read:y", "write:x"]


@pytest.mark.parametrize(
    "end", ["expired", "withdrawn", "deactivated", "let in again", "unknown", "two words"]
)
def test_a_key_that_has_ended_is_refused_as_a_problem(admin, key, end):
    row, text = key
    if end == "expired":
        ApiKey.objects.filter(pk=row.pk).update(expires_at=_in(seconds=-1))
    elif end == "withdrawn":
        api_keys.revoke_api_key(by=admin, key=row, reason="Lost")
    elif end in {"deactivated", "let in again"}:
        users.deactivate_person(by=admin, user=row.user, reason="Left")
        if end == "let in again":
            users.reactivate_person(by=admin, user=row.user, reason="Back")
        assert not ApiKey.objects.working().exists()
        assert ApiKey.objects.ended().get() == row
    else:
        text = "ilo_nothing" if end == "unknown" else f"{text} more"
    answer = _ask(text)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_key_that_is_made_after_somebody_was_let_in_again_works(admin, coordinator):
    users.deactivate_person(by=admin, user=coordinator, reason="Left")
    back = users.reactivate_person(by=admin, user=coordinator, reason="Back")
    row, text = api_keys.issue_api_key(by=back, user=back, label="New", expires_at=_in(days=1))
    assert _ask(text).status_code == 200
    assert ApiKey.objects.working().get() == row


def test_an_administrator_issues_keys_that_read_and_every_key_ends(admin, manager, coordinator, key):
    ask = {"user": coordinator, "label": "Another"}
    with pytest.raises(Refused):
        api_keys.issue_api_key(by=manager, expires_at=_in(days=1), **ask)
    for end in (_in(seconds=-1), _in(days=367)):
        with pytest.raises(UnableToAct) as caught:
            api_keys.issue_api_key(by=admin, expires_at=end, **ask)
        assert list(caught.value.problems) == ["expires_at"]
    for scopes in (["write"], ["read", "write:alignments"], ["read:nothing"], []):
        with pytest.raises(UnableToAct) as caught:
            api_keys.issue_api_key(by=admin, expires_at=_in(days=1), scopes=scopes, **ask)
        assert list(caught.value.problems) == ["scopes"]
    assert ApiKey.objects.get() == key[0]


def test_everyone_withdraws_their_own_key_and_an_administrator_all(admin, manager, coordinator, key):
    with pytest.raises(Refused):
        api_keys.revoke_api_key(by=manager, key=key[0], reason="No")
    with pytest.raises(UnableToAct) as caught:
        api_keys.revoke_api_key(by=coordinator, key=key[0], reason=" ")
    assert list(caught.value.problems) == ["reason"]
    assert api_keys.revoke_api_key(by=coordinator, key=key[0], reason="Lost").revoked_at
    with pytest.raises(UnableToAct, match="already"):
        api_keys.revoke_api_key(by=admin, key=key[0], reason="Lost")
    events = ApiKey.pgh_event_model.objects.order_by("pgh_id")
    told = [(one.pgh_context.metadata["user"], one.pgh_context.metadata["reason"]) for one in events]
    assert told == [(admin.pk, "Key issued"), (coordinator.pk, "Lost")]


def test_who_owes_a_second_step_makes_no_key_and_writes_by_none(admin, settings):
    ask = {"by": admin, "user": admin, "label": "x", "expires_at": _in(days=1)}
    _row, text = api_keys.issue_api_key(scopes=["write"], **ask)
    assert _ask(text, "post").status_code == 200
    settings.TWO_STEP_ROLES = ["admin"]
    assert (_ask(text).status_code, _ask(text, "post").status_code) == (200, 403)
    with pytest.raises(Refused, match="two-step"):
        api_keys.issue_api_key(**ask)


def test_keys_end_with_the_password_that_is_replaced(coordinator, key):
    get_adapter().set_password(coordinator, "copper lantern drifts past seven quiet harbours")
    coordinator.refresh_from_db()
    assert not ApiKey.objects.of(coordinator).working().exists()
    assert coordinator.check_password("copper lantern drifts past seven quiet harbours")


def test_keys_end_with_the_second_step_that_is_removed(admin, coordinator, key):
    coordinator.authenticator_set.create(type="totp", data={"secret": "sealed"})
    second_steps.remove_second_step(by=admin, user=coordinator, reason="Lost the phone")
    assert _ask(key[1]).status_code == 401


def test_nobody_has_more_keys_than_they_can_look_after(coordinator):
    ask = {"by": coordinator, "user": coordinator, "expires_at": _in(days=1)}
    keys = [api_keys.issue_api_key(label=f"{number}", **ask)[0] for number in range(MOST)]
    with pytest.raises(UnableToAct, match="too many"):
        api_keys.issue_api_key(label="One more", **ask)
    api_keys.revoke_api_key(by=coordinator, key=keys[0], reason="Unused")
    assert api_keys.issue_api_key(label="One more", **ask)


def test_use_is_noted_at_most_once_a_minute(key, django_assert_num_queries):
    row, text = key
    _ask(text)
    first = ApiKey.objects.get(pk=row.pk).last_used_at
    with django_assert_num_queries(1):
        _ask(text)
    assert ApiKey.objects.get(pk=row.pk).last_used_at == first
    ApiKey.objects.filter(pk=row.pk).update(last_used_at=_in(minutes=-2))
    _ask(text)
    assert ApiKey.objects.get(pk=row.pk).last_used_at > first


def test_a_caller_that_asks_too_often_is_told_when_to_come_back(key, db, monkeypatch):
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", RATES)
    client = APIClient()
    forged = [client.get("/who/", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}") for number in range(4)]
    assert [answer.status_code for answer in forged][-1] == 429
    assert 1 <= int(forged[-1]["Retry-After"]) <= 60
    assert _ask(key[1]).status_code == 200
    assert [_ask(key[1]).status_code for _ in range(4)][-1] == 429
