import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.projects.querysets.projects import OfProjectQuerySet
from portfolio.projects.vocab import ParticipantRole


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Participant(Revised):
    """An organisation that takes part in a project; people of that organisation see the project."""

    NAMED_BY = ("organisation", "role")  # in histories

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="participants", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        "core.Organisation", models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=ParticipantRole)

    objects = OfProjectQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("participant")
        abstract = False
        ordering = ["project", "role", "pk"]
        indexes = [models.Index(fields=["organisation", "project"], name="projects_of_an_organisation")]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "organisation", "role"],
                name="an_organisation_has_a_role_once",
                violation_error_message=_("This organisation takes part in this role already."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role=ParticipantRole.AGENT),
                name="a_joint_programme_has_one_agent",
                violation_error_message=_("This joint programme has an administrative agent already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=ParticipantRole.values),
                name="participant_role_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"
