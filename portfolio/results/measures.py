"""Outcomes of Programmes and Budgets as a dimension that measures share: declared once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import read_once
from ilo_dc.core.languages import together
from ilo_dc.core.measures.types import Dimension
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

NOTHING = "none"


def policy_outcomes() -> dict[int, tuple[str, str]]:
    """Return the outcomes of Programmes and Budgets by number: how an address names each, and its text."""
    nodes = ResultsNode.objects.select_related("framework").filter(
        framework__kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET, level=NodeLevel.OUTCOME
    )
    return read_once(
        "outcomes of Programmes and Budgets",
        lambda: {
            node.pk: (f"{node.framework.code}/{node.code}", together(node.code, " ", node.text))
            for node in nodes
        },
    )


def policy_outcome_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the texts of outcomes by number."""
    known = policy_outcomes()
    return {key: known[key][1] for key in keys if key in known}


def read_policy_outcome(text: str) -> int:
    """Return the number of the outcome of a Programme and Budget that `FRAMEWORK/CODE` names.

    Raises:
        UnableToRead: there is none.
    """
    for number, (name, _words) in policy_outcomes().items():
        if name.casefold() == text.casefold():
            return number
    raise UnableToRead(
        _("There is no policy outcome “%(text)s”.") % {"text": text[:40]},
        {"policy_outcome": [_("Write a Programme and Budget and its outcome: PB-2022-23/1.")]},
    )


class ResultDimension(Dimension):
    """Outcomes of Programmes and Budgets, which an address names by their codes."""

    def as_parameter(self, key: Any) -> str:
        """Return `PB-2022-23/1`."""
        return super().as_parameter(key) if key is None else policy_outcomes()[key][0]

    def as_columns(self, key: Any) -> dict[str, Any]:
        """Return what an API row carries for `key`."""
        return {self.code: None if key is None else self.as_parameter(key)}

    def as_cell(self, key: Any) -> Any:
        """Return what a cell of an export holds for `key`."""
        return self.as_parameter(key)


def policy_outcome_of(key: str) -> ResultDimension:
    """Return the dimension of rows of one outcome each; `key` is the ORM path to its number."""
    return ResultDimension(
        code="policy_outcome",
        label=gettext_lazy("Policy outcome"),
        key=key,
        names=policy_outcome_names,
        read=read_policy_outcome,
        empty=(NOTHING, gettext_lazy("Without a policy outcome")),
        offered=lambda: sorted(policy_outcomes().values()),
    )


def policy_outcome(link: str) -> ResultDimension:
    """Return the dimension of the outcomes that rows contribute to: of an output the one above it.

    `link` is the ORM path to what names the result, ending in two underscores; a row may have several.
    """

    def outcome_above() -> Case:
        return Case(
            When(**{f"{link}result__level": NodeLevel.OUTCOME}, then=F(f"{link}result")),
            default=F(f"{link}result__parent"),
        )

    return ResultDimension(
        code="policy_outcome",
        label=gettext_lazy("Policy outcome"),
        key="policy_outcome_key",
        expression=outcome_above,
        names=policy_outcome_names,
        read=read_policy_outcome,
        empty=(NOTHING, gettext_lazy("Without a policy outcome")),
        offered=lambda: sorted(policy_outcomes().values()),
        overlapping=True,
    )
