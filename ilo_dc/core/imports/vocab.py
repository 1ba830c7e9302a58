"""The life of an uploaded sheet."""

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
