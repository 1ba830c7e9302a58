"""Sheets in: proposals, a row each; drafts are begun and changed as on their pages, and no step is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ilo_dc.core.errors import Refused
from ilo_dc.core.imports.amounts import name_in_plan
from ilo_dc.core.imports.described import Source
from ilo_dc.core.imports.exported import Export
from ilo_dc.core.imports.importer import Importer, Sheet
from portfolio.proposals import policies
from portfolio.proposals.actions.proposal_sheets import (
    SheetProposal,
    drafts_like,
    plan_proposals,
    problems_in,
    recorded,
    save_proposals,
    says_something,
)
from portfolio.proposals.imports.columns import COLUMNS, EXPORT_MARKS
from portfolio.proposals.imports.known import Known
from portfolio.proposals.imports.rows import check_beside, place_of, read_row
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.models.proposal_state import ProposalState

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan, Revision
    from ilo_dc.core.imports.lines import Line
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

A_PERSON = gettext_noop("A proposal has an author: somebody who is signed in loads the sheet.")


class ProposalsImporter(Importer[SheetProposal]):
    """Proposals: begun as concepts where they are new, else written in where the person may."""

    code = "proposals"
    label = gettext_lazy("Proposals")
    description = gettext_lazy(
        "A row a proposal, found by its code; a row without a code begins a new one as a concept, whose "
        "author is who loads the sheet. It does what you may do on the pages and nothing beyond, and takes "
        "no step. Proposals that the sheet does not name stay as they are, and so does what it has no column "
        "for. The register’s export is taken as it is."
    )
    columns = COLUMNS
    source = Source(
        code="proposal-sheets",
        title=gettext_noop("Proposals: a sheet loaded by hand"),
        publisher=gettext_noop("International Labour Organization"),
    )
    facts = (ProposalState,)
    not_reversed = gettext_lazy(
        "Proposals are edited in place: load a sheet that says what they said before, or discard the drafts "
        "that it began. The history tells what this import changed."
    )
    by_rows = True
    exports = (Export("proposals", EXPORT_MARKS, partial=True),)

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load sheets of proposals."""
        return policies.may_load_proposals(user)

    def may_see(self, user: Viewer) -> Verdict:
        """Return whether `user` sees the sheets of others: they say what proposals do."""
        return policies.may_see_loaded_proposals(user)

    def read(self, sheet: Sheet) -> list[SheetProposal]:
        """Return the rows without a problem, of what `sheet.by` may begin and write."""
        known = Known(sheet.by or AnonymousUser())
        read = [(line, read_row(line, known)) for line in sheet]
        if sheet.by is None:
            if not sheet.problems.count:
                sheet.add(0, "", "", _(A_PERSON))
            sheet.refused = True
            return []
        proposals = recorded(row.pk for _line, row in read if row.pk is not None)
        _named_once(read)
        _not_begun_before(read, by=sheet.by)
        for line, row in read:
            proposal = proposals.get(row.pk) if row.pk is not None else None
            check_beside(line, row, proposal)
            if line.number not in sheet.faulty and says_something(row, proposal):
                for field, texts in problems_in(_placed(row), proposal, by=sheet.by).items():
                    for text in texts:
                        line.problem(field, text)
        return [_placed(row) for _line, row in read if row.row not in sheet.faulty]

    def plan(self, rows: list[SheetProposal], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return what saving the rows would do."""
        return plan_proposals(rows)

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Write `plan` as `by` would on the pages; called inside an open recording.

        Raises:
            Refused: nobody is signed in who could be an author.
        """
        if by is None:
            raise Refused(_(A_PERSON))
        save_proposals(plan, by=by)

    def in_words(self, revision: Revision[Any]) -> list[dict[str, Any]]:
        """Return how a preview says what differs of a proposal."""
        return [
            {
                "field": name_in_plan(Proposal._meta.get_field(name)),
                "old": _shown(old),
                "new": _shown(new),
            }
            for name, (old, new) in revision.differences().items()
        ]


def _placed(row: SheetProposal) -> SheetProposal:
    """Return a row whose country alone is its place, where its region stands beside it."""
    return replace(row, region=None) if row.country is not None else row


def _named_once(read: list[tuple[Line, SheetProposal]]) -> None:
    """Note a proposal that stands in two rows, and a new one that is twice the same."""
    seen: dict[tuple[Any, ...], int] = {}
    for line, row in read:
        key = (row.code,) if row.code else (row.values.get("title"), *place_of(row))
        if seen.setdefault(key, line.number) != line.number:
            column = "code" if row.code else "title"
            line.problem(column, _("This is already in row %(row)s.") % {"row": seen[key]})


def _not_begun_before(read: list[tuple[Line, SheetProposal]], *, by: User) -> None:
    """Note a new row that a draft of the person says already: a sheet loaded twice begins nothing twice."""
    found = drafts_like((row for _line, row in read), by=by)
    for line, row in read:
        code = found.get((row.values.get("title"), *place_of(row))) if not row.code else None
        if code:
            message = _("You write a draft of this title and place already: %(code)s. Write its code.")
            line.problem("code", message % {"code": code})


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:200]


PROPOSALS = ProposalsImporter()
