"""Sheets in: partnerships that a source names, a row each, with who takes part."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.partnerships import policies, rules
from funding.partnerships.actions import PartnershipValues, plan_partnerships
from funding.partnerships.models import FIRST_YEAR, LAST_YEAR, Partnership, PartnershipMember
from funding.partnerships.vocab import Instrument, MemberRole, PartnershipKind
from ilo_dc.core.days import day_after
from ilo_dc.core.facts.actions.records import save_records
from ilo_dc.core.imports.described import Column, Remedy, Source
from ilo_dc.core.imports.exported import Export
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.models import Organisation
from portfolio.programmes.vocab import TextLanguage
from portfolio.results.querysets import in_six

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.facts.actions.facts import Plan
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

DATA = settings.BASE_DIR / "funding" / "data"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KINDS = {kind: kind for kind in PartnershipKind.values}
INSTRUMENTS = {instrument: instrument for instrument in Instrument.values}
LANGUAGES = {language: language for language in TextLanguage.values}
LONGEST_CODE, LONGEST = 60, 300
MARKS = frozenset({"code", "kind", "name_en", "members", "source", "agreed_on", "updated_at"})
IN_ANOTHER = gettext_lazy("The same name in another language; may be empty.")


class PartnershipImporter(Importer[PartnershipValues]):
    """Partnerships: recorded where they are new, else edited as the sheet says."""

    code = "partnerships"
    label = gettext_lazy("Partnerships")
    description = gettext_lazy(
        "A row a partnership, found by its address. The sheet is whole for who takes part in each that it "
        "names; partnerships that it does not name stay as they are. One that is over gets its last day. "
        "Everybody reads what is loaded: load only what is published."
    )
    columns = (
        Column("code", gettext_lazy("Its address: small letters, figures, hyphens."), example="alliance-8-7"),
        Column(
            "kind",
            gettext_lazy(
                "ifi, msp, regional, initiative, un, pooled_fund, coalition, programme, lightly_earmarked, "
                "private, ngo or university."
            ),
            example="msp",
        ),
        Column("instrument", gettext_lazy("mou, framework_of_action, other; or empty."), required=False),
        Column("name_en", gettext_lazy("Its name in English."), example="Alliance 8.7"),
        *(Column(name, IN_ANOTHER, required=False) for name in in_six("name") if name != "name_en"),
        Column("work", gettext_lazy("Its area of work; may be empty."), required=False),
        Column("text", gettext_lazy("What else is to be said; may be empty."), required=False),
        Column("language", gettext_lazy("Language of both texts; en unless told."), required=False),
        Column(
            "year", gettext_lazy("When it was agreed or began, if known."), required=False, example="2016"
        ),
        Column("agreed_on", gettext_lazy("The day of the instrument, if known."), required=False),
        Column("last_day", gettext_lazy("Its last day, once it is over."), required=False),
        Column(
            "members",
            gettext_lazy(
                "Addresses of organisations with their role, partner unless told: ilo:lead;undp. Roles: "
                "partner, lead, co_lead, funder, adviser."
            ),
            required=False,
            example="ilo:partner",
        ),
        Column("source", gettext_lazy("The document that states it.")),
    )
    records = (Partnership, PartnershipMember)
    remedies = (
        Remedy("members", "core:new-organisation", gettext_lazy("Add the organisation"), "name"),
        Remedy("members", "core:organisations", gettext_lazy("Find the organisation’s address")),
    )
    source = Source(
        code="partnerships",
        title=gettext_noop("Partnerships that documents of the Governing Body name"),
        publisher=gettext_noop("International Labour Office, Governing Body; see the source of each row"),
        licence=gettext_noop("Public documents"),
        note=gettext_noop("Addresses, roles and names in French and Spanish are the portal’s."),
    )
    exports = (Export("partnerships", MARKS),)
    shipped = (DATA / "partnerships_named.csv",)

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_import_partnerships(user)

    def read(self, sheet: Sheet) -> list[PartnershipValues]:
        """Return the partnerships; none while something has to be put right."""
        known = frozenset(Organisation.objects.values_list("slug", flat=True))
        seen: dict[str, int] = {}
        values = []
        for line in sheet:
            one = _partnership(line, known)
            if one.code and seen.setdefault(one.code, line.number) != line.number:
                line.problem("code", _("This is already in row %(row)s.") % {"row": seen[one.code]})
            values.append(one)
        return values if not sheet.problems.count else []

    def named_in(self, rows: list[PartnershipValues]) -> set[str]:
        """Return the partnerships that the sheet names, whose members it is whole for."""
        return {row.code for row in rows}

    def plan(self, rows: list[PartnershipValues], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return what saving the partnerships would do; the sheet names itself what it is whole for."""
        return plan_partnerships(rows, demonstration=demonstration)

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Write `plan`; called inside an open recording."""
        save_records(plan, edition=edition, demonstration=demonstration)

    def describe(self, row: Any) -> str:
        """Name a partnership; one that takes part by both names."""
        return f"{row.partnership}: {row}" if isinstance(row, PartnershipMember) else str(row)


def _partnership(line: Line, known: Collection[str]) -> PartnershipValues:
    code = line.sign("code", longest=LONGEST_CODE).casefold()
    if code and not CODE.fullmatch(code):
        line.problem("code", _("Write small letters, figures and hyphens: alliance-8-7."))
    year = line.whole("year", least=FIRST_YEAR, most=LAST_YEAR, required=False)
    agreed_on = line.day("agreed_on", required=False)
    if agreed_on and agreed_on > timezone.now().date():
        line.problem("agreed_on", _("This day is still to come. Give today or an earlier day."))
    if year and agreed_on and agreed_on.year != year:
        line.problem("year", _("The day must lie in the year."))
    last = line.day("last_day", required=False)
    if agreed_on and last and last < agreed_on:
        line.problem("last_day", _("The last day must not come before the day it was agreed."))
    return PartnershipValues(
        code=code,
        kind=line.choice("kind", KINDS) or "",
        instrument=line.choice("instrument", INSTRUMENTS, required=False) or "",
        names={
            name: line.words(name, required=name == "name_en", longest=LONGEST) for name in in_six("name")
        },
        work=line.words("work", required=False, longest=LONGEST),
        text=line.words("text", required=False, longest=4000),
        language=line.choice("language", LANGUAGES, required=False) or TextLanguage.ENGLISH,
        year=rules.year_of(year, agreed_on),
        agreed_on=agreed_on,
        ends_on=day_after(last),
        members=_members(line, known),
        source=line.words("source", longest=LONGEST),
    )


def _members(line: Line, known: Collection[str]) -> rules.Members:
    """Return who takes part; a name that is not known, a role that there is not, a second one are noted."""
    members = rules.read_members(line.sign("members", required=False), usual=MemberRole.PARTNER)
    for slug, role in members:
        if slug not in known:
            words = {"organisation": slug[:60]}
            line.problem("members", _("No organisation has the address “%(organisation)s”.") % words)
        if role not in MemberRole.values:
            some = {"some": ", ".join(MemberRole.values)}
            line.problem("members", _("Not known here. Write one of: %(some)s.") % some)
    if len({slug for slug, _role in members}) < len(members):
        line.problem("members", _("An organisation takes part once."))
    return members


PARTNERSHIPS = PartnershipImporter()
