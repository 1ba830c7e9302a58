"""How a reported problem stands (our convention)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProblemStatus(TextChoices):
    """The life of a problem: whoever owns the figure answers it, or closes it."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
