"""Words of API keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyState(models.TextChoices):
    """Whether a key opens the API: `ended` with all that acted as its person, though nobody withdrew it."""

    WORKS = "works", _("Works")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Ended")
