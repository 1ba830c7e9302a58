"""API keys: shown once, read only, and useless after their end; callers are counted."""

from datetime import timedelta

import pytest
from django.urls import path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.test import APIClient
from rest_framework.views import APIView

from ilo_dc.core.accounts.actions import api_keys
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


urlpatterns = [path("who/", WhoAmI.as_view())]
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


def test_a_key_changes_nothing(key):
    assert _ask(key[1], "post").status_code == 403


@pytest.mark.parametrize("end", ["expired", "withdrawn", "deactivated", "unknown", "two words"])
def test_a_key_that_has_ended_is_refused_as_a_problem(admin, key, end):
    row, text = key
    if end == "expired":
        ApiKey.objects.filter(pk=row.pk).update(expires_at=_in(seconds=-1))
    elif end == "withdrawn":
        api_keys.revoke_api_key(by=admin, key=row, reason="Lost")
    elif end == "deactivated":
        users.deactivate_person(by=admin, user=row.user, reason="Left")
    else:
        text = "ilo_nothing" if end == "unknown" else f"{text} more"
    answer = _ask(text)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"].startswith("application/problem+json")


def test_only_an_administrator_issues_and_withdraws_keys_and_every_key_ends(admin, manager, coordinator, key):
    ask = {"user": coordinator, "label": "Another"}
    with pytest.raises(Refused):
        api_keys.issue_api_key(by=manager, expires_at=_in(days=1), **ask)
    for end in (_in(seconds=-1), _in(days=367)):
        with pytest.raises(UnableToAct) as caught:
            api_keys.issue_api_key(by=admin, expires_at=end, **ask)
        assert list(caught.value.problems) == ["expires_at"]
    with pytest.raises(Refused):
        api_keys.revoke_api_key(by=manager, key=key[0], reason="No")
    assert api_keys.revoke_api_key(by=admin, key=key[0], reason="Lost").revoked_at
    with pytest.raises(UnableToAct, match="already"):
        api_keys.revoke_api_key(by=admin, key=key[0], reason="Lost")


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
