import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from portfolio.project_results.querysets import OfPlanQuerySet


@pghistory.track()
class ProjectExtension(Demonstrable):
    """An agreement that a project goes on longer; what was agreed is never changed, only followed."""

    NAMED_BY = ("project", "agreed_on")  # in histories
    HAPPENED = ("agreed_on",)

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="extensions", verbose_name=_("project")
    )
    agreed_on = models.DateField(_("agreed on"))
    ended_on = DayAfterField(_("last day before"))
    ends_on = DayAfterField(_("new last day"))
    reason = models.CharField(_("reason"), max_length=500)

    objects = OfPlanQuerySet.of("project")

    class Meta(Demonstrable.Meta):
        verbose_name = _("extension of a project")
        abstract = False
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("ended_on")),
                name="an_extension_of_a_project_is_longer",
                violation_error_message=_("The extension must end after the project."),
            ),
            WithinCalendar(
                name="project_extension_dates_are_in_the_calendar",
                days=["agreed_on"],
                days_after=["ended_on", "ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.ends_on}"
