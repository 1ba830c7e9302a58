"""Querysets of results frameworks, their results and the cross-walks between them; all are public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Count, Prefetch, Q

from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.text_search import has_words
from portfolio.results.vocab import TEXT_LANGUAGES, NodeLevel, ResultsFrameworkKind

if TYPE_CHECKING:
    from portfolio.results.models.results_node import ResultsNode


def in_six(*stems: str) -> tuple[str, ...]:
    """Return the columns that hold `stems` in the six languages."""
    return tuple(f"{stem}_{language}" for stem in stems for language in TEXT_LANGUAGES)


class SourcedQuerySet(PublicQuerySet):
    """Records that a source states."""

    def in_force(self) -> Self:
        """Return those that their source still names."""
        return self.filter(withdrawn=False)


class ResultsFrameworkQuerySet(SourcedQuerySet):
    """Results frameworks."""

    def named(self, text: str) -> Self:
        """Return the frameworks with each word in their code or, in any language, in their title."""
        return self.filter(has_words(text, ("code", *in_six("title"))))

    def with_counts(self) -> Self:
        """Annotate `result_count` and `unverified_count`: the results in force, and those to be verified."""
        in_force = Q(nodes__withdrawn=False)
        return self.annotate(
            result_count=Count("nodes", filter=in_force),
            unverified_count=Count("nodes", filter=in_force & Q(nodes__verified=False)),
        )

    def for_list(self) -> Self:
        """Return the frameworks with all that a line shows."""
        return self.with_counts().select_related("edition")


class ResultsNodeQuerySet(SourcedQuerySet):
    """Results that frameworks name."""

    def named(self, text: str) -> Self:
        """Return the results with each word as code or, in any language, in their text or short name."""
        return self.filter(has_words(text, in_six("text", "short"), ("code",)))

    def policy_outcomes(self) -> Self:
        """Return the outcomes of Programmes and Budgets: policy outcomes and enabling ones."""
        return self.filter(level=NodeLevel.OUTCOME, framework__kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET)

    def outputs(self) -> Self:
        """Return the outputs of Programmes and Budgets."""
        return self.filter(level=NodeLevel.OUTPUT, framework__kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET)

    def sdg_targets(self) -> Self:
        """Return the targets of the Sustainable Development Goals."""
        return self.filter(level=NodeLevel.TARGET)

    def with_below(self) -> Self:
        """Fetch the results in force below each as `below`, and those below them; two more queries."""
        inner = self.model.objects.in_force().order_by("order", "pk")
        below = inner.prefetch_related(Prefetch("children", queryset=inner, to_attr="below"))
        return self.prefetch_related(Prefetch("children", queryset=below, to_attr="below"))

    def for_list(self) -> Self:
        """Return the results with all that a line shows: framework, result above, edition."""
        return self.select_related("framework", "parent", "edition")


class CrossWalkQuerySet(SourcedQuerySet):
    """Cross-walks between results of two frameworks."""

    def of_result(self, result: ResultsNode) -> Self:
        """Return the cross-walks from or to a result, earlier frameworks first."""
        return self.filter(Q(from_node=result) | Q(to_node=result)).order_by(
            "from_node__framework__starts_on", "from_node__order", "to_node__order", "pk"
        )

    def for_list(self) -> Self:
        """Return the cross-walks with both results, their frameworks and the edition."""
        return self.select_related("from_node__framework", "to_node__framework", "edition")
