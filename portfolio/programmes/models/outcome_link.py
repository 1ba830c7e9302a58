from decimal import Decimal

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable
from portfolio.programmes.querysets.outcome_links import FrameworkLinkQuerySet, OutcomeLinkQuerySet

# At the end of the transaction: rows of one outcome and one framework are written one after the other.
SHARES_SUM_TO_HUNDRED = """
IF EXISTS (
    SELECT 1 FROM {link} link JOIN {result} result ON result.id = link.result_id
    WHERE link.outcome_id IN (NEW.outcome_id, OLD.outcome_id)
    GROUP BY link.outcome_id, result.framework_id HAVING sum(link.weight) <> 100
) THEN
    RAISE EXCEPTION 'The weights of an outcome within one framework sum to exactly 100.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""

OF_A_PROGRAMME_AND_BUDGET = """
IF NOT EXISTS (
    SELECT 1 FROM portfolio_resultsnode node
    JOIN portfolio_resultsframework framework ON framework.id = node.framework_id
    WHERE node.id = NEW.result_id AND node.level IN ('outcome', 'output')
    AND framework.kind = 'programme_and_budget'
) THEN
    RAISE EXCEPTION 'An outcome contributes to outcomes and outputs of a Programme and Budget.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

A_TARGET = """
IF NOT EXISTS (SELECT 1 FROM portfolio_resultsnode WHERE id = NEW.result_id AND level = 'target') THEN
    RAISE EXCEPTION 'An outcome contributes to targets of the Sustainable Development Goals.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


def _sums_to_hundred(link: str, result: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="shares_sum_to_hundred",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=SHARES_SUM_TO_HUNDRED.format(link=link, result=result),
    )


def _only(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=func
    )


class OutcomeLink(Demonstrable):
    """What a country programme outcome contributes to. Written whole, with the outcome's version."""

    NAMED_BY = ("outcome", "result")  # in histories

    outcome = models.ForeignKey(
        "portfolio.ProgrammeOutcome", models.CASCADE, related_name="%(class)s_set", verbose_name=_("outcome")
    )

    objects = OutcomeLinkQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.pk}"


class WeightedLink(OutcomeLink):
    """A link with its share in per cent; the shares within one framework sum to exactly 100."""

    weight = models.DecimalField(
        _("weight, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )

    class Meta(OutcomeLink.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "result"],
                name="%(class)s_names_a_result_once",
                violation_error_message=_("This outcome is linked to this result already."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100),
                name="%(class)s_weight_is_a_share",
                violation_error_message=_("A weight must be more than 0 and at most 100."),
            ),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BudgetLink(WeightedLink):
    """The share of an outcome that contributes to an outcome or output of a Programme and Budget."""

    result = models.ForeignKey(
        "portfolio.ResultsNode", models.PROTECT, related_name="budget_links", verbose_name=_("result")
    )

    class Meta(WeightedLink.Meta):
        verbose_name = _("link to the Programme and Budget")
        abstract = False
        ordering = ["outcome", "result__framework", "result__order", "pk"]
        triggers = [
            *WeightedLink.Meta.triggers,
            _only("of_a_programme_and_budget", OF_A_PROGRAMME_AND_BUDGET),
            _sums_to_hundred("portfolio_budgetlink", "portfolio_resultsnode"),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TargetLink(OutcomeLink):
    """A target of the Sustainable Development Goals that an outcome contributes to; it has no share."""

    result = models.ForeignKey(
        "portfolio.ResultsNode", models.PROTECT, related_name="target_links", verbose_name=_("target")
    )

    class Meta(OutcomeLink.Meta):
        verbose_name = _("link to an SDG target")
        abstract = False
        ordering = ["outcome", "result__order", "pk"]
        triggers = [*OutcomeLink.Meta.triggers, _only("a_target", A_TARGET)]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "result"],
                name="an_outcome_names_a_target_once",
                violation_error_message=_("This outcome is linked to this target already."),
            )
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FrameworkLink(WeightedLink):
    """The share of an outcome that contributes to a result of a UN cooperation framework."""

    result = models.ForeignKey(
        "portfolio.FrameworkResult", models.PROTECT, related_name="outcome_links", verbose_name=_("result")
    )

    objects = FrameworkLinkQuerySet.as_manager()  # type: ignore[misc]

    class Meta(WeightedLink.Meta):
        verbose_name = _("link to a result of the UN framework")
        abstract = False
        ordering = ["outcome", "result__framework", "result__text", "pk"]
        triggers = [
            *WeightedLink.Meta.triggers,
            _sums_to_hundred("portfolio_frameworklink", "portfolio_frameworkresult"),
        ]

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return what to do before a result that outcomes contribute to is removed."""
        return str(_("Outcomes of country programmes contribute to it. Take it out of their links first."))
