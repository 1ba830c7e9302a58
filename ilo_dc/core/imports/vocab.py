"""The life of an uploaded sheet, and what it speaks of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    """The life of an uploaded sheet."""

    UPLOADED = "uploaded", _("Being checked")
    READY = "ready", _("Checked, waiting for your decision")
    REFUSED = "refused", _("Has errors, nothing saved")
    POSTING = "posting", _("Being saved")
    POSTED = "posted", _("Saved")
    CANCELLED = "cancelled", _("Cancelled")
    REVERSED = "reversed", _("Reversed")


# A worker reads or saves it; it waits for a decision; it may be put away.
AT_WORK = (ImportState.UPLOADED, ImportState.POSTING)
DECIDED_ON = (ImportState.READY, ImportState.REFUSED)
PUT_AWAY = (ImportState.UPLOADED, *DECIDED_ON)


class ScopeKind(TextChoices):
    """How much of a source an import speaks of."""

    NAMED = "named", _("The countries, years or frameworks that the file names, each as a whole")
    ADD = "add", _("Only what the file says: it adds and changes, and withdraws nothing")
    CHOSEN = "chosen", _("Only what is chosen here")
    ALL = "all", _("Everything: the file is complete, what it does not name is withdrawn")
