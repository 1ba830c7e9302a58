"""A proposal as pieces of pages: what it says, its life, who writes it, whose turn it is, the help desk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ilo_dc.core.history import events as history
from ilo_dc.core.life.reasons import reason_in_words
from ilo_dc.core.life.rules import in_effect, mistaken
from ilo_dc.core.models import User
from ilo_dc.core.ui.tags import colon, day, exact_amount
from ilo_dc.core.work.rules import DueDate
from portfolio.proposals import policies
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.models.proposal_state import AppraisalWaiver, ProposalState
from portfolio.proposals.querysets.proposals import writers_of
from portfolio.proposals.tables import BADGES, answer_badge, place_name, status_badge, whose_turn
from portfolio.proposals.vocab import (
    APPRAISED,
    OFFERED_IN,
    OVER,
    PARTY_NAMES,
    WRITTEN_IN,
    ProposalStatus,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 30
# The fields that each section of a proposal shows.
SHOWN: dict[str, tuple[str, ...]] = {
    Section.PROBLEM: ("problem",),
    Section.NEED: ("get_need_source_display", "need_outcome", "need_product", "need_text", "need_on"),
    Section.TARGET_GROUPS: ("target_groups",),
    Section.RESULTS: ("results",),
    Section.BUDGET: ("budget_usd",),
    Section.PARTNERS: ("partners_proposed",),
    Section.DURATION: ("duration_months",),
    Section.TURIN: ("turin_role",),
    Section.GENDER: ("gender",),
    Section.STANDARDS: ("labour_standards",),
}
WRITTEN = frozenset({"problem", "need_text", "target_groups", "results", "partners_proposed"}) | {
    "turin_role",
    "gender",
    "labour_standards",
}  # in the language of the proposal
IN_FACTS = (Section.BUDGET, Section.DURATION)  # at the head of the page already


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: who has to go on, since when and for how many days; `until`: the last day for it."""

    who: str
    what: str
    since: date
    days: int
    due: DueDate | None = None


@dataclass(frozen=True)
class SectionPanel:
    """One section of a proposal with what the help desk was asked about it."""

    section: Section
    texts: list[dict[str, Any]]  # each with the language that it was written in; empty: the portal's
    questions: list[dict[str, Any]]
    asked: list[Any]  # what appraisals ask to change


@dataclass(frozen=True)
class LinePanel:
    """A status as it was recorded, by whom, and the ways to mend it."""

    recorded: ProposalState
    reason: str
    kind: str
    by: str
    ways: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class ProposalPanel:
    """All that the page of a proposal shows of the proposal itself."""

    proposal: Proposal
    status: str
    place: str
    sections: list[SectionPanel]
    unwritten: list[Section]
    authors: list[ProposalAuthor]
    writers: list[User]
    lacking: list[dict[str, str]]
    holding: list[LinePanel]
    mistaken: list[LinePanel]
    partners: list[dict[str, Any]]
    waiver: AppraisalWaiver | None
    turn: Turn | None
    changes: list[history.Event]
    may: dict[str, bool]
    steps: list[dict[str, str]] = field(default_factory=list)


def panel_of(
    user: Viewer, proposal: Proposal, *, asked: Mapping[str, list[Any]] | None = None
) -> ProposalPanel:
    """Return what the page of a proposal that `user` sees shows of it.

    `asked`: what appraisals ask to change, by section.
    """
    statuses = list(
        ProposalState.objects.visible_to(user).of(proposal).select_related("change__by", "partner")
    )
    holding, may = _holding(user, proposal, statuses), _open_ways(user, proposal)
    sections, authors = _sections(user, proposal, asked or {}), list(proposal.authors.select_related("user"))
    return ProposalPanel(
        proposal=proposal,
        status=status_badge(proposal.status),
        place=place_name(proposal),
        sections=[one for one in sections if one.texts or one.questions or one.asked or may["ask"]],
        unwritten=[] if may["ask"] else [one.section for one in sections if not one.texts],
        authors=authors,
        writers=_writers(proposal, authors),
        lacking=_lacking(proposal),
        holding=holding[::-1],
        mistaken=[_line(one) for one in reversed(mistaken(statuses))],
        partners=[
            {"row": one, "answer": answer_badge(one.answer)}
            for one in proposal.partners.select_related("partner").order_by("submitted_on", "pk")
        ],
        waiver=AppraisalWaiver.objects.current().of(proposal).select_related("change__by").first(),
        turn=turn_of(proposal, holding[-1].recorded.effective_on) if holding else None,
        changes=changes_of(proposal, statuses),
        may=may,
        steps=_steps(user, proposal),
    )


def turn_of(proposal: Proposal, since: date) -> Turn | None:
    """Return whose turn it is by the status alone; None: it is over, or its appraisal says so in detail."""
    if proposal.status in OVER or proposal.status == ProposalStatus.APPRAISAL:
        return None
    days = max((timezone.now().date() - since).days, 0)
    return Turn(whose_turn(proposal), _what_is_next(proposal), since, days)


def _what_is_next(proposal: Proposal) -> str:
    """Return what whoever's turn it is has to do."""
    if proposal.status in WRITTEN_IN:
        return _("Revise and submit it") if proposal.status == ProposalStatus.REVISE else _("Write it")
    if proposal.status == ProposalStatus.SUBMITTED:
        return _("Take up the appraisal")
    if proposal.status == ProposalStatus.WITH_PARTNER:
        return _("Agree or decline")
    return _("Submit it to a partner")


