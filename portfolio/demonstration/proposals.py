"""The invented proposals of a demonstration, at all stages, in every biennium from 2008 on; marked as such.

Appraisals since 2018 have their rounds, those since 2024 their scores and opinions, too. Some were waived,
some returned once, some rejected, declined or withdrawn; the latest are still on their way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country, Office, Organisation
from ilo_dc.core.versions.actions import history_context
from portfolio.appraisals.models.appraisal import (
    Appraisal,
    AppraisalOpinion,
    AppraisalRule,
    AppraisalScore,
)
from portfolio.appraisals.rules import needs_evaluation
from portfolio.appraisals.vocab import BUREAUX, Criterion, EvaluationCriterion
from portfolio.demonstration.programmes import demonstration_places
from portfolio.demonstration.rules import HORIZON, ProgrammePlace
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import AppraisalWaiver, ProposalState
from portfolio.proposals.models.proposed_partner import ProposedPartner
from portfolio.proposals.rules import Asked, Recorded, asked_in, code_of
from portfolio.proposals.vocab import DECIDED, DRAFTS, PIPELINE, ProposalStatus

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration"
REASON = gettext_noop("Demonstration proposals")
MANY = 400
FIRST_YEAR = 2008
YEARS = 19  # 2008 to 2026
ROUNDS_SINCE, SCORES_SINCE = 2018, 2024
FIRST_NUMBER = 9001  # of a year's invented codes: typed ones count from 1

BEGUN = ("concept", "proposal", "submitted")
APPRAISED = (*BEGUN, "appraisal", "ready")
RETURNED = (*BEGUN, "appraisal", "revise", "submitted", "appraisal", "ready")
# What became of a proposal, in the order of their numbers; most are agreed.
ENDS: tuple[tuple[str, ...], ...] = (
    (*APPRAISED, "with_partner", "agreed"),
    (*RETURNED, "with_partner", "agreed"),
    (*APPRAISED, "with_partner", "agreed"),
    (*BEGUN, "with_partner", "agreed"),  # waived
    (*APPRAISED, "with_partner", "declined"),
    (*APPRAISED, "with_partner", "agreed"),
    (*BEGUN, "appraisal", "rejected"),
    (*RETURNED, "with_partner", "agreed"),
    (*APPRAISED, "withdrawn"),
    (*APPRAISED, "with_partner", "agreed"),
    (*BEGUN, "with_partner", "agreed"),  # waived
)
# How far those of the last year have come.
ON_THEIR_WAY: tuple[tuple[str, ...], ...] = (
    BEGUN[:1],
    BEGUN[:2],
    BEGUN,
    (*BEGUN, "appraisal"),
    (*BEGUN, "appraisal", "revise"),
    APPRAISED,
    (*APPRAISED, "with_partner"),
)
# How many days a status lasted, by the status; a proposal's number shifts them.
LASTS = {"concept": 30, "proposal": 45, "submitted": 4, "appraisal": 18, "revise": 25, "ready": 20}
BUDGETS = (350_000, 900_000, 1_200_000, 2_500_000, 4_800_000, 5_000_000, 7_500_000, 12_000_000)
PARTNERS = (
    "canada",
    "denmark",
    "finland",
    "france",
    "germany",
    "ireland",
    "japan",
    "netherlands",
    "norway",
    "republic-of-korea",
    "sweden",
    "switzerland",
)
PROBABILITIES = (30, 50, 60, 80)


class UnableToLoadProposals(UnableToAct):
    """The demonstration proposals cannot be loaded here."""

    title = "Unable to load the demonstration proposals"


@dataclass(frozen=True)
class _Story:
    """One proposal to invent: its number, where, and the statuses with their days, up to the horizon."""

    number: int
    place: ProgrammePlace
    statuses: tuple[tuple[str, date], ...]

    @property
    def budget(self) -> Decimal:
        return Decimal(BUDGETS[self.number % len(BUDGETS)] + 1_000 * (self.number % 37))

    @property
    def is_waived(self) -> bool:
        reached = [status for status, _day in self.statuses]
        return ProposalStatus.WITH_PARTNER in reached and ProposalStatus.READY not in reached


@dataclass
class _Rows:
    states: list[ProposalState] = field(default_factory=list)
    partners: list[ProposedPartner] = field(default_factory=list)
    waivers: list[AppraisalWaiver] = field(default_factory=list)
    appraisals: list[Appraisal] = field(default_factory=list)
    scores: list[AppraisalScore] = field(default_factory=list)
    opinions: list[AppraisalOpinion] = field(default_factory=list)


@transaction.atomic
def load_demonstration_proposals(*, today: date | None = None) -> dict[str, int]:
    """Add the invented proposals with their life and appraisals up to `today`; return how many of each.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadProposals: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadProposals(_("Demonstration proposals exist in a demonstration installation only."))
    if ProposalState.objects.filter(backdated=True).exists():
        return {"proposals": 0}
    until = min(today or timezone.now().date(), HORIZON)
    lives = _stories(until)
    texts: dict[str, Any] = json.loads((DATA / "proposals.json").read_text(encoding="utf-8"))
    with history_context(None, REASON), recording(by=None, reason=REASON):
        proposals = _load_proposals(lives, texts)
        rows = _rows_of(lives, proposals, texts)
        ProposalState.objects.bulk_create(rows.states)
        ProposedPartner.objects.bulk_create(rows.partners)
        AppraisalWaiver.objects.bulk_create(rows.waivers)
        Appraisal.objects.bulk_create(rows.appraisals)
        below: list[Any] = [*rows.scores, *rows.opinions]
        for row in below:
            row.appraisal_id = row.appraisal.pk
        AppraisalScore.objects.bulk_create(rows.scores)
        AppraisalOpinion.objects.bulk_create(rows.opinions)
    return {
        "proposals": len(proposals),
        "statuses": len(rows.states),
        "waivers": len(rows.waivers),
        "appraisals": len(rows.appraisals),
    }


