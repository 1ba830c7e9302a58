import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import SourcedRecord
from portfolio.results.querysets import CrossWalkQuerySet
from portfolio.results.vocab import CrossWalkKind


@pghistory.track()
class CrossWalk(SourcedRecord):
    """How a result of one framework stands to a result of a later one: the same, continued, split, merged.

    Only what a source states is recorded: results of two biennia are not joined because they sound alike.
    """

    NAMED_BY = ("from_node", "kind", "to_node")  # in histories

    from_node = models.ForeignKey(
        "portfolio.ResultsNode", models.PROTECT, related_name="walks_on", verbose_name=_("from")
    )
    to_node = models.ForeignKey(
        "portfolio.ResultsNode", models.PROTECT, related_name="walks_back", verbose_name=_("to")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CrossWalkKind)
    note = models.TextField(_("note"), blank=True)
    source = models.TextField(_("source"))

    objects = CrossWalkQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        verbose_name = _("cross-walk")
        abstract = False
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_node", "to_node"],
                name="two_results_have_one_cross_walk",
                violation_error_message=_("There is a cross-walk between these two already."),
            ),
            models.CheckConstraint(
                condition=~Q(from_node=F("to_node")),
                name="a_cross_walk_leads_to_another_result",
                violation_error_message=_("A cross-walk must lead to another result."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CrossWalkKind.values),
                name="cross_walk_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="a_cross_walk_has_a_source",
                violation_error_message=_("Say where the cross-walk comes from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_node_id} {self.kind} {self.to_node_id}"
