import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks.querysets.framework_parts import ResultsGroupQuerySet
from portfolio.frameworks.vocab import GroupRole


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ResultsGroup(Revised):
    """A results group of a framework's country team, and what the ILO is in it."""

    HAPPENED = ("role_since",)  # days that cannot lie ahead

    framework = models.ForeignKey(
        "portfolio.CooperationFramework", models.PROTECT, related_name="results_groups"
    )
    name = models.CharField(_("results group"), max_length=200)
    result = models.ForeignKey(
        "portfolio.FrameworkResult",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("priority or outcome"),
    )
    ilo_role = models.CharField(_("role of the ILO"), max_length=10, choices=GroupRole)
    role_since = models.DateField(_("in this role since"), null=True, blank=True)
    note = LongTextField(_("note"), max_length=1000, blank=True)

    objects = ResultsGroupQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("results group")
        abstract = False
        ordering = ["framework", "name"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "name"],
                name="a_results_group_stands_once",
                violation_error_message=_("This framework already has a results group of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ilo_role__in=GroupRole.values),
                name="group_role_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            WithinCalendar(name="results_group_dates_are_in_the_calendar", days=["role_since"]),
        ]

    def __str__(self) -> str:
        return self.name
