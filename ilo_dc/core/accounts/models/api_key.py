import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar


@pghistory.track(exclude=["digest", "last_used_at"])
class ApiKey(models.Model):
    """A key of a REST client: acts as its user, read only; kept as a digest, shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_keys")
    label = models.CharField(_("what for"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        ordering = ["-created_at", "-pk"]
        constraints = [WithinCalendar(name="api_key_dates_are_in_the_calendar", moments=["expires_at"])]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"
