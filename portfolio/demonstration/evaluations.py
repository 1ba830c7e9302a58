"""The invented evaluations of a demonstration: of projects, programmes and strategies; marked as such.

Nobody entered them, which tells them from those that people type in a demonstration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.rules import HORIZON
from portfolio.evaluations.models.evaluation import Evaluation
from portfolio.evaluations.models.recommendation import Lesson, ManagementResponse, Recommendation
from portfolio.evaluations.vocab import EvaluationKind, EvaluationState, FollowUpState, ResponseDecision
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.projects.models.project import Project

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration"
REASON = gettext_noop("Demonstration evaluations")
OF_PROJECTS, OF_PROGRAMMES = 26, 8
DRAFT_EACH = 10  # every tenth is still a draft
ANSWERED_EACH, REJECTED_EACH = 3, 7  # every third recommendation waits for an answer
PUBLISHED_AFTER, ANSWERED_AFTER, FOLLOWED_AFTER = (timedelta(days=one) for one in (30, 90, 450))
KINDS = (EvaluationKind.FINAL, EvaluationKind.MID_TERM, EvaluationKind.FINAL, EvaluationKind.CLUSTER)


class UnableToLoadEvaluations(UnableToAct):
    """The demonstration evaluations cannot be loaded here."""

    title = "Unable to load the demonstration evaluations"


@dataclass(frozen=True)
class _Evaluated:
    """What is evaluated, how and when."""

    kind: str
    name: str
    on: date
    subject: Mapping[str, Any]
    evaluators: str = "Independent evaluators"


@transaction.atomic
def load_demonstration_evaluations(*, today: date | None = None) -> dict[str, int]:
    """Add the invented evaluations with what belongs to them; return how many of each.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadEvaluations: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadEvaluations(
            _("Demonstration evaluations exist in a demonstration installation only.")
        )
    if Evaluation.objects.filter(author=None).exists():
        return {"evaluations": 0}
    until = min(today or timezone.now().date(), HORIZON)
    texts: dict[str, Any] = json.loads((DATA / "evaluations.json").read_text(encoding="utf-8"))
    with history_context(None, REASON):
        found = (*_of_projects(until), *_of_programmes(until), *_wide(texts["wide"], until))
        rows = Evaluation.objects.bulk_create(
            [_evaluation(number, one, texts) for number, one in enumerate(found, 1)]
        )
        asked = Recommendation.objects.bulk_create(_recommendations(rows, texts["recommendations"]))
        lessons = Lesson.objects.bulk_create(_lessons(rows, texts["lessons"]))
        answers = ManagementResponse.objects.bulk_create(_responses(asked, texts["responses"], until))
    return {
        "evaluations": len(rows),
        "recommendations": len(asked),
        "responses": len(answers),
        "lessons": len(lessons),
    }


def _of_projects(until: date) -> Iterator[_Evaluated]:
    """Yield those of projects that ended; of one at the middle, where it is evaluated in its middle."""
    ended = Q(status__in=("completed", "closed"), ends_on__lte=until, starts_on__isnull=False)
    rows = Project.objects.filter(ended, demonstration=True).order_by("-ends_on", "pk")[:OF_PROJECTS]
    for row, kind in zip(rows, cycle(KINDS), strict=False):
        starts_on: Any = row.starts_on
        ends_on: Any = row.ends_on
        middle = starts_on + (ends_on - starts_on) / 2
        on = middle if kind == EvaluationKind.MID_TERM else ends_on - timedelta(days=1)
        yield _Evaluated(kind, row.title, on, {"project": row})


def _of_programmes(until: date) -> Iterator[_Evaluated]:
    rows = CountryProgramme.objects.filter(
        demonstration=True,
        discarded=False,
        status__in=("evaluated", "closed"),
        ends_on__lte=until,
    )
    for row in rows.order_by("-ends_on", "pk")[:OF_PROGRAMMES]:
        ends_on: Any = row.ends_on
        yield _Evaluated(EvaluationKind.FINAL, row.title, ends_on - timedelta(days=1), {"programme": row})


def _wide(texts: Sequence[Mapping[str, str]], until: date) -> Iterator[_Evaluated]:
    for one in texts:
        on = date.fromisoformat(one["on"])
        if on <= until:
            yield _Evaluated(one["kind"], one["theme"], on, {"theme": one["theme"]}, one["evaluators"])


def _evaluation(number: int, one: _Evaluated, texts: Mapping[str, Any]) -> Evaluation:
    is_draft = number % DRAFT_EACH == 0
    published_at = datetime.combine(one.on + PUBLISHED_AFTER, time(9), UTC)
    return Evaluation(
        kind=one.kind,
        title=texts["titles"][one.kind].format(subject=one.name)[:300],
        evaluated_on=one.on,
        evaluators=one.evaluators,
        summary=texts["summaries"][number % len(texts["summaries"])],
        link="" if is_draft else f"https://example.org/demonstration/evaluations/{number}",
        state=EvaluationState.DRAFT if is_draft else EvaluationState.PUBLISHED,
        published_at=None if is_draft else min(published_at, timezone.now()),
        demonstration=True,
        **one.subject,
    )


def _recommendations(rows: Sequence[Evaluation], texts: Sequence[Sequence[str]]) -> Iterator[Recommendation]:
    found = cycle(texts)
    for number, row in enumerate(rows):
        for position, (text, addressee) in enumerate(islice(found, 2 + number % 3), 1):
            yield Recommendation(
                evaluation=row, position=position, text=text, addressee=addressee, demonstration=True
            )


def _lessons(rows: Sequence[Evaluation], texts: Sequence[Sequence[str]]) -> Iterator[Lesson]:
    found = cycle(texts)
    for number, row in enumerate(rows):
        for kind, theme, text in islice(found, 1 + number % 2):
            yield Lesson(evaluation=row, kind=kind, theme=theme, text=text, demonstration=True)


def _responses(
    rows: Sequence[Recommendation], texts: Mapping[str, str], until: date
) -> Iterator[ManagementResponse]:
    """Yield the answers of two thirds of what is published; what was due long ago is done."""
    published = [row for row in rows if row.evaluation.is_published]
    for number, row in enumerate(published, 1):
        on = row.evaluation.evaluated_on + ANSWERED_AFTER
        if number % ANSWERED_EACH == 0 or on > until:
            continue
        rejected = number % REJECTED_EACH == 0
        partly = ResponseDecision.PARTLY if number % 2 else ResponseDecision.ACCEPTED
        decision = ResponseDecision.REJECTED if rejected else partly
        due_on = on + FOLLOWED_AFTER
        state = FollowUpState.DONE if due_on < until else FollowUpState.UNDER_WAY
        yield ManagementResponse(
            recommendation=row,
            decision=decision,
            text=texts[decision],
            responded_on=on,
            due_on=None if rejected else due_on,
            state="" if rejected else state,
            demonstration=True,
        )