def _holding(user: Viewer, proposal: Proposal, statuses: list[ProposalState]) -> list[LinePanel]:
    may_correct = policies.may_correct_proposal(user, proposal)
    return [
        _line(one, ways=_ways(proposal, one, is_first=not number) if may_correct else ())
        for number, one in enumerate(in_effect(statuses))
    ]


def _line(recorded: ProposalState, *, ways: tuple[tuple[str, Any], ...] = ()) -> LinePanel:
    by = recorded.change.by
    return LinePanel(
        recorded,
        reason_in_words(recorded, recorded.shown_reason),
        BADGES[ProposalStatus(recorded.status)],
        str(by) if by else "",
        ways,
    )


def _ways(proposal: Proposal, recorded: ProposalState, *, is_first: bool) -> tuple[tuple[str, Any], ...]:
    """Return the ways to mend a status: address and label; what an appraisal said has none."""
    if recorded.status in policies.OF_APPRAISAL:
        return ()
    address = [proposal.pk, recorded.pk]
    correct = reverse("portfolio:proposal-status-correct", args=address), _("Correct")
    if is_first or not recorded.is_current:
        return (correct,)
    return correct, (reverse("portfolio:proposal-status-take-back", args=address), _("Take it back"))


def _lacking(proposal: Proposal) -> list[dict[str, str]]:
    """Return what a proposal that is being written lacks before it is submitted."""
    if proposal.status not in WRITTEN_IN:
        return []
    gates = PROPOSAL_LIFE.gates_before(proposal, ProposalStatus.SUBMITTED)
    return [{"message": _(gate.message), "source": _(gate.source)} for gate in gates]


def _writers(proposal: Proposal, authors: list[ProposalAuthor]) -> list[User]:
    """Return who else wrote in a proposal, or was named as its author once: they count as authors, too."""
    named = {proposal.author_id, *(one.user_id for one in authors)}
    return list(User.objects.filter(pk__in=writers_of(proposal.pk) - named).order_by("name__folded", "pk"))


def _sections(user: Viewer, proposal: Proposal, changes: Mapping[str, list[Any]]) -> list[SectionPanel]:
    asked: dict[str, list[dict[str, Any]]] = {}
    rows = DeskQuestion.objects.filter(proposal=proposal).for_list().order_by("pk")
    for one in rows:
        asked.setdefault(one.section, []).append(
            {
                "question": one,
                "may_answer": bool(policies.may_answer(user, one)),
                "may_remove": bool(policies.may_remove_question(user, one)),
                "due": DueDate(None if one.answered_at else one.due_on, timezone.now().date()),
            }
        )
    return [
        SectionPanel(section, _texts(proposal, section), asked.get(section, []), changes.get(section, []))
        for section in Section
        if section not in IN_FACTS or section in asked or section in changes
    ]


def _texts(proposal: Proposal, section: Section) -> list[dict[str, Any]]:
    """Return what a section says, each text with its language where somebody wrote it."""
    if section == Section.CONSULTED:
        return [
            {
                "text": format_html("{}{}{}", label, colon(), day(getattr(proposal, f"{party}_on"))),
                "language": "",
            }
            for party, label in PARTY_NAMES.items()
            if getattr(proposal, party)
        ]
    return [
        {"text": _value(proposal, name), "language": proposal.language if name in WRITTEN else ""}
        for name in SHOWN[section]
        if _value(proposal, name)
    ]


def _value(proposal: Proposal, name: str) -> Any:
    """Return what the page shows of a field."""
    value = getattr(proposal, name)
    if name == "budget_usd":
        return "" if value is None else exact_amount(value)
    if name == "need_on":
        return day(value) if value else ""
    return value() if callable(value) else value or ""


def _open_ways(user: Viewer, proposal: Proposal) -> dict[str, bool]:
    """Return what `user` may do with a proposal, apart from its steps."""
    verdicts = {
        "edit": policies.may_write_proposal(user, proposal),
        "hand_over": policies.may_hand_over_proposal(user, proposal),
        "discard": policies.may_discard_proposal(user, proposal),
        "propose": policies.may_propose_partners(user, proposal),
        "name_authors": policies.may_name_authors(user, proposal),
        "ask": policies.may_ask_desk(user, proposal),
        "offer": proposal.status in OFFERED_IN and policies.may_offer_proposal(user, proposal),
    }
    return {name: bool(verdict) for name, verdict in verdicts.items()}


def _steps(user: Viewer, proposal: Proposal) -> list[dict[str, str]]:
    """Return the steps that `user` may record now: address and label; none of which something is missing."""
    return [
        {
            "label": str(ProposalStatus(to).label),
            "url": reverse("portfolio:proposal-move", args=[proposal.pk, to]),
        }
        for to in PROPOSAL_LIFE.within_reach(proposal, now=proposal.status)
        if policies.may_move_proposal(user, proposal, to)
    ]


def changes_of(proposal: Proposal, statuses: list[ProposalState]) -> list[history.Event]:
    """Return what people changed last of a proposal and of what belongs to it, in words.

    A note of an appraisal, which a decision once kept as its reason, is not told here.
    """
    notes = {one.reason for one in statuses if one.reason != one.shown_reason}
    by_people = Q(pgh_context__metadata__user__gt=0)
    about = {
        "portfolio.proposal": Q(pgh_obj_id=proposal.pk),
        "portfolio.proposalauthor": Q(proposal_id=proposal.pk),
        "portfolio.deskquestion": Q(proposal_id=proposal.pk),
        "portfolio.proposedpartner": Q(proposal_id=proposal.pk),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    events = history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)
    return [replace(one, why=_(APPRAISED)) if one.why[:500] in notes else one for one in events]
