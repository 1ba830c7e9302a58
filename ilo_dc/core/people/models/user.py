from __future__ import annotations

from collections.abc import Iterator

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable


@pghistory.track(exclude=["password", "last_login"])
class User(Demonstrable, AbstractUser):
    """A person who signs in. What they may do stands in their memberships."""

    first_name = None  # type: ignore[assignment]  # names are not taken apart
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=200, blank=True)
    daily_digest = models.BooleanField(
        _("daily digest"),
        default=True,
        help_text=_("One mail a day with what is new. What is urgent is mailed at once in any case."),
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    sessions_ended_at = models.DateTimeField(_("sessions ended"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["email"]

    # Whom a deputy acts for while a request lasts; nobody: for themselves. No column.
    acting_for: User | None = None

    class Meta(Demonstrable.Meta):
        verbose_name = _("user")
        abstract = False
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="one_user_per_address",
                violation_error_message=_("Somebody already signs in with this address."),
            )
        ]
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Protect(name="never_delete", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        # The cast of a demonstration is called by what each does, in the reader's language.
        return gettext(self.name) if self.demonstration and self.name else self.name or self.username

    def get_session_auth_hash(self) -> str:
        """Return what a session must agree with: the password, and when all sessions were last ended."""
        return self._with_end(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same under former keys."""
        for one in super().get_session_auth_fallback_hash():
            yield self._with_end(one)

    def _with_end(self, one: str) -> str:
        return f"{one} {self.sessions_ended_at.isoformat()}" if self.sessions_ended_at else one

    def get_full_name(self) -> str:
        """The person's name as they write it."""
        return str(self)

    def get_short_name(self) -> str:
        """The same: names are not taken apart."""
        return str(self)
