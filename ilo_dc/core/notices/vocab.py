"""What people are told of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    """What people are told of (journeys, section 4, by its numbers; N21 is ours)."""

    N1 = "N1", _("Proposals and their appraisal")
    N2 = "N2", _("Opinion requested")
    N3 = "N3", _("Large proposal submitted")
    N4 = "N4", _("Approval issued")
    N5 = "N5", _("Programme outcome missing")
    N6 = "N6", _("Progress and donor reports")
    N7 = "N7", _("Instalment due")
    N8 = "N8", _("Outcome update")
    N9 = "N9", _("Programme or framework changes")
    N10 = "N10", _("Committee without meeting")
    N11 = "N11", _("Action item due")
    N12 = "N12", _("Delivery below the milestone")
    N13 = "N13", _("Published figure changed")
    N14 = "N14", _("RBSA rounds and funding calls")
    N15 = "N15", _("Clearance of a partnership")
    N16 = "N16", _("Import finished")
    N17 = "N17", _("Snapshot published")
    N18 = "N18", _("API version ends")
    N19 = "N19", _("Problem with a figure")
    N20 = "N20", _("Your account")
    N21 = "N21", _("Work that a colleague assigned or reminds of")


# Mailed at once (★ in journeys, section 4); the others come with the daily digest.
PRESSING = frozenset((NoticeKind.N1, NoticeKind.N2, NoticeKind.N4, NoticeKind.N20))
