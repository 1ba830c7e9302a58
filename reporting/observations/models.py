from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.people.querysets import PublicQuerySet


class Observation(Demonstrable):
    """A figure as it stood when a run looked: the same computation as on the page, kept for the trend.

    `dimension` is empty for the undivided figure; else `key` is the dimension's key as an address writes it.
    """

    run = models.ForeignKey("core.Run", models.PROTECT, related_name="observations")
    measure = models.CharField(_("measure"), max_length=60)
    dimension = models.CharField(_("split by"), max_length=40, blank=True)
    key = models.CharField(_("of"), max_length=200, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True)
    numerator = models.DecimalField(_("numerator"), max_digits=20, decimal_places=2, null=True)
    denominator = models.DecimalField(_("denominator"), max_digits=20, decimal_places=2, null=True)
    row_count = models.PositiveIntegerField(_("rows"))
    as_of = models.DateTimeField(_("as of"))
    data_version = models.BigIntegerField(_("data version"))
    computed_at = models.DateTimeField(_("computed"), auto_now_add=True)

    objects = PublicQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "measure", "dimension", "key"],
                name="a_run_observes_a_figure_once",
                violation_error_message=_("This figure was observed in this run already."),
            ),
            WithinCalendar(name="observation_dates_are_in_the_calendar", moments=["as_of"]),
        ]
        indexes = [models.Index(fields=["measure", "dimension", "key", "as_of"], name="observation_series")]

    def __str__(self) -> str:
        return f"{self.measure} {self.key} {self.as_of:%Y-%m-%d}"
