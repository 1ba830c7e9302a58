"""API keys: `Authorization: Bearer KEY` acts as the key's user, read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from ilo_dc.core.accounts.actions import api_keys
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.throttles import note_guess, refuse_guesses

if TYPE_CHECKING:
    from rest_framework.request import Request

    from ilo_dc.core.people.models.user import User


class ApiKeyAuthentication(BaseAuthentication):
    """Lets a key in as its user. A wrong, expired or withdrawn one is 401, never silently anonymous."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the user and the key; None when the request brings no key."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Write “Authorization: Bearer KEY”."))
        refuse_guesses(request)
        key = _key_of(request, parts[1])
        if request.method not in SAFE_METHODS:
            raise PermissionDenied(_("API keys read only. Sign in to change something."))
        api_keys.note_use(key=key)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 answer asks for."""
        return 'Bearer realm="api"'


def _key_of(request: Request, written: bytes) -> ApiKey:
    digest = api_keys.digest_of(written.decode("latin-1"))
    key = next(iter(ApiKey.objects.select_related("user").filter(digest=digest)), None)
    if key is None:
        note_guess(request)
    if key is None or not key.user.is_active:
        raise AuthenticationFailed(_("This API key is not known."))
    if key.revoked_at is not None:
        raise AuthenticationFailed(_("This API key was withdrawn."))
    if key.expires_at <= timezone.now():
        raise AuthenticationFailed(_("This API key has expired. Ask an administrator for a new one."))
    return key


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """Describes the keys in the schema."""

    target_class = "ilo_dc.core.accounts.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A read-only API key."}
