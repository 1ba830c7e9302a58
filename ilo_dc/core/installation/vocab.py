"""What an installation is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InstallationKind(TextChoices):
    """What an installation is, fixed at its first start (DESIGN 8)."""

    DEMONSTRATION = "demonstration", _("Demonstration")
    LIVE = "live", _("Live")
