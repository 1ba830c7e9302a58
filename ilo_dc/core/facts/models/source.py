from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable


class SourceEdition(Demonstrable):
    """One edition of a file or publication that rows were read from; a statistic is kept by edition."""

    code = models.SlugField(_("source"), max_length=80, help_text=_("The same for all editions of a source."))
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    retrieved_on = models.DateField(_("retrieved"), null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=300)
    checksum = models.CharField(_("SHA-256"), max_length=64)
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta(Demonstrable.Meta):
        abstract = False
        ordering = ["code", "-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "checksum"],
                name="one_edition_per_file",
                violation_error_message=_("This file was already recorded."),
            ),
            WithinCalendar(
                name="source_edition_dates_are_in_the_calendar", days=["source_date", "retrieved_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{gettext(self.title)} ({self.source_date or self.file_name})"
