"""Code lists of country programme outcomes and global products."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TextLanguage(TextChoices):
    """The language that texts of the field are written in: the Office's three working languages."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
