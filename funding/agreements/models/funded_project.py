import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.querysets import FundedProjectQuerySet
from ilo_dc.core.versions.models import Revised


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FundedProject(Revised):
    """A project that an agreement funds, and its share of the agreement in per cent.

    What the project contributes to, the project itself says, by shares.
    """

    NAMED_BY = ("project",)  # in histories

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="funded_projects", verbose_name=_("agreement")
    )
    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="funded_by", verbose_name=_("project")
    )
    share = models.DecimalField(
        _("share, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    objects = FundedProjectQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("funded project")
        abstract = False
        ordering = ["agreement", "pk"]
        indexes = [models.Index(fields=["project", "agreement"], name="agreements_of_a_project")]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement", "project"],
                name="an_agreement_funds_a_project_once",
                violation_error_message=_("This project is named already: change its share."),
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="the_share_of_a_funded_project_is_a_share",
                violation_error_message=_("A share must be above 0 and at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}"