def _stories(until: date) -> list[_Story]:
    """Return what to invent, always in one order; what had not begun by then is left out."""
    places = [one for one in demonstration_places() if one.iso3]
    found = []
    for number in range(MANY):
        year = FIRST_YEAR + number % YEARS
        statuses = _life(number, year, until)
        if statuses:
            found.append(_Story(number, places[number * 7 % len(places)], statuses))
    return found


def _life(number: int, year: int, until: date) -> tuple[tuple[str, date], ...]:
    turn = number // YEARS
    is_last = year == FIRST_YEAR + YEARS - 1
    path = ON_THEIR_WAY[turn % len(ON_THEIR_WAY)] if is_last else ENDS[(turn * 5 + number) % len(ENDS)]
    day = date(year, 1 + number % (3 if is_last else 7), 1 + number % 27)
    statuses = []
    for status in path:
        if day > until:
            break
        statuses.append((status, day))
        day += timedelta(days=LASTS.get(status, 60) + number % 11)
    return tuple(statuses)


def _load_proposals(lives: Sequence[_Story], texts: dict[str, Any]) -> list[Proposal]:
    countries = Country.objects.select_related("region").in_bulk()
    offices = {one.code: one for one in Office.objects.all()}
    found = [
        _proposal(one, countries[str(one.place.iso3)], offices.get(one.place.office), texts)
        for one in lives
        if one.place.iso3 in countries
    ]
    return Proposal.objects.bulk_create(found)


