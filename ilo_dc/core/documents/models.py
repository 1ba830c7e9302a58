import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.documents.media import MEDIA_TYPES, MediaType
from ilo_dc.core.documents.querysets import DocumentQuerySet
from ilo_dc.core.installation.models.demonstration import Demonstrable


@pghistory.track()
class Document(Demonstrable):
    """A file that belongs to a row of any noun and is seen by whoever sees that row.

    It has no address of its own: pages and API serve it under its owner's, after looking the owner up among
    the rows that the reader may see. `media_type` is what the content is. A document is withdrawn, never
    deleted; the file stays.
    """

    owner_noun = models.CharField(_("kind of owner"), max_length=100)
    owner_id = models.CharField(_("owner"), max_length=64)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m")
    name = models.CharField(_("file name"), max_length=300)
    title = models.CharField(_("what it is"), max_length=200, blank=True)
    media_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    checksum = models.CharField(_("SHA-256"), max_length=64)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(_("attached"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("document")
        abstract = False
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner_noun", "owner_id"], name="documents_of_an_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="a_document_is_not_empty",
                violation_error_message=_("The file is empty. Attach one with something in it."),
            ),
            models.UniqueConstraint(
                fields=["owner_noun", "owner_id", "checksum"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_document_is_attached_once",
                violation_error_message=_("This very file is attached already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def kind(self) -> MediaType | None:
        """What the file is; None for a kind that is no longer kept."""
        return MEDIA_TYPES.get(self.media_type)
