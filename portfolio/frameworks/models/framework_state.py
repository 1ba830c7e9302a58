from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.life.models import DatedStatus, belongs_to_its_life
from portfolio.frameworks.querysets.framework_parts import FrameworkStateQuerySet
from portfolio.frameworks.vocab import FrameworkStatus


class FrameworkState(DatedStatus):
    """Where a cooperation framework was in its life, with effect from a day."""

    FACT_KEY = ("framework",)
    NOUN = "cooperation-frameworks"
    SUBJECT = "framework_id"

    framework = models.ForeignKey(
        "portfolio.CooperationFramework",
        models.PROTECT,
        related_name="statuses",
        verbose_name=_("framework"),
    )
    status = models.CharField(_("status"), max_length=12, choices=FrameworkStatus)
    effective_on = models.DateField(_("with effect from"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = FrameworkStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedStatus.Meta):
        abstract = False
        triggers = [
            *DatedStatus.Meta.triggers,
            belongs_to_its_life("portfolio_frameworkstate", "framework_id"),
        ]
        ordering = ["framework", "-recorded_at", "-pk"]
        constraints = [
            *DatedStatus.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_status_per_framework",
                violation_error_message=_(
                    "This framework has a status in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=FrameworkStatus.values),
                name="framework_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="framework_state_dates_are_in_the_calendar", days=["effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.status}"
