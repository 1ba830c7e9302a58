"""Secrets at rest: sealed with keys derived from the settings, so that a copy of the database tells none."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct

PURPOSE = b"ilo-dc-portal: secrets at rest"  # no other use of the same setting yields these keys


class UnableToUnseal(UnableToAct):
    """A secret was sealed with a key that the settings no longer name."""

    title = "Unable to read this secret"


def seal(text: str) -> str:
    """Return a text encrypted and authenticated with the first key (Fernet)."""
    return _keys().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Return the text that was sealed with any of the keys.

    Raises:
        UnableToUnseal: none of them fits.
    """
    try:
        return _keys().decrypt(sealed).decode()
    except InvalidToken as error:
        raise UnableToUnseal(
            _(
                "The portal’s key was changed, and your second step cannot be checked with the new one. "
                "Ask an administrator to remove it, and set it up again."
            )
        ) from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_key_of(secret)) for secret in settings.SEALING_SECRETS])


def _key_of(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
