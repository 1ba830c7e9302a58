import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.querysets import ApiKeyQuerySet
from ilo_dc.core.accounts.rules import READ
from ilo_dc.core.accounts.scope_words import scope_words
from ilo_dc.core.accounts.vocab import KeyState
from ilo_dc.core.days import WithinCalendar


def read_only() -> list[str]:
    """Return what a key may do unless it is told: read whatever its person reads."""
    return [READ]


@pghistory.track(exclude=["digest", "last_used_at"])
class ApiKey(models.Model):
    """A key of a REST client: acts as its user within its scopes; kept as a digest, shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_keys")
    label = models.CharField(_("what for"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80), verbose_name=_("scopes"), default=read_only)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        ordering = ["-created_at", "-pk"]
        constraints = [
            WithinCalendar(name="api_key_dates_are_in_the_calendar", moments=["expires_at"]),
            models.CheckConstraint(
                condition=models.Q(scopes__len__gt=0),
                name="api_key_has_scopes",
                violation_error_message=_("Choose what the key may do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"

    @property
    def scopes_in_words(self) -> list[str]:
        """What its scopes give, in the reader's language."""
        return scope_words(self.scopes)

    @property
    def was_ended(self) -> bool:
        """Whether all that acts as its person was ended since: by a deactivation, a new password, or the
        removal of the second step.
        """
        ended = self.user.sessions_ended_at
        return ended is not None and self.created_at <= ended

    @property
    def state(self) -> KeyState:
        """Whether it opens the API now, and if not, why."""
        if self.revoked_at is not None:
            return KeyState.WITHDRAWN
        if self.was_ended or not self.user.is_active:
            return KeyState.ENDED
        return KeyState.EXPIRED if self.expires_at <= timezone.now() else KeyState.WORKS
