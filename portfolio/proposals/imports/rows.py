"""Reading the rows of a sheet of proposals: everything that must be put right is noted at its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals.actions.proposal_sheets import SheetProposal
from portfolio.proposals.models.proposal import Proposal
from portfolio.proposals.rules import PARTIES
from portfolio.proposals.vocab import NeedSource, ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.imports.lines import Line
    from portfolio.proposals.imports.known import Known

MOST_VERSIONS = 10**9
TEXTS = (
    "title",
    "problem",
    "need_text",
    "target_groups",
    "results",
    "partners_proposed",
    "turin_role",
    "gender",
    "labour_standards",
)
DAYS = ("need_on", *(f"{party}_on" for party in PARTIES))
CHOICES: dict[str, tuple[list[str], bool]] = {
    "language": (TextLanguage.values, True),
    "need_source": (NeedSource.values, False),
}
NAMED = ("office", "need_outcome", "need_product")


def read_row(line: Line, known: Known) -> SheetProposal:
    """Return what a line says; what is wrong with a cell is noted there, and said as empty."""
    code = line.sign("code", required=False, longest=20).upper()
    pk = known.proposals.get(code)
    if code and pk is None:
        line.problem("code", _("There is no proposal with this code here."))
    version = line.whole("version", least=1, most=MOST_VERSIONS, required=False)
    return SheetProposal(
        row=line.number,
        pk=pk,
        code=code,
        values=_values(line, known),
        country=_named(line, known, "country"),
        region=_named(line, known, "region"),
        version=version or 0,
    )


def check_beside(line: Line, row: SheetProposal, proposal: Proposal | None) -> None:
    """Note what a sheet cannot say: another place of a recorded proposal, and the status of any.

    The export names the region of a country beside it: that is no second place.
    """
    country, region = row.country, row.region
    if country is not None and region is not None and region.pk != country.region_id:
        line.problem("region", _("The country or area does not lie in this region. Leave it empty."))
    if proposal is not None:
        _check_place(line, row, proposal)
    statuses = {one: one for one in ProposalStatus.values}
    status = line.choice("status", statuses, required=False)
    now = proposal.status if proposal is not None else ProposalStatus.CONCEPT
    if status and status != now:
        words = {"status": ProposalStatus(now).label}
        message = _("A step is recorded on the proposal’s page, with its day and reason: it is %(status)s.")
        line.problem("status", message % words)


def _check_place(line: Line, row: SheetProposal, proposal: Proposal) -> None:
    message = _("The place of a proposal never changes.")
    if (row.country.pk if row.country else None) != proposal.country_id:
        line.problem("country", message)
    elif row.country is None and "region" in line.cells and place_of(row)[1] != proposal.region_id:
        line.problem("region", message)


def place_of(row: SheetProposal) -> tuple[str | None, str | None]:
    """Return the place that a new row names, by codes: a country, a region, or neither."""
    if row.country is not None:
        return row.country.pk, None
    return None, row.region.pk if row.region is not None else None


def _values(line: Line, known: Known) -> dict[str, Any]:
    """Return the answers by field of a proposal's text, of the columns that the sheet has."""
    values: dict[str, Any] = {}
    for name in TEXTS:
        longest = getattr(Proposal._meta.get_field(name), "max_length", None) or 0
        values[name] = line.words(name, required=name == "title", longest=longest)
    for name in DAYS:
        values[name] = line.day(name, required=False)
    for name in PARTIES:
        values[name] = bool(line.text(name, required=False) and line.yes_or_no(name))
    for name, (choices, required) in CHOICES.items():
        values[name] = line.choice(name, {one: one for one in choices}, required=required) or ""
    for name in NAMED:
        values[name] = _named(line, known, name)
    values["budget_usd"] = line.amount("budget_usd", required=False)
    values["duration_months"] = line.whole("duration_months", least=1, most=240, required=False)
    return {name: value for name, value in values.items() if name in line.cells}


def _named(line: Line, known: Known, column: str) -> Any:
    """Return what the code in a cell names; None: the cell is empty, or names nothing (noted)."""
    code = line.sign(column, required=False)
    if not code:
        return None
    found, message = known.find(column, code, of=line.raw("code").strip().upper())
    return found if not message else line.problem(column, message)
