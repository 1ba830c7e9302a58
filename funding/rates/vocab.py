"""Where exchange rates come from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DOLLAR = "USD"


class RateSource(TextChoices):
    """Who states a rate: the UN Treasury, or a demonstration that has nobody to ask."""

    UNORE = "unore", _("UN operational rate of exchange")
    DEMO = "demo", _("DEMO: average of a month (IMF), no UN operational rate")
