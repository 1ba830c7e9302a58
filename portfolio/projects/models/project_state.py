from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.life.models import DatedStatus, belongs_to_its_life
from portfolio.projects.querysets.projects import ProjectStateQuerySet
from portfolio.projects.vocab import ProjectStatus

# In the fact's own transaction, so that no reader ever sees the two differ.
PROJECT_FOLLOWS = """
IF NEW.superseded_at IS NULL AND NOT NEW.past THEN
    UPDATE portfolio_project
    SET status = NEW.status, version = version + 1, updated_at = now()
    WHERE id = NEW.project_id AND status <> NEW.status;
END IF;
RETURN NULL;
"""


class ProjectState(DatedStatus):
    """The status of a project, from `effective_on`, as recorded.

    The measure counts these rows; the project's own `status` repeats the current one.
    """

    FACT_KEY = ("project",)
    NOUN = "projects"
    SUBJECT = "project_id"

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="states", verbose_name=_("project")
    )
    status = models.CharField(_("status"), max_length=12, choices=ProjectStatus)
    effective_on = models.DateField(_("with effect from"))
    reason = models.CharField(_("reason"), max_length=500)

    objects = ProjectStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedStatus.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *DatedStatus.Meta.triggers,
            belongs_to_its_life("portfolio_projectstate", "project_id"),
            pgtrigger.Trigger(
                name="project_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=PROJECT_FOLLOWS,
            ),
        ]
        indexes = [
            *DatedStatus.Meta.indexes,
            models.Index(fields=["project", "recorded_at"], name="states_of_a_project"),
        ]
        constraints = [
            *DatedStatus.Meta.constraints,
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_project",
                violation_error_message=_("This project has a status in force already: it must be replaced."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProjectStatus.values),
                name="project_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="project_state_has_a_reason",
                violation_error_message=_("Give a reason for this status."),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_project_states_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
            WithinCalendar(name="project_state_dates_are_in_the_calendar", days=["effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.status}"

    @property
    def changed_at(self) -> datetime:
        """When this, or anything that is shown of its project, was recorded, edited or closed last."""
        moments = (self.recorded_at, self.superseded_at, self.project.updated_at)
        return max(moment for moment in moments if moment is not None)
