import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.project_results.querysets import RiskQuerySet
from portfolio.project_results.vocab import Scale


@texts_written_in("project.language", "text", "response")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Risk(Revised):
    """What may keep a project from its results, and what is done about it."""

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="risks", verbose_name=_("project")
    )
    text = models.CharField(_("what may happen"), max_length=500)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Scale)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Scale)
    response = models.CharField(_("response"), max_length=1000, blank=True)
    owner = models.ForeignKey(
        "core.Office", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    objects = RiskQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("risk of a project")
        abstract = False
        ordering = ["project", "-likelihood", "-impact", "pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(likelihood__in=Scale.values, impact__in=Scale.values),
                name="a_risk_is_low_medium_or_high",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