def _proposal(one: _Story, country: Country, office: Office | None, texts: dict[str, Any]) -> Proposal:
    words, number = texts[one.place.language], one.number
    name = getattr(country, f"name_{one.place.language}") or country.name_en
    theme = words["themes"][number % len(words["themes"])]
    begun = one.statuses[0][1]
    whole = one.statuses[-1][0] not in DRAFTS
    consulted = begun + timedelta(days=20)
    return Proposal(
        code=code_of(begun.year, FIRST_NUMBER + number // YEARS),
        country=country,
        office=office,
        title=words["title"].format(theme=theme, country=name),
        language=one.place.language,
        problem=words["problem"].format(theme=theme, country=name) if len(one.statuses) > 1 else "",
        budget_usd=one.budget,
        duration_months=24 + 12 * (number % 3),
        partners_proposed=words["partners"],
        offered=one.statuses[-1][0] in {"ready", "with_partner"} and number % 2 == 0,
        demonstration=True,
        **(_answers(words, number, consulted) if whole else {}),
    )


def _answers(words: dict[str, str], number: int, consulted: date) -> dict[str, Any]:
    """Return what a submission says beside its first page."""
    sources = ("gap", "request")
    return {
        "need_source": sources[number % len(sources)],
        "need_text": words["need"],
        "need_on": consulted,
        "government": True,
        "government_on": consulted,
        "employers": number % 3 != 0,
        "employers_on": consulted if number % 3 else None,
        "workers": number % 4 != 1,
        "workers_on": consulted if number % 4 != 1 else None,
        "target_groups": words["target_groups"],
        "results": words["results"],
        "turin_role": words["turin"],
        "gender": words["gender"],
        "labour_standards": words["standards"],
    }


def _rows_of(lives: Sequence[_Story], proposals: Sequence[Proposal], texts: dict[str, Any]) -> _Rows:
    """Return what is recorded of the lives and appraisals."""
    rows, rule = _Rows(), AppraisalRule.objects.in_force_on(HORIZON)
    governments = Organisation.objects.filter(kind="government").order_by("slug")
    partners = list(governments.filter(slug__in=PARTNERS)) or list(governments[:12])
    by_code = {one.code: one for one in proposals}
    for one in lives:
        code = code_of(one.statuses[0][1].year, FIRST_NUMBER + one.number // YEARS)
        proposal = by_code.get(code)
        if proposal is None:
            continue
        _add_states(one, proposal, partners, rows)
        _add_partners(one, proposal, partners, rows)
        _add_rounds(one, proposal, texts[one.place.language], rows, rule=rule)
    return rows


def _add_states(one: _Story, proposal: Proposal, partners: Sequence[Organisation], rows: _Rows) -> None:
    following = [*one.statuses[1:], None]
    for (status, day), after in zip(one.statuses, following, strict=True):
        pipeline = status in PIPELINE and bool(partners)
        rows.states.append(
            ProposalState(
                proposal=proposal,
                status=status,
                effective_on=day,
                reason=REASON,
                partner=partners[one.number % len(partners)] if pipeline else None,
                amount_usd=one.budget if pipeline and status != "declined" else None,
                probability=PROBABILITIES[one.number % 4] if status == "with_partner" and pipeline else None,
                recorded_at=_moment(day, one.number),
                superseded_at=_moment(after[1], one.number) if after else None,
                backdated=True,
                demonstration=True,
            )
        )
    if one.is_waived:
        day = next(day for status, day in one.statuses if status == ProposalStatus.WITH_PARTNER)
        rows.waivers.append(
            AppraisalWaiver(
                proposal=proposal,
                kind=("emergency", "deadline")[one.number % 2],
                reason=REASON,
                waived_on=day,
                recorded_at=_moment(day, one.number),
                backdated=True,
                demonstration=True,
            )
        )


def _add_partners(one: _Story, proposal: Proposal, partners: Sequence[Organisation], rows: _Rows) -> None:
    """Add whom a proposal was submitted to, and another partner of every third one.

    The other one has declined where somebody agreed, is asked where somebody is, else it is only proposed.
    """
    life = [
        Recorded(row.status, row.effective_on, row.partner_id, row.amount_usd, row.probability)
        for row in rows.states
        if row.proposal is proposal
    ]
    asked = asked_in(life)
    rows.partners += [_partner(proposal, line) for line in asked]
    if one.number % 3 or not partners or not (asked or one.statuses[-1][0] in {"proposal", "ready"}):
        return
    other = partners[(one.number + 5) % len(partners)]
    line = Asked(other.pk, one.statuses[-1][1], one.budget / 2, PROBABILITIES[(one.number + 1) % 4])
    if asked:
        answer = "declined" if asked[0].answer == "agreed" else asked[0].answer
        line = replace(
            line, submitted_on=asked[0].submitted_on, answer=answer, answered_on=asked[0].answered_on
        )
    row = _partner(proposal, line)
    row.submitted_on = row.submitted_on if asked else None
    rows.partners.append(row)


def _partner(proposal: Proposal, asked: Asked) -> ProposedPartner:
    return ProposedPartner(
        proposal=proposal, partner_id=asked.partner, demonstration=True, **_values_of(asked)
    )


def _values_of(asked: Asked) -> dict[str, Any]:
    return {name: value for name, value in vars(asked).items() if name != "partner"}


def _add_rounds(
    one: _Story, proposal: Proposal, words: dict[str, str], rows: _Rows, *, rule: AppraisalRule
) -> None:
    """Add the rounds of a proposal: each from a submission to the decision, if there was one."""
    if one.statuses[0][1].year < ROUNDS_SINCE:
        return
    number = 0
    for place, (status, day) in enumerate(one.statuses):
        if status != ProposalStatus.APPRAISAL:
            continue
        number += 1
        after = one.statuses[place + 1] if place + 1 < len(one.statuses) else None
        decision, decided = after if after and after[0] in DECIDED else ("", None)
        evaluation = needs_evaluation(one.budget, rule.evaluation_above_usd)
        ended = _moment(decided, one.number) if decided else None
        scored = ended - timedelta(days=3) if ended else None
        appraisal = Appraisal(
            proposal=proposal,
            round=number,
            rules=rule,
            budget_usd=one.budget,
            evaluation_needed=evaluation,
            submitted_on=one.statuses[place - 1][1],
            taken_up_at=_moment(day, one.number),
            recommendation=decision,
            scored_at=scored,
            evaluated_at=scored if evaluation else None,
            decision=decision,
            note=words["note"] if decision in {"revise", "rejected"} else "",
            decided_at=ended,
            demonstration=True,
        )
        rows.appraisals.append(appraisal)
        if day.year >= SCORES_SINCE or not decision:
            _add_scores_and_opinions(one, appraisal, words, rows)


def _add_scores_and_opinions(one: _Story, appraisal: Appraisal, words: dict[str, str], rows: _Rows) -> None:
    """Add the opinions that were asked for, and the scores and opinions of a round that was decided."""
    given = appraisal.scored_at
    for bureau in BUREAUX:
        rows.opinions.append(
            AppraisalOpinion(
                appraisal=appraisal,
                bureau=bureau,
                opinion="no_objection" if given else "",
                given_at=given,
                demonstration=True,
            )
        )
    criteria = [*Criterion.values, *(EvaluationCriterion.values if appraisal.evaluation_needed else ())]
    for place, criterion in enumerate(criteria if given else ()):
        usual = "3" if (one.number + place) % 3 == 0 else "2"
        is_bad = place == one.number % 6 and appraisal.decision in {"revise", "rejected"}
        rows.scores.append(
            AppraisalScore(
                appraisal=appraisal,
                criterion=criterion,
                score="1" if is_bad else usual,
                justification=words["justification"],
                demonstration=True,
            )
        )


def _moment(day: date, number: int) -> datetime:
    return datetime.combine(day, time(8 + number % 9, number % 60), UTC)
