from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import filled, written_in
from ilo_dc.core.notices.querysets import NotificationQuerySet
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.own_pages import MUST_BE_OWN, OWN_PAGE
from ilo_dc.formats import text as formats


class Notification(models.Model):
    """Something a person should know, with the page where it stands.

    `text` is a source text of the catalogues with `%(name)s` for `values`, so that everybody reads it in
    their own language; `languages` says in which some of these were written. `key` (if any) makes a reminder
    of a schedule reach a person once.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=3, choices=NoticeKind)
    text = models.CharField(_("text"), max_length=300)
    values = models.JSONField(_("values"), default=dict, blank=True)
    languages = models.JSONField(_("languages of the values"), default=dict, blank=True, editable=False)
    url = models.CharField(_("address"), max_length=300)
    key = models.CharField(_("sent once as"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient"], name="unread_notifications", condition=Q(read_at__isnull=True))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"],
                condition=~Q(key=""),
                name="a_keyed_notification_is_told_once",
                violation_error_message=_("This person was told of this already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values),
                name="notification_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(url__regex=OWN_PAGE),
                name="a_notification_leads_into_the_portal",
                violation_error_message=MUST_BE_OWN,
            ),
        ]

    def __str__(self) -> str:
        return filled(gettext(self.text), **{name: self._worded(name) for name in self.values})

    def _worded(self, name: str) -> Any:
        """Return a value in its language, a day or a half-year as that of the reader writes it."""
        value = self.values[name]
        if not isinstance(value, str):
            return value
        language = self.languages.get(name, "")
        return written_in(language, value) if language else formats.worded(value)
