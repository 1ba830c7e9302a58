import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.imports.querysets import ImportBatchQuerySet
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.installation.models.demonstration import Demonstrable


@pghistory.track(exclude=["problems", "plan"])
class ImportBatch(Demonstrable):
    """An uploaded sheet: checked first, saved whole or not at all, and kept with what it did.

    `problems` is a list of {sheet, row, column, value, message}; `plan` counts what saving would do:
    {created, changed, withdrawn, unchanged, rows, left_out, names, differences: [...]}. `scope` is what the
    import was asked to speak of: {kind, names, finance_year}; `plan.names` are those that the file named.
    """

    HAPPENED = ("source_date",)  # days that cannot lie ahead

    importer = models.CharField(_("kind of sheet"), max_length=60)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m")
    file_name = models.CharField(_("file name"), max_length=300)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    checksum = models.CharField(_("SHA-256"), max_length=64)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    problems = models.JSONField(default=list, blank=True)
    problem_count = models.PositiveIntegerField(_("errors"), default=0)
    plan = models.JSONField(default=dict, blank=True)
    scope = models.JSONField(_("scope"), default=dict, blank=True)
    run = models.ForeignKey("core.Run", models.PROTECT, null=True, related_name="imports")
    change = models.ForeignKey("core.Change", models.PROTECT, null=True, related_name="imports")
    reversal = models.ForeignKey(
        "core.Change",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversals",
        verbose_name=_("reversed by"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("import batch")
        abstract = False
        ordering = ["-pk"]
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="import_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="import_batch_dates_are_in_the_calendar", days=["source_date"]),
        ]

    def __str__(self) -> str:
        return self.file_name
