import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Invitation(models.Model):
    """A person was asked to choose a password; accepted when they did."""

    NAMED_BY = ("user",)  # in histories

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitation")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return str(self.user_id)
