"""Proposals: begin one, edit it, discard a draft, offer it to partners, waive its appraisal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import Step
from ilo_dc.core.people.grants import principal_of
from ilo_dc.core.versions.actions import (
    check_valid,
    field_values,
    history_context,
    locked,
    present_values,
    save_changes,
    save_valid,
)
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals import policies, rules
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE, known_of
from portfolio.proposals.actions.proposal_notices import tell_author
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.models.proposal_state import AppraisalWaiver, ProposalState
from portfolio.proposals.vocab import BEGUN, EDITED, OFFERED_IN, ProposalStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ilo_dc.core.models import Country, Office, Region, User
    from portfolio.outcomes.models.global_product import GlobalProduct

NUMBERS_LOCK = 4_306_041  # two proposals begun at once get two numbers
# The fields that repair what gates are told of several.
ASKED_BY: dict[str, str | None] = {"consulted": "government", "need_named": "need_outcome"}


class UnableToEditProposal(UnableToAct):
    """The proposal cannot be saved like this."""

    title = "Unable to save this proposal"


class UnableToDiscardProposal(UnableToAct):
    """The draft cannot be discarded."""

    title = "Unable to discard this proposal"


class UnableToWaiveAppraisal(UnableToAct):
    """The appraisal cannot be waived like this."""

    title = "Unable to waive the appraisal"


@dataclass(frozen=True)
class ProposalText:
    """What is said in a proposal; the budget is an estimate in US dollars."""

    title: str
    language: str = TextLanguage.ENGLISH
    office: Office | None = None
    problem: str = ""
    need_source: str = ""
    need_outcome: CountryProgrammeOutcome | None = None
    need_product: GlobalProduct | None = None
    need_text: str = ""
    need_on: date | None = None
    government: bool = False
    government_on: date | None = None
    employers: bool = False
    employers_on: date | None = None
    workers: bool = False
    workers_on: date | None = None
    target_groups: str = ""
    results: str = ""
    budget_usd: Decimal | None = None
    partners_proposed: str = ""
    duration_months: int | None = None
    turin_role: str = ""
    gender: str = ""
    labour_standards: str = ""

    def field_values(self) -> dict[str, Any]:
        """Return the values by field, without blanks around texts."""
        return field_values(self)


@transaction.atomic
def create_proposal(
    *, by: User, text: ProposalText, country: Country | None = None, region: Region | None = None
) -> Proposal:
    """Begin a proposal as a concept: of a country, of a region, or of neither; a deputy begins another's.

    Raises:
        Refused: none of those who begin proposals, or a field officer of another country.
        UnableToEditProposal: the outcome that it serves is of another country or region.
        UnableToAct: what the fields or constraints found.
    """
    with history_context(by, BEGUN):
        return begin_proposal(by=by, text=text, country=country, region=region)


def begin_proposal(
    *, by: User, text: ProposalText, country: Country | None, region: Region | None
) -> Proposal:
    """Do what `create_proposal` says, inside a history context: also of each row of a sheet."""
    require(policies.may_create_proposal(by, country=country))
    _require_fitting(text.need_outcome, country, region)
    # First the lock of changes, then that of numbers: whoever begins several of a sheet holds the former.
    with recording(by=by, reason=BEGUN):
        proposal = save_valid(
            Proposal(
                code=_next_code(),
                country=country,
                region=region,
                author=principal_of(by),
                demonstration=is_demonstration(),
                **text.field_values(),
            )
        )
        PROPOSAL_LIFE.begin(proposal, Step(ProposalStatus.CONCEPT, timezone.now().date(), BEGUN))
    return proposal


@transaction.atomic
def edit_proposal(*, by: User, proposal: Proposal, lock_version: int, text: ProposalText) -> Proposal:
    """Change what is said in a proposal; `lock_version` is the one that was read.

    Raises:
        Refused: it is not being written, or `by` is none of its authors.
        Conflict: somebody changed it meanwhile.
        UnableToEditProposal: what its status needs would be missing, or the outcome is of another place.
        UnableToAct: what the fields or constraints found.
    """
    with history_context(by, EDITED):
        return write_proposal(by=by, proposal=proposal, lock_version=lock_version, text=text)


def write_proposal(*, by: User, proposal: Proposal, lock_version: int, text: ProposalText) -> Proposal:
    """Do what `edit_proposal` says, inside a history context: also of each row of a sheet."""
    require(policies.may_write_proposal(by, proposal))
    values = text.field_values()
    now = locked(proposal, lock_version=lock_version, values=values)
    require(policies.may_write_proposal(by, now))
    _require_fitting(text.need_outcome, now.country, now.region)
    if problems := lacking_in(now, values, now.status):
        raise UnableToEditProposal(_("Some entries need your attention."), problems)
    return save_changes(now, values)


def _require_fitting(
    outcome: CountryProgrammeOutcome | None, country: Country | None, region: Region | None
) -> None:
    """Refuse an outcome of another place than the proposal's.

    Raises:
        UnableToEditProposal: it is one.
    """
    fitting = CountryProgrammeOutcome.objects.of_place(country, region)
    if outcome is not None and not fitting.filter(pk=outcome.pk).exists():
        text = _("%(code)s: choose an outcome of the proposal’s country or region.") % {"code": outcome.code}
        raise UnableToEditProposal(_("Some entries need your attention."), {"need_outcome": [text]})


def lacking_in(proposal: Proposal, values: Mapping[str, Any], status: str) -> dict[str, list[str]]:
    """Return what `status` needs of a text of `values` and they lack, by the field that repairs it."""
    known = {**known_of(proposal), **values, **rules.gate_values(values)}
    asked = {**dict.fromkeys(values), **ASKED_BY}
    lacking = [gate for gate in rules.STATUSES.missing(status, known) if gate.field in asked]
    return {asked[gate.field] or gate.field: [_(gate.message)] for gate in lacking}


def missing_in(proposal: Proposal) -> dict[str, list[str]]:
    """Return what a proposal that is being written lacks for its submission, by the field that repairs it."""
    return lacking_in(proposal, present_values(ProposalText, proposal), ProposalStatus.SUBMITTED)


@transaction.atomic
def discard_proposal(*, by: User, proposal: Proposal, lock_version: int, reason: str) -> None:
    """Give up a draft: nobody sees it any more. What was recorded of it is kept, with who and why.

    Raises:
        Refused: not its author, or it was submitted.
        Conflict: somebody changed it meanwhile.
        UnableToDiscardProposal: no reason.
    """
    require(policies.may_discard_proposal(by, proposal))
    now = locked(proposal, lock_version=lock_version)
    require(policies.may_discard_proposal(by, now))
    reason = reason.strip()
    if not reason:
        raise UnableToDiscardProposal(
            _("Some entries need your attention."), {"reason": [_("Say why; the history keeps it.")]}
        )
    with history_context(by, reason), recording(by=by, reason="Proposal: draft discarded"):
        present = ProposalState.objects.current().get(proposal=now)
        post(Plan(withdrawn=[present]), edition=None, demonstration=now.demonstration)
        save_changes(now, {"discarded": True})


@transaction.atomic
def hand_over_proposal(
    *, by: User, proposal: Proposal, lock_version: int, author: User, reason: str
) -> Proposal:
    """Let somebody else be the author; the history names both.

    Raises:
        Refused: it is not being written, or `by` is neither its author nor a manager, nor takes over what its
            author left; or the new author may not begin proposals there.
        Conflict: somebody changed it meanwhile.
        UnableToEditProposal: no reason, or the person is the author already.
    """
    require(policies.may_hand_over_proposal(by, proposal))
    require(policies.may_create_proposal(author, country=proposal.country))
    now = locked(proposal, lock_version=lock_version, values={"author": author})
    require(policies.may_hand_over_proposal(by, now))
    problems = {}
    if not reason.strip():
        problems["reason"] = [_("Say why; the history keeps it.")]
    if now.author_id == author.pk:
        problems["author"] = [_("This person is the author already.")]
    if problems:
        raise UnableToEditProposal(_("Some entries need your attention."), problems)
    with history_context(by, reason.strip()):
        saved = give_to(now, author)
    tell_author(by, saved)
    return saved


def give_to(proposal: Proposal, author: User | None) -> Proposal:
    """Make somebody the author of a locked proposal, and no longer a co-author, in a history context."""
    if author is not None:
        ProposalAuthor.objects.filter(proposal=proposal, user=author).delete()
    return save_changes(proposal, {"author": author})


@transaction.atomic
def offer_proposal(*, by: User, proposal: Proposal, lock_version: int, offered: bool) -> Proposal:
    """Show title, country and budget of a proposal to funding partners, or no longer.

    Raises:
        Refused: no manager.
        Conflict: somebody changed it meanwhile.
        UnableToEditProposal: it is a draft or over, or has no budget.
    """
    require(policies.may_offer_proposal(by, proposal))
    now = locked(proposal, lock_version=lock_version, values={"offered": offered})
    if offered and (why := why_not_offered(now)):
        raise UnableToEditProposal(why)
    reason = gettext_noop("Proposal offered to funding partners")
    if not offered:
        reason = gettext_noop("Proposal no longer offered")
    with history_context(by, reason):
        return save_changes(now, {"offered": offered})


@transaction.atomic
def waive_appraisal(*, by: User, proposal: Proposal, lock_version: int, kind: str, reason: str) -> Proposal:
    """Let a submitted proposal go to a partner without an appraisal; the share of indicator 2.1 counts it.

    Raises:
        Refused: no manager, one of its authors, or it is not submitted.
        Conflict: somebody changed it meanwhile.
        UnableToWaiveAppraisal: no reason, or it is waived already.
        UnableToAct: what the fields found.
    """
    require(policies.may_waive_appraisal(by, proposal))
    now = locked(proposal, lock_version=lock_version)
    require(policies.may_waive_appraisal(by, now))
    if why := why_not_waived(now):
        raise UnableToWaiveAppraisal(why)
    if not reason.strip():
        raise UnableToWaiveAppraisal(
            _("Some entries need your attention."), {"reason": [_("Say why; the history keeps it.")]}
        )
    waiver = AppraisalWaiver(proposal=now, kind=kind, reason=reason.strip(), waived_on=timezone.now().date())
    check_valid(waiver, exclude=("change", "recorded_at", "superseded_by", "superseded_at", "edition"))
    with history_context(by, waiver.reason), recording(by=by, reason="Appraisal waived"):
        post(Plan(created=[waiver]), edition=None, demonstration=now.demonstration)
        return save_changes(now, {}, parts_changed=True)


def why_not_offered(proposal: Proposal) -> str:
    """Return why a proposal cannot be offered now; empty: it can."""
    if proposal.status in OFFERED_IN and proposal.budget_usd is not None:
        return ""
    return _("Only a proposal that is ready, with a partner or was declined is offered, with its budget.")


def why_not_waived(proposal: Proposal) -> str:
    """Return why the appraisal of a proposal cannot be waived now; empty: it can."""
    if not AppraisalWaiver.objects.current().filter(proposal=proposal).exists():
        return ""
    return _("The appraisal of this proposal is waived already.")


def _next_code() -> str:
    """Return the code of the next proposal of this year, alone until the transaction ends."""
    year = timezone.now().year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS_LOCK])
    codes = Proposal.objects.filter(code__startswith=f"P-{year}-").values_list("code", flat=True)
    last = max((int(code.rpartition("-")[2]) for code in codes), default=0)
    return rules.code_of(year, last + 1)
