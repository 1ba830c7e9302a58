"""API keys: `Authorization: Bearer KEY` acts as the key's user, within the key's scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from ilo_dc.core.accounts.actions import api_keys
from ilo_dc.core.accounts.deputies import HEADER, act_as_the_header_says
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.rules import covers, scope_of
from ilo_dc.core.accounts.scopes import OPEN, noun_of
from ilo_dc.core.accounts.second_step import lacks_second_step
from ilo_dc.core.accounts.throttles import note_guess, refuse_guesses

if TYPE_CHECKING:
    from rest_framework.request import Request

    from ilo_dc.core.people.models.user import User

REALM = 'Bearer realm="api"'


class ApiKeyAuthentication(BaseAuthentication):
    """Lets a key in as its user. A wrong, expired or withdrawn one is 401, never silently anonymous.

    So is whatever else an Authorization header says: its sender means to be somebody.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the user and the key; None when the request brings no key."""
        parts = get_authorization_header(request).split()
        if not parts:
            return None
        if parts[0].lower() != b"bearer":
            scheme = parts[0].decode("latin-1") if len(parts) > 1 else ""  # what stands alone may be a key
            raise AuthenticationFailed(_unknown_scheme(scheme))
        if len(parts) != 2:
            raise AuthenticationFailed(_("Write “Authorization: Bearer KEY”."))
        refuse_guesses(request)
        key = _key_of(request, parts[1])
        if principal := request.headers.get(HEADER, ""):
            act_as_the_header_says(key.user, principal)
        _require_scope(request, key)
        api_keys.note_use(key=key)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 answer asks for."""
        return REALM


def _unknown_scheme(scheme: str) -> str:
    advice = _("Write “Authorization: Bearer KEY”.")
    unknown = _("The scheme “%(name)s” is not known here.")
    return f"{unknown % {'name': scheme[:40]}} {advice}" if scheme else advice


def _key_of(request: Request, written: bytes) -> ApiKey:
    digest = api_keys.digest_of(written.decode("latin-1"))
    key = next(iter(ApiKey.objects.select_related("user").filter(digest=digest)), None)
    if key is None:
        note_guess(request)
    if key is None or not key.user.is_active:
        raise AuthenticationFailed(_("This API key is not known."))
    if key.revoked_at is not None or key.was_ended:
        raise AuthenticationFailed(_("This API key was withdrawn."))
    if key.expires_at <= timezone.now():
        raise AuthenticationFailed(_("This API key has expired. Make a new one."))
    return key


class OutOfScope(PermissionDenied):
    """The key was not made for this; the header says which scope it lacks (RFC 6750)."""

    def __init__(self, scope: str) -> None:
        text = _("This API key lacks the scope “%(scope)s”. Make one that has it.")
        super().__init__(text % {"scope": scope})
        self.auth_header = f'{REALM}, error="insufficient_scope", scope="{scope}"'


def _require_scope(request: Request, key: ApiKey) -> None:
    """Refuse what the key was not made for, and what nobody does by a key."""
    writes, noun = request.method not in SAFE_METHODS, noun_of(request.path_info)
    if noun not in OPEN and not covers(key.scopes, noun, writes=writes):
        raise OutOfScope(scope_of(noun, writes=writes))
    if request.method in getattr(request.parser_context["view"], "by_session", ()):
        raise PermissionDenied(_("No API key does this. Sign in and confirm that it is you."))
    if writes and lacks_second_step(key.user):
        raise PermissionDenied(_("Your role asks for two-step sign-in. Set it up to go on."))


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """Describes the keys in the schema, and of each operation the scope that it asks for."""

    target_class = "ilo_dc.core.accounts.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key. Each operation names the scope that it asks for: `read:NOUN` or"
            " `write:NOUN`, the noun being the first word of its path. `read` and `write` are those of all"
            " nouns, and who may write a noun may read it. A key that lacks the scope is answered 403;"
            " it never does more than its person may.",
        }

    def get_security_requirement(self, auto_schema: Any) -> Any:
        """Return the scope of an operation; none where no key is taken."""
        if auto_schema.method in getattr(auto_schema.view, "by_session", ()):
            return []
        noun = noun_of(auto_schema.path)
        scope = scope_of(noun, writes=auto_schema.method not in SAFE_METHODS)
        return {self.name: [] if noun in OPEN else [scope]}
