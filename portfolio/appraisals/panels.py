"""An appraisal as pieces of pages: scores of all rounds, opinions, remarks, the clock, whom it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.history import events as history
from ilo_dc.core.steps.panels import StepLine
from portfolio.appraisals import policies
from portfolio.appraisals.actions.appraisals import bars_of, undecidable
from portfolio.appraisals.actions.clocks import clocks_of, who_of
from portfolio.appraisals.models.appraisal import Appraisal, AppraisalRemark
from portfolio.appraisals.tables import decision_badge
from portfolio.appraisals.vocab import BUREAUX, CRITERIA, Decision, RemarkKind, Step
from portfolio.proposals.policies import is_author
from portfolio.proposals.vocab import ProposalStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer
    from portfolio.appraisals.models.appraisal import AppraisalScore
    from portfolio.proposals.models.proposal import Proposal

CHANGES_SHOWN = 30


@dataclass(frozen=True)
class Returned:
    """What whoever revises a proposal is told: why it came back, what is to change, what saving means.

    `changes` are the texts by section; all is empty where nothing is to be said.
    """

    note: str
    decided_by: str
    changes: dict[str, list[str]]
    warning: str


@dataclass(frozen=True)
class ScoreLine:
    """A criterion with its score in a round."""

    label: str
    score: AppraisalScore


@dataclass(frozen=True)
class RoundScores:
    """The scores of a round that was decided before."""

    round: Appraisal
    scores: list[ScoreLine]
    badge: str


@dataclass(frozen=True)
class AppraisalPanel:
    """The appraisal of a proposal: its present round with the scores of those before."""

    appraisal: Appraisal
    earlier: list[RoundScores]
    steps: list[StepLine]
    waits_for: list[StepLine]
    scores: list[ScoreLine]
    bars: list[str]
    remarks: list[dict[str, Any]]
    badge: str
    template: str = "portfolio/appraisals/panels/appraisal_of_proposal.html"


def appraisal_of(user: Viewer, proposal: Proposal) -> AppraisalPanel | None:
    """Return the appraisal of a proposal as `user` may see it; None: none was begun, or hidden."""
    rounds = list(Appraisal.objects.visible_to(user).filter(proposal=proposal).for_list().order_by("round"))
    return panel_of(user, rounds[-1], rounds) if rounds else None


def panel_of(user: Viewer, appraisal: Appraisal, rounds: list[Appraisal]) -> AppraisalPanel:
    """Return a round as a piece of a page, with the scores of the rounds up to it."""
    steps = _steps(appraisal)
    before = [one for one in reversed(rounds) if one.round < appraisal.round]
    asked = AppraisalRemark.objects.filter(kind=RemarkKind.CHANGE).order_by("pk")
    prefetch_related_objects(before, Prefetch("remarks", asked, to_attr="changes"))
    may_remark = policies.may_score(user, appraisal)
    return AppraisalPanel(
        appraisal=appraisal,
        earlier=[RoundScores(one, _scores(one), decision_badge(one)) for one in before],
        steps=steps,
        waits_for=[one for one in steps if one.clock.is_waiting],
        scores=_scores(appraisal),
        bars=bars_of(appraisal) if appraisal.is_open else [],
        remarks=[
            {"row": one, "may_remove": bool(may_remark)}
            for one in appraisal.remarks.select_related("appraisal").order_by("pk")
        ],
        badge=decision_badge(appraisal),
    )


def changes_asked(user: Viewer, proposal: Proposal) -> dict[str, list[AppraisalRemark]]:
    """Return the changes that appraisals of a proposal asked for, by section, as `user` may see them."""
    rows = AppraisalRemark.objects.visible_to(user).filter(
        appraisal__proposal=proposal, kind=RemarkKind.CHANGE
    )
    found: dict[str, list[AppraisalRemark]] = {}
    for one in rows.select_related("appraisal__appraiser").order_by("appraisal__round", "pk"):
        found.setdefault(one.section, []).append(one)
    return found


def returned_to(user: Viewer, proposal: Proposal) -> Returned:
    """Return what `user`, who writes in a proposal, is told of the round that returned it last."""
    rounds = Appraisal.objects.visible_to(user).filter(proposal=proposal)
    last = rounds.select_related("decided_by").order_by("-round").first()
    if last is None or last.decision != Decision.REVISE or proposal.status != ProposalStatus.REVISE:
        return Returned("", "", {}, "")
    changes: dict[str, list[str]] = {}
    for section, rows in changes_asked(user, proposal).items():
        if texts := [one.text for one in rows if one.appraisal_id == last.pk]:
            changes[section] = texts
    return Returned(last.note, str(last.decided_by or ""), changes, _warning(user, proposal))


def _warning(user: Viewer, proposal: Proposal) -> str:
    """Return what who may appraise a proposal is told before they write in it as its author does."""
    if is_author(user, proposal) or not policies.may_appraise(user, proposal):
        return ""
    return _(
        "You are none of its authors. Once you save, you are named among those who write it, and you neither "
        "appraise it nor decide on it any more."
    )


def ways_of(user: Viewer, proposal: Proposal, appraisal: Appraisal | None) -> list[tuple[str, Any]]:
    """Return what `user` may do now in the appraisal of a proposal: address and label."""
    begin = (reverse("portfolio:appraisal-new", args=[proposal.pk]), _("Take up the appraisal"))
    ways = [begin] if policies.may_take_up(user, proposal) else []
    return ways if appraisal is None else [*ways, *_ways_in(user, appraisal)]


def _ways_in(user: Viewer, appraisal: Appraisal) -> Iterator[tuple[str, Any]]:
    """Yield what `user` may do in a round."""
    may_score = policies.may_score(user, appraisal)
    may_decide = policies.may_decide(user, appraisal) and not undecidable(appraisal)
    ways = (
        ("appraisal-score", _("Score the proposal"), may_score),
        ("remark-new", _("Ask for a change or flag it"), may_score),
        ("appraisal-evaluate", _("Score EVAL’s criteria"), policies.may_evaluate(user, appraisal)),
        ("appraisal-decide", _("Decide on the appraisal"), may_decide),
        ("appraisal-hand-over", _("Name a substitute"), policies.may_hand_over(user, appraisal)),
    )
    for bureau in BUREAUX:
        if policies.may_give_opinion(user, appraisal, bureau):
            address = reverse("portfolio:appraisal-opinion", args=[appraisal.pk, bureau])
            yield address, _("Give the opinion")
    for name, label, may in ways:
        if may:
            yield reverse(f"portfolio:{name}", args=[appraisal.pk]), label


def changes_of(appraisal: Appraisal) -> list[history.Event]:
    """Return what people changed of a round, in words, the latest first."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    about = {
        "portfolio.appraisal": Q(pgh_obj_id=appraisal.pk),
        "portfolio.appraisalscore": Q(appraisal_id=appraisal.pk),
        "portfolio.appraisalopinion": Q(appraisal_id=appraisal.pk),
        "portfolio.appraisalremark": Q(appraisal_id=appraisal.pk),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)


def _steps(appraisal: Appraisal) -> list[StepLine]:
    lines = []
    for clock in clocks_of(appraisal, today=timezone.now().date()):
        who, result = who_of(appraisal, clock.step)
        lines.append(StepLine(str(Step(clock.step).label), who, clock, result))
    return lines


def _scores(appraisal: Appraisal) -> list[ScoreLine]:
    """Return the criteria that were scored in a round, in their order."""
    found = {one.criterion: one for one in appraisal.scores.all()}
    return [ScoreLine(str(label), found[code]) for code, label in CRITERIA if code in found]
