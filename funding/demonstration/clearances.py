"""The invented clearances of a demonstration, of invented partners; marked as such.

Nobody entered them, which tells them from those that people type in a demonstration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.clearances.models.clearance import ClearanceOpinion, PartnershipClearance, ScreeningAnswer
from funding.clearances.models.settings import ClearanceRule, ScreeningCriterion
from funding.clearances.models.step import ClearanceStep
from funding.clearances.rules import valid_until
from funding.clearances.vocab import BUREAUX, CLEARING, Decision, ExclusionAnswer, PartnershipForm, Step
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Organisation
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.rules import HORIZON

DATA = settings.BASE_DIR / "funding" / "data" / "demonstration" / "clearances.json"
REASON = gettext_noop("Demonstration clearances")
FIRST_YEAR, MANY = 2018, 26
BEGUN_ON = date(2018, 1, 1)  # from when on the invented criteria are asked
# How each ends, in turn; the last ones are still on their way.
ENDS = ("cleared", "cleared", "conditional", "cleared", "refused", "cleared", "overruled", "withdrawn")
ON_THEIR_WAY = ("decision", "legal", "opinions", "screening")
EXCLUDED = 2  # which of the criteria applies to who is refused


class UnableToLoadClearances(UnableToAct):
    """The demonstration clearances cannot be loaded here."""

    title = "Unable to load the demonstration clearances"


@dataclass(frozen=True)
class _Story:
    """One clearance to invent: its number, the day of the request, how it ends or what it waits for."""

    number: int
    requested_on: date
    end: str

    def day_of(self, step: str) -> date:
        """Return the day on which a step ended, or would have."""
        takes = {Step.SCREENING: 8, Step.ACT_EMP: 15, Step.ACTRAV: 18, Step.LEGAL: 25, Step.DECISION: 31}
        late = self.number % 4 * (3 if step in (Step.LEGAL, Step.DECISION) else 1)
        return self.requested_on + timedelta(days=takes[Step(step)] + late)

    @property
    def decision(self) -> str:
        """The decision; empty: none was taken."""
        if self.end == "overruled":
            return Decision.CLEARED
        return self.end if self.end in Decision.values else ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that ended."""
        all_steps = (Step.SCREENING, Step.ACT_EMP, Step.ACTRAV, Step.LEGAL, Step.DECISION)
        ended = {"screening": 0, "withdrawn": 1, "opinions": 2, "legal": 3, "decision": 4}
        return all_steps[: ended.get(self.end, len(all_steps))]


@dataclass
class _Rows:
    clearances: list[PartnershipClearance] = field(default_factory=list)
    answers: list[ScreeningAnswer] = field(default_factory=list)
    opinions: list[ClearanceOpinion] = field(default_factory=list)
    steps: list[ClearanceStep] = field(default_factory=list)


