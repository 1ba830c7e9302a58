"""The code list of opinions, with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Opinion(TextChoices):
    """What a bureau says (journeys, J5); silence is no consent."""

    NO_OBJECTION = "no_objection", _("No objection")
    COMMENTS = "comments", _("Comments")
    OBJECTION = "objection", _("Objection")
