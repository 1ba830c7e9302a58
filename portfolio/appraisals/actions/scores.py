"""The scores of a round: what is wrong with some of them, and saving those that differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.versions.actions import history_context, save_valid
from portfolio.appraisals import rules
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalScore

if TYPE_CHECKING:
    from ilo_dc.core.models import User

Scores = Mapping[str, "Scored"]
Problems = dict[str, list[str]]


@dataclass(frozen=True)
class Scored:
    """The score of a criterion and why; empty ones are not given yet."""

    score: str = ""
    justification: str = ""

    @property
    def given(self) -> tuple[str, str]:
        """The score and its justification, without blanks around it."""
        return self.score, self.justification.strip()


def scores_of(appraisal: Appraisal, criteria: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return what is scored of these criteria, with its justification."""
    rows = appraisal.scores.filter(criterion__in=criteria)
    return {row.criterion: (row.score, row.justification) for row in rows}


def problems_of_scores(
    appraisal: Appraisal, scores: Scores, criteria: Collection[str], *, whole: bool
) -> Problems:
    """Return what stands against saving `scores`, by field; `whole`: each of the criteria needs one.

    A score never stands without its justification, and one that was saved is changed, not emptied.
    """
    recorded = scores_of(appraisal, criteria)
    problems: Problems = {}
    for criterion, one in scores.items():
        score, why = one.given
        if score and not why:
            problems[f"why_{criterion}"] = [_("Give a justification of the score.")]
        elif why and not score:
            problems[f"score_{criterion}"] = [_("Give the score that this justifies.")]
        elif not score and criterion in recorded:
            problems[f"score_{criterion}"] = [_("What was scored is changed, not emptied.")]
    return {**lacking_scores({**recorded, **_filled(scores)}, criteria), **problems} if whole else problems


def lacking_scores(given: Mapping[str, tuple[str, str]], criteria: Collection[str]) -> Problems:
    """Return which criteria lack a score, by the field that takes it."""
    message = _("Give a score and its justification.")
    lacking = rules.not_scored(criteria, given)
    halves = {one for one in lacking if any(given.get(one, ()))}
    return {f"score_{one}": [message] for one in lacking if one not in halves}


def save_scores(by: User, appraisal: Appraisal, scores: Scores) -> bool:
    """Save what differs of scores without problems; return whether any did."""
    rows = {row.criterion: row for row in appraisal.scores.all()}
    changed = False
    for criterion, given in _filled(scores).items():
        row = rows.get(criterion) or AppraisalScore(
            appraisal=appraisal, criterion=criterion, demonstration=appraisal.demonstration
        )
        if given == (row.score, row.justification):
            continue
        row.score, row.justification = given
        row.scored_by = by
        with history_context(by, gettext_noop("Score given")):
            save_valid(row)
        changed = True
    return changed


def _filled(scores: Scores) -> dict[str, tuple[str, str]]:
    """Return the scores of which anything is said."""
    return {criterion: one.given for criterion, one in scores.items() if any(one.given)}
