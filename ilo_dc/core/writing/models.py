from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """A key under which a person sent something that was saved, with the answer to give to a repetition.

    `asked` is the digest of what was sent. The row commits together with what was saved, so a key that is
    seen was used; it is kept for `ilo_dc.core.writing.actions.KEPT` and then swept.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(_("key"), max_length=200)
    asked = models.CharField(_("SHA-256 of what was sent"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    headers = models.JSONField(_("headers"), default=dict)
    body = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(_("used"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="a_key_is_used_once_by_a_person",
                violation_error_message=_("This key was used already. Use a new one for each request."),
            )
        ]

    def __str__(self) -> str:
        return self.key
