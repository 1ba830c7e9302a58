from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.querysets import SessionQuerySet
from ilo_dc.core.accounts.rules import browser_of

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


class Session(AbstractBaseSession):
    """A browser that somebody signed in with, or a stranger's; `ilo_dc.core.accounts.sessions` writes it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions", null=True, blank=True
    )
    began_at = models.DateTimeField(_("signed in"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last active"), null=True, blank=True)
    client = models.CharField(_("browser"), max_length=300, blank=True)

    objects: ClassVar = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")  # type: ignore[assignment]  # lazy, as everywhere
        abstract = False
        ordering = ["-seen_at", "session_key"]

    def __str__(self) -> str:
        return browser_of(self.client) or str(_("Unknown browser"))

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return what reads and writes the rows."""
        from ilo_dc.core.accounts.sessions import SessionStore  # it imports this model

        return SessionStore

    @property
    def number(self) -> str:
        """What an address calls it: its key would let whoever reads the address in."""
        return sha256(self.session_key.encode()).hexdigest()[:20]
