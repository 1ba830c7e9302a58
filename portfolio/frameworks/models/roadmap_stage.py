import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks.querysets.framework_parts import RoadmapStageQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoadmapStage(Revised):
    """A stage on the way to a framework, as its country team's roadmap names it, and the ILO's part in it."""

    HAPPENED = ("done_on",)  # days that cannot lie ahead

    framework = models.ForeignKey(
        "portfolio.CooperationFramework", models.PROTECT, related_name="roadmap_stages"
    )
    position = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(
        _("stage"), max_length=200, help_text=_("As the roadmap of the country team names it.")
    )
    planned_on = models.DateField(_("planned"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    ilo_contribution = LongTextField(_("what the ILO contributes"), max_length=2000, blank=True)

    objects = RoadmapStageQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("roadmap stage")
        abstract = False
        ordering = ["framework", "position"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "position"],
                name="a_stage_has_its_number_alone",
                violation_error_message=_("Another stage of this roadmap has this number."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="stages_count_from_one",
                violation_error_message=_("Stages are numbered from 1."),
            ),
            WithinCalendar(name="roadmap_stage_dates_are_in_the_calendar", days=["planned_on", "done_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