@transaction.atomic
def load_demonstration_clearances(*, today: date | None = None) -> dict[str, int]:
    """Add the invented clearances with their steps up to `today`; return how many of each.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadClearances: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadClearances(
            _("Demonstration clearances exist in a demonstration installation only.")
        )
    if PartnershipClearance.objects.filter(officer=None).exists():
        return {"clearances": 0}
    until = min(today or timezone.now().date(), HORIZON)
    texts: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    with history_context(None, REASON), recording(by=None, reason=REASON):
        criteria = ScreeningCriterion.objects.bulk_create(
            ScreeningCriterion(starts_on=BEGUN_ON, demonstration=True, **one) for one in texts["criteria"]
        )
        partners = Organisation.objects.bulk_create(
            Organisation(slug=slugify(one["name"]), name_en=one["name"], kind=one["kind"], demonstration=True)
            for one in texts["partners"]
        )
        rows = _rows_of(_stories(until), partners, criteria, texts)
        PartnershipClearance.objects.bulk_create(rows.clearances)
        below: list[Any] = [*rows.answers, *rows.opinions, *rows.steps]
        for row in below:
            row.clearance_id = row.clearance.pk
        ScreeningAnswer.objects.bulk_create(rows.answers)
        ClearanceOpinion.objects.bulk_create(rows.opinions)
        ClearanceStep.objects.bulk_create(rows.steps)
    return {"clearances": len(rows.clearances), "steps": len(rows.steps), "partners": len(partners)}


def _stories(until: date) -> Iterator[_Story]:
    """Yield what to invent, always in one order: what was decided by then, the last ones on their way."""
    for number in range(MANY):
        months = number * 12 * (HORIZON.year - FIRST_YEAR) // MANY
        day = date(FIRST_YEAR + months // 12, months % 12 + 1, 1 + number * 5 % 27)
        story = _Story(number, day, ENDS[number % len(ENDS)])
        if story.day_of(Step.DECISION) <= until:
            yield story
    for place, end in enumerate(ON_THEIR_WAY):
        yield _Story(MANY + place, until - timedelta(days=(31, 24, 14, 4)[place]), end)


def _rows_of(
    stories: Iterator[_Story],
    partners: list[Organisation],
    criteria: list[ScreeningCriterion],
    texts: Mapping[str, Any],
) -> _Rows:
    rows, rule = _Rows(), ClearanceRule.objects.in_force_on(HORIZON)
    for one in stories:
        about = one.number % len(partners)
        clearance = PartnershipClearance(
            organisation=partners[about],
            form=PartnershipForm.values[one.number % len(PartnershipForm.values)],
            purpose=texts["partners"][about]["purpose"],
            sector=texts["partners"][about]["sector"],
            status=one.decision or one.end,
            rules=rule,
            requested_on=one.requested_on,
            demonstration=True,
            **_findings(one, rule, texts),
        )
        rows.clearances.append(clearance)
        rows.steps += _steps(one, clearance)
        rows.opinions += _opinions(one, clearance, texts)
        if Step.SCREENING in one.steps:
            rows.answers += _answers(one, clearance, criteria, texts)
    return rows


def _findings(one: _Story, rule: ClearanceRule, texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was found, advised and decided."""
    is_advised, ended = Step.LEGAL in one.steps, one.day_of(Step.DECISION)
    clears = one.decision in CLEARING
    return {
        "findings": texts["findings"] if Step.SCREENING in one.steps else "",
        "screened_at": _moment(one, Step.SCREENING),
        "advice": texts["advice"] if is_advised else "",
        "advised_at": _moment(one, Step.LEGAL),
        "decision": one.decision,
        "decided_at": _moment(one, Step.DECISION) if one.decision else None,
        "valid_until": valid_until(ended, rule.valid_months) if clears else None,
        "conditions": texts["conditions"] if one.decision == Decision.CONDITIONAL else "",
        "overruling": texts["overruling"] if one.end == "overruled" else "",
        "note": texts["refusal"] if one.decision == Decision.REFUSED else "",
    }


def _steps(one: _Story, clearance: PartnershipClearance) -> Iterator[ClearanceStep]:
    begins = {
        Step.SCREENING: one.requested_on,
        Step.ACT_EMP: one.day_of(Step.SCREENING),
        Step.ACTRAV: one.day_of(Step.SCREENING),
        Step.LEGAL: one.day_of(Step.ACTRAV),
        Step.DECISION: one.day_of(Step.LEGAL),
    }
    results = {**_results(one), Step.DECISION: one.decision}
    for step in one.steps:
        ended: Any = _moment(one, step)
        yield ClearanceStep(
            clearance=clearance,
            step=step,
            started_on=begins[Step(step)],
            ended_on=one.day_of(step),
            result=results.get(step, ""),
            recorded_at=ended,
            backdated=True,
            demonstration=True,
        )


def _results(one: _Story) -> dict[str, str]:
    """Return what the bureaux thought, by step."""
    actrav = "comments" if one.number % 3 == 0 else "no_objection"
    opinions = {Step.ACT_EMP: "no_objection", Step.ACTRAV: actrav}
    if one.end == "overruled":
        opinions[Step.ACTRAV] = "objection"
    return {step: opinions[step] for step in opinions if step in one.steps}


def _opinions(
    one: _Story, clearance: PartnershipClearance, texts: Mapping[str, Any]
) -> Iterator[ClearanceOpinion]:
    results = _results(one)
    for bureau in BUREAUX:
        opinion = results.get(bureau, "")
        yield ClearanceOpinion(
            clearance=clearance,
            bureau=bureau,
            opinion=opinion,
            text=texts.get(opinion, ""),
            given_at=_moment(one, bureau) if opinion else None,
            demonstration=True,
        )


def _answers(
    one: _Story, clearance: PartnershipClearance, criteria: list[ScreeningCriterion], texts: Mapping[str, Any]
) -> Iterator[ScreeningAnswer]:
    for place, criterion in enumerate(criteria):
        applies = one.decision == Decision.REFUSED and place == EXCLUDED
        usual = criterion.choices[one.number % 2 if criterion.answers else 0][0]
        yield ScreeningAnswer(
            clearance=clearance,
            criterion=criterion,
            answer=ExclusionAnswer.APPLIES if applies else usual,
            note=texts["applies"] if applies else "",
            demonstration=True,
        )


def _moment(one: _Story, step: str) -> datetime | None:
    """Return when a step ended; None: it has not."""
    if step not in one.steps:
        return None
    return datetime.combine(one.day_of(step), time(8 + one.number % 9, one.number % 60), UTC)
