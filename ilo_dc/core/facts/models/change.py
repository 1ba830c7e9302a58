import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REFUSE = """
RAISE EXCEPTION 'A change that was recorded stays as it is.';
"""


class Change(models.Model):
    """One transaction that wrote counted rows: its number is the data version.

    Numbers have no gap and `recorded_at` is strictly increasing, both in commit order: they are given
    under one advisory lock (`ilo_dc.core.facts.actions.changes.recording`), never by a sequence.
    """

    NAMED_BY = ("written_reason",)  # in histories

    id = models.BigIntegerField(_("number"), primary_key=True)
    recorded_at = models.DateTimeField(_("recorded"), unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    edition = models.ForeignKey("core.SourceEdition", models.PROTECT, null=True, related_name="changes")
    run = models.ForeignKey("core.Run", models.PROTECT, null=True, related_name="changes")

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Trigger(
                name="never_change", when=pgtrigger.Before, operation=pgtrigger.Update, func=REFUSE
            ),
            pgtrigger.Trigger(
                name="never_delete", when=pgtrigger.Before, operation=pgtrigger.Delete, func=REFUSE
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pk__gte=1),
                name="change_numbers_start_at_one",
                violation_error_message=_("Changes count from 1."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reason}"

    @property
    def written_reason(self) -> str:
        """The reason: a person's own words, or the portal's in the reader's language."""
        return gettext(self.reason) if self.reason else ""
