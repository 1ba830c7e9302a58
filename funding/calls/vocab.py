"""Code lists of funding calls; both are the portal's own (`docs/rules/funding-calls.md`)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallStatus(TextChoices):
    """Whether a call takes bids on a day: read from its dates, never recorded."""

    COMING = "coming", _("Not yet open")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class BidResult(TextChoices):
    """What became of a bid."""

    WON = "won", _("Won")
    LOST = "lost", _("Not won")
    WITHDRAWN = "withdrawn", _("Withdrawn by us")


NO_RESULT = "none"  # asks for the bids of which nothing is decided yet
