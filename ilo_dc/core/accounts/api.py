"""`/api-keys/`: one's own keys, and all for administrators: made, listed and withdrawn."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.accounts.actions import api_keys
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.registers import API_KEYS
from ilo_dc.core.accounts.rules import READ
from ilo_dc.core.accounts.scopes import known_scopes
from ilo_dc.core.accounts.vocab import KeyState
from ilo_dc.core.errors import Refused
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key that acts as `person` within its `scopes`; its text is kept nowhere.

    `ended`: with a new password, a sign-out everywhere or a deactivation; nobody withdrew it.
    """

    person = serializers.CharField(source="user.username")
    state = serializers.ChoiceField(choices=KeyState.choices, read_only=True)
    withdrawn_at = serializers.DateTimeField(source="revoked_at", allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = [
            "id",
            "label",
            "prefix",
            "scopes",
            "person",
            "created_at",
            "last_used_at",
            "expires_at",
            "state",
            "withdrawn_at",
            "url",
        ]

    def get_url(self, key: ApiKey) -> str:
        """Return the address of the object."""
        return reverse("api:api-keys-detail", args=[key.pk])


class NewApiKeySerializer(ApiKeySerializer):
    """A new key with its text."""

    key = serializers.SerializerMethodField()

    class Meta(ApiKeySerializer.Meta):
        fields = [*ApiKeySerializer.Meta.fields, "key"]

    def get_key(self, _key: ApiKey) -> str | None:
        """The text of the key, shown this once: null where the same request is repeated."""
        text: str = self.context["text"]
        return text


class NewApiKeyInput(serializers.Serializer[Any]):
    """A key of one's own."""

    label = serializers.CharField(  # type: ignore[assignment]  # a field; the framework takes it away
        max_length=100, help_text="The system that will use it."
    )
    expires_at = serializers.DateTimeField(help_text="At most a year from now.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=[]),
        default=[READ],
        min_length=1,
        help_text="`read` or `write` for all nouns, `read:NOUN` or `write:NOUN` for one; who writes reads.",
    )

    def get_fields(self) -> dict[str, Any]:
        """Offer the scopes, which the addresses of all views tell."""
        fields: dict[str, Any] = super().get_fields()
        fields["scopes"].child.choices = known_scopes()
        return fields


class WithdrawalInput(serializers.Serializer[Any]):
    """Why a key is withdrawn."""

    reason = serializers.CharField(max_length=500)


@extend_schema_view(post=extend_schema(responses={201: NewApiKeySerializer}))
class ApiKeyList(WritingView, RegisterListView):
    """API keys: one's own, and all for administrators and auditors."""

    register = API_KEYS
    public = False
    permission_classes = (IsAuthenticated,)
    by_session = ("POST",)
    shown_once = ("key",)
    serializer_class = ApiKeySerializer
    input_class = NewApiKeyInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Make a key of one's own, after confirming that it is oneself at /account/reauthenticate/."""
        values = self.field_values()
        if not did_recently_reauthenticate(request._request):  # noqa: SLF001  (allauth reads the session)
            raise Refused(
                _("Confirm first that it is you, at %(address)s.")
                % {"address": request.build_absolute_uri(reverse("account_reauthenticate"))}
            )
        key, text = api_keys.issue_api_key(by=self.by, user=self.by, **values)
        context = {**self.get_serializer_context(), "text": text}
        body = NewApiKeySerializer(key, context=context).data
        return Response(body, status=201, headers={"Location": body["url"]})


class ApiKeyObject(RegisterObjectView):
    """One API key."""

    register = API_KEYS
    public = False
    permission_classes = (IsAuthenticated,)
    serializer_class = ApiKeySerializer


@extend_schema_view(post=extend_schema(responses=ApiKeySerializer))
class WithdrawApiKey(WritingView):
    """Withdraw a key: the next request with it is refused."""

    permission_classes = (IsAuthenticated,)
    serializer_class = ApiKeySerializer
    input_class: ClassVar[type[serializers.Serializer[Any]]] = WithdrawalInput
    queryset = ApiKey.objects.none()

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Withdraw it."""
        row = get_object_or_404(API_KEYS.rows(request.user), pk=pk)
        key = api_keys.revoke_api_key(by=self.by, key=row, **self.field_values())
        return Response(self.get_serializer(key).data)


urlpatterns = [
    path("api-keys/", ApiKeyList.as_view(), name="api-keys-list"),
    path("api-keys/<int:pk>/", ApiKeyObject.as_view(), name="api-keys-detail"),
    path("api-keys/<int:pk>/withdraw/", WithdrawApiKey.as_view(), name="api-keys-withdraw"),
]
