from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.installation.models.demonstration import Demonstrable


class SourcedRecord(Demonstrable):
    """A reference record that a source states: edited in place, told by its history, never counted.

    What the source no longer names is withdrawn, never deleted: other rows may point at it.
    """

    edition = models.ForeignKey(
        SourceEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("edition of the source"),
        help_text=_("The file whose words these are."),
    )
    withdrawn = models.BooleanField(
        _("withdrawn"), default=False, help_text=_("Its source no longer names it.")
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta(Demonstrable.Meta):
        abstract = True
