import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.fact import Fact
from portfolio.frameworks.querysets.framework_parts import PublicationStateQuerySet

COLUMN_FOLLOWS = """
IF (SELECT published FROM portfolio_cooperationframework WHERE id = NEW.framework_id)
   IS DISTINCT FROM coalesce((
    SELECT published FROM portfolio_publicationstate
    WHERE framework_id = NEW.framework_id AND superseded_at IS NULL), false) THEN
    RAISE EXCEPTION 'A framework must say of its publication what was recorded last.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


class PublicationState(Fact):
    """Whether everyone sees what officers recorded of a cooperation framework, from when it was recorded on.

    A framework that has none was never published. `CooperationFramework.published` repeats the current one:
    the database holds both to each other.
    """

    FACT_KEY = ("framework",)
    NOUN = "cooperation-frameworks"
    SUBJECT = "framework_id"

    framework = models.ForeignKey(
        "portfolio.CooperationFramework",
        models.PROTECT,
        related_name="publications",
        verbose_name=_("framework"),
    )
    published = models.BooleanField(_("published"))

    objects = PublicationStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["framework", "-recorded_at", "-pk"]
        triggers = [
            *Fact.Meta.triggers,
            pgtrigger.Trigger(
                name="column_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=COLUMN_FOLLOWS,
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["framework", "recorded_at"], name="publications_of_a_framework"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_publication_per_framework",
                violation_error_message=_(
                    "The publication of this framework is recorded already: it must be replaced."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.published}"
