"""The opening of an installation: from then on nothing is recorded with an earlier date (DESIGN 3.0)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

REFUSE = """
RAISE EXCEPTION 'The opening of an installation is final.';
"""
# Demonstration data may be dated back; what a first historical import brings may be until the opening.
UNTIL_OPENED = """
IF EXISTS (SELECT FROM core_opening) THEN
    RAISE EXCEPTION 'The installation was opened: % takes no earlier date of recording.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


def dated_back_until_opened() -> pgtrigger.Trigger:
    """Return the trigger that takes rows with an earlier date of recording until the opening only."""
    return pgtrigger.Trigger(
        name="dated_back_until_opened",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__backdated=True, new__demonstration=False),
        func=UNTIL_OPENED,
    )


class Opening(models.Model):
    """When the installation was opened, by whom and why: at most one row, which stays."""

    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("opening of the installation")
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
                condition=Q(pk=1),
                name="an_installation_opens_once",
                violation_error_message=_("The installation was opened already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"
