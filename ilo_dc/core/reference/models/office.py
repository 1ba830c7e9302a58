import pghistory
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.reference.vocab import OfficeKind


@pghistory.track()
class Office(Demonstrable):
    """An organizational unit of the ILO; a field office covers countries."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, blank=True, related_name="offices")
    countries = models.ManyToManyField("core.Country", blank=True, related_name="offices")

    class Meta(Demonstrable.Meta):
        verbose_name = _("office")
        abstract = False
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.written_name}"

    @property
    def written_name(self) -> str:
        """The name in the reader's language, of offices that the portal names itself."""
        return gettext(self.name)
