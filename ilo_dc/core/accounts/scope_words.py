"""What the scopes of an API key give, in words: pages say these, the API keeps the codes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.rules import READ, WRITE

EVERYTHING = {
    READ: _("Read all that the person may read"),
    WRITE: _("Read all that the person may read, and change all that they may change"),
}


def scope_words(scopes: Iterable[str]) -> list[str]:
    """Return what each scope gives, in the reader's language."""
    return [_words_of(scope) for scope in scopes]


def _words_of(scope: str) -> str:
    level, _colon, noun = scope.partition(":")
    if not noun:
        return str(EVERYTHING[level])
    if level == WRITE:
        return gettext("Read and change only “%(noun)s”") % {"noun": noun}
    return gettext("Read only “%(noun)s”") % {"noun": noun}
