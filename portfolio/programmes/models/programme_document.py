import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from portfolio.programmes.querysets.programme_documents import ProgrammeDocumentQuerySet
from portfolio.programmes.vocab import DocumentKind

OF_ITS_PROGRAMME = """
IF NOT EXISTS (
    SELECT 1 FROM core_document
    WHERE id = NEW.document_id AND owner_noun = 'portfolio.countryprogramme'
        AND owner_id = NEW.programme_id::text
) THEN
    RAISE EXCEPTION 'A document of a programme is one that is attached to it.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@pghistory.track()
class ProgrammeDocument(Demonstrable):
    """What a document attached to a country programme is; the file is the document's, and so is its end."""

    NAMED_BY = ("kind", "document")  # in histories

    HAPPENED = ("dated_on",)  # days that cannot lie ahead

    programme = models.ForeignKey(
        "portfolio.CountryProgramme", models.PROTECT, related_name="documents", verbose_name=_("programme")
    )
    document = models.OneToOneField("core.Document", models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)

    objects = ProgrammeDocumentQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("programme document")
        abstract = False
        ordering = ["-pk"]
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Trigger(
                name="of_its_programme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OF_ITS_PROGRAMME,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values),
                name="programme_document_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="programme_document_dates_are_in_the_calendar", days=["dated_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_id}"
