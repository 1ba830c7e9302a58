from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.fact import Fact
from portfolio.programmes.models.programme_outcome import Milestone, status_follows
from portfolio.programmes.querysets.milestones import MilestoneStateQuerySet
from portfolio.programmes.vocab import MilestoneStatus


class MilestoneState(Fact):
    """How a milestone stands and when it is due, from `effective_on`, as recorded.

    Measures count these rows, of milestones in programmes from signature on, and without a programme from the
    publication of its outcome on. `Milestone.status` and `due_on` repeat the current one.
    """

    FACT_KEY = ("milestone",)
    NOUN = "milestone-statuses"

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="states", verbose_name=_("milestone")
    )
    status = models.CharField(_("status"), max_length=20, choices=MilestoneStatus)
    due_on = models.DateField(_("due"))
    effective_on = models.DateField(_("with effect from"))

    objects = MilestoneStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["milestone", "-recorded_at", "-pk"]
        triggers = [*Fact.Meta.triggers, status_follows("milestone_id")]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["milestone", "recorded_at"], name="states_of_a_milestone"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_milestone",
                violation_error_message=_(
                    "A status of this milestone is in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=MilestoneStatus.values),
                name="milestone_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="milestone_state_dates_are_in_the_calendar", days=["due_on", "effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.status}"

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return why a milestone that was counted is not removed."""
        return str(_("The status of this milestone was recorded. It stays; change it instead."))
