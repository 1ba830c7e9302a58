"""Proposals of a sheet: compared with what is recorded, checked and written by the actions of every door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.facts import Plan, Revision
from ilo_dc.core.people.grants import principal_of
from ilo_dc.core.versions.actions import check_valid, present_values
from portfolio.proposals import policies
from portfolio.proposals.actions.proposals import ProposalText, begin_proposal, lacking_in, write_proposal
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.vocab import DRAFTS

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Region, User

BATCH = 500
Problems = dict[str, list[str]]


@dataclass(frozen=True)
class SheetProposal:
    """What a row of a sheet says of a proposal, and nothing of what it has no column for.

    Attributes:
        row: where it stands in the sheet.
        pk: the proposal's number here; None: it is new.
        code: of a recorded proposal.
        values: by field of `ProposalText`.
        country, region: of a new proposal.
        version: that the row was made from (0: not said), then of the proposal that it was compared with.
    """

    row: int
    pk: int | None
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    country: Country | None = None
    region: Region | None = None
    version: int = 0

    def __str__(self) -> str:
        return ": ".join(text for text in (self.code, self.values.get("title", "")) if text)


class ProposalRevision(Revision[Any]):
    """A recorded proposal and what a sheet says of it; differences by field."""

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Return {field: (recorded, in the sheet)} of what the sheet says differently."""
        return {
            name: (self.old.values[name], value)
            for name, value in self.new.values.items()
            if not _is_same(self.old.values[name], value)
        }


def _is_same(old: Any, new: Any) -> bool:
    """Return whether two values say the same; of texts however the source composes letters and lines."""
    if isinstance(old, str) and isinstance(new, str):
        return _plain(old) == _plain(new)
    return bool(old == new)


def _plain(text: str) -> str:
    return normalize("NFC", text).replace("\r\n", "\n").strip()


def recorded(keys: Iterable[int]) -> dict[int, Proposal]:
    """Return the proposals by number; a statement for each 500."""
    wanted, found = sorted(set(keys)), {}
    for start in range(0, len(wanted), BATCH):
        rows = Proposal.objects.select_related("country", "region", "office", "need_outcome", "need_product")
        found.update({row.pk: row for row in rows.filter(pk__in=wanted[start : start + BATCH])})
    return found


def recorded_row(proposal: Proposal) -> SheetProposal:
    """Return what is recorded of a proposal, as a row of a sheet would say it."""
    values = present_values(ProposalText, proposal)
    return SheetProposal(0, proposal.pk, proposal.code, values, version=proposal.version)


def says_something(row: SheetProposal, proposal: Proposal | None) -> bool:
    """Return whether a row says something new: what is recorded was checked when it was saved."""
    return proposal is None or bool(ProposalRevision(recorded_row(proposal), row).differences())


def problems_in(row: SheetProposal, proposal: Proposal | None, *, by: User) -> Problems:
    """Return what stands against `by` saving a row, by field: policies, rules, and what the database holds.

    `proposal` is the recorded one; None: the row is a new one.
    """
    if proposal is None:
        if (why := policies.may_create_proposal(by, country=row.country).reason) is not None:
            return {"country": [why]}
        return _found_in(Proposal(country=row.country, region=row.region, author=principal_of(by)), row)
    if (why := policies.may_write_proposal(by, proposal).reason) is not None:
        return {"code": [why]}
    if row.version and row.version != proposal.version:
        message = _("Somebody changed it since the sheet was made: it is version %(version)s now.")
        return {"version": [message % {"version": proposal.version}]}
    lacking = lacking_in(proposal, _whole(row, proposal).field_values(), proposal.status)
    return {**_found_in(copy(proposal), row), **lacking}


def _found_in(candidate: Proposal, row: SheetProposal) -> Problems:
    """Return what fields and constraints find of a proposal that says what a row does; nobody saves it."""
    for name, value in row.values.items():
        setattr(candidate, name, value)
    try:
        check_valid(candidate, exclude=() if candidate.pk else ("code",))
    except UnableToAct as error:
        return error.problems
    return {}


def drafts_like(rows: Iterable[SheetProposal], *, by: User) -> dict[tuple[Any, ...], str]:
    """Return the codes of the drafts that `by` writes, by title and place of the new `rows`."""
    titles = {row.values.get("title", "") for row in rows if row.pk is None}
    found = Proposal.objects.written_by(by).filter(status__in=DRAFTS, title__in=titles)
    return {(one.title, one.country_id, one.region_id): one.code for one in found.order_by("-pk")}


def _whole(row: SheetProposal, proposal: Proposal | None) -> ProposalText:
    """Return all that the proposal would say: the row's words over what is recorded."""
    before = present_values(ProposalText, proposal) if proposal is not None else {}
    known = {one.name for one in fields(ProposalText)}
    return ProposalText(**{**before, **{name: row.values[name] for name in row.values.keys() & known}})


def plan_proposals(rows: Sequence[SheetProposal]) -> Plan[Any]:
    """Return what saving the rows would do; proposals that they do not name stay as they are."""
    proposals = recorded(row.pk for row in rows if row.pk is not None)
    plan: Plan[Any] = Plan()
    for row in rows:
        if row.pk is None:
            plan.created.append(row)
            continue
        old = recorded_row(proposals[row.pk])
        revision = ProposalRevision(old, replace(row, version=old.version))
        if revision.differences():
            plan.changed.append(revision)
        else:
            plan.unchanged += 1
    return plan


def save_proposals(plan: Plan[Any], *, by: User) -> None:
    """Write a plan as `by` would on the pages; called inside an open recording and history context.

    Raises:
        Refused: `by` may not begin or write one of them any more.
        Conflict: somebody changed a proposal since the plan was made.
        UnableToAct: what the rules, fields or constraints found.
    """
    for row in plan.created:
        begin_proposal(by=by, text=_whole(row, None), country=row.country, region=row.region)
    proposals = recorded(revision.new.pk for revision in plan.changed)
    for revision in sorted(plan.changed, key=lambda one: one.new.pk):
        row, proposal = revision.new, proposals[revision.new.pk]
        write_proposal(by=by, proposal=proposal, lock_version=row.version, text=_whole(row, proposal))
