"""Sheets in: agreements as they were signed, and what amended them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from funding.agreements.actions.agreement_parts import AmendmentData, check_amendment
from funding.agreements.actions.agreements import AgreementTerms
from funding.agreements.models.agreement import Agreement
from funding.agreements.models.amendment import Amendment
from funding.agreements.rules import STATUSES, WITHOUT_PROJECTS
from funding.agreements.vocab import CONCLUDED, AgreementKind, Earmarking, Levy
from funding.first_import import policies, rules
from funding.first_import.actions.agreements import New, NewAgreement, NewAmendment, save_agreements
from funding.first_import.imports.agreement_columns import COLUMNS
from funding.first_import.imports.lookups import Lookups
from funding.first_import.imports.previews import left_uncompared
from funding.first_import.imports.saved import NOT_COMPARED, Saved
from funding.first_import.imports.totals import StatedTotals, is_total
from funding.first_import.rules import Key
from funding.first_import.vocab import StatedKind
from funding.ledger.vocab import Basis
from funding.revenue.vocab import RevenueSubtype
from ilo_dc.core.days import day_after
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.facts import Plan
from ilo_dc.core.imports.described import Source
from ilo_dc.core.imports.importer import Importer, Sheet
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.versions.actions import check_valid
from portfolio.programmes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.imports.lines import Line
    from ilo_dc.core.imports.scope import Scope
    from ilo_dc.core.models import SourceEdition, User
    from ilo_dc.core.people.grants import Viewer

# Under which column of the sheet a field stands; others have their own name.
COLUMN_OF = {
    "signed_total": "amount",
    "ends_on": "last_day",
    "parent": "umbrella",
    "has_partners": "partners",
    "has_projects": "projects",
    "number": "amendment",
}


def _words(choices: Any) -> dict[str, Any]:
    return {str(one): one for one in choices}


class AgreementImporter(Importer[New]):
    """Agreements and amendments of the past: each is saved once, found again by partner and reference."""

    code = "first-agreements"
    label = gettext_lazy("Agreements of the past (first import)")
    description = gettext_lazy(
        "Signed agreements that another system has, one a row, and their amendments, one a row with its "
        "number. Approvals count nothing until their own sheet is loaded."
    )
    columns = COLUMNS
    by_rows = True
    source = Source(
        code="first-agreements",
        title=gettext_noop("Agreements of the first import"),
        publisher=gettext_noop("International Labour Office"),
    )
    not_reversed = gettext_lazy(
        "An import of agreements is not reversed: what rests on them would be lost. Correct each on its page."
    )

    def policy(self, user: Viewer) -> Verdict:
        """Return whether `user` may load this sheet."""
        return policies.may_load_agreements(user)

    def may_see(self, user: Viewer) -> Verdict:
        """Return whether `user` sees the sheets of others."""
        return policies.may_see_loaded(user)

    def read(self, sheet: Sheet) -> list[New]:
        """Return the agreements and amendments that can be saved, or are saved already."""
        reading = _Reading(sheet)
        amendments = []
        for line in sheet:
            if is_total(line):
                reading.totals.state(line)
            elif line.raw("amendment").strip():
                amendments.append(line)
            else:
                reading.agreement(line)
        for line in amendments:
            reading.amendment(line)
        if not (verdict := policies.until_opened()):
            sheet.add(0, "", "", str(verdict.reason))
            sheet.refused = True  # whatever rows are chosen
        else:
            reading.totals.compare(sheet, taken={row.number for row in reading.rows})
        return reading.rows

    def plan(self, rows: list[New], *, demonstration: bool, scope: Scope) -> Plan[Any]:
        """Return which rows are to be saved, and how many are already."""
        saved = set(Agreement.objects.values_list("partner", "reference"))
        amended = set(Amendment.objects.values_list("agreement", "number"))
        fresh = [row for row in rows if not _is_saved(row, saved, amended)]
        there = len(rows) - len(fresh)
        return Plan(created=fresh, unchanged=there, notes=left_uncompared(NOT_COMPARED, rows=there))

    def post(
        self, plan: Plan[Any], *, by: User | None, edition: SourceEdition | None, demonstration: bool
    ) -> None:
        """Save `plan`; called inside an open recording."""
        save_agreements(plan.created, progress=plan.progress)


def _is_saved(row: New, saved: set[tuple[Any, str]], amended: set[tuple[Any, int]]) -> bool:
    if isinstance(row, NewAgreement):
        return (row.agreement.partner_id, row.agreement.reference) in saved
    return (row.amendment.agreement.pk, row.amendment.number) in amended


class _Reading:
    """One file being read."""

    def __init__(self, sheet: Sheet) -> None:
        self.known, self.demonstration = Lookups(), is_demonstration()
        kinds = [str(StatedKind.AGREEMENT), str(StatedKind.AMENDMENT)]
        self.totals = StatedTotals(kinds, day="signed_on")
        self.may_publish = sheet.by is None or grants_of(sheet.by).has(Role.MANAGER)
        self.today = timezone.now().date()
        self.rows: list[New] = []
        self.new: dict[tuple[int, str], NewAgreement] = {}
        self.saved = Saved()

    # --- Agreements -----------------------------------------------------------------------------------------

    def agreement(self, line: Line) -> None:
        """Take a line as an agreement; what it lacks is noted."""
        before = line.sheet.problems.count
        terms = self._terms(line)
        status = line.choice("status", _words(CONCLUDED), required=False) or "signed"
        partners, projects = self._partners(line), self._projects(line)
        basis = line.choice("basis", _words(Basis), required=False) or Basis.APPROVED
        published_on = self._published(line)
        ended_on = line.day("ended_on", required=False)
        if terms is None or line.sheet.problems.count > before:
            return
        row = NewAgreement(
            number=line.number,
            agreement=Agreement(demonstration=self.demonstration, **terms.field_values()),
            steps=self._steps(line, status, terms, ended_on),
            basis=basis,
            partners=partners,
            projects=projects,
            published_on=published_on,
        )
        self._judge(line, row, str(status))
        if line.sheet.problems.count == before:
            self.rows.append(row)
            self.new[row.agreement.partner_id, row.agreement.reference] = row

    def _terms(self, line: Line) -> AgreementTerms | None:
        partner = self.known.organisation(line, "partner")
        currency = line.code("currency", self.known.currencies, _("No currency has this code."))
        signed_on, last = line.day("signed_on"), line.day("last_day")
        country = line.code("country", self.known.countries, _("No country has this code."), required=False)
        kind = line.choice("kind", _words(AgreementKind)) or AgreementKind.CONTRIBUTION
        values: dict[str, Any] = {
            "title": line.words("title", longest=300),
            "reference": line.sign("reference", longest=60),
            "kind": kind,
            "language": line.choice("language", _words(TextLanguage), required=False) or TextLanguage.ENGLISH,
            "reporting_partner": self.known.organisation(line, "reporting_partner", required=False),
            "country": self.known.countries[country] if country else None,
            "signed_on": signed_on,
            "starts_on": line.day("starts_on", required=False) or signed_on,
            "ends_on": day_after(last),
            "signed_total": line.amount("amount"),
            "psc_rate": line.amount("psc_rate", required=False),
            "agent_fee_rate": line.amount("agent_fee_rate", required=False),
            "levy": line.choice("levy", _words(Levy)) or "",
            "levy_reason": line.words("levy_reason", required=False, longest=300),
            "earmarking": line.choice("earmarking", _words(Earmarking)) or "",
            "revenue_type": line.choice("revenue_type", _words(RevenueSubtype), required=False) or "",
            "reporting_terms": line.words("reporting_terms", required=False, longest=2000),
        }
        total = values["signed_total"]
        self._count(line, StatedKind.AGREEMENT, currency=currency, day=signed_on, amount=total)
        if partner is None or currency is None:
            return None
        umbrella = self._umbrella(line, partner)
        return AgreementTerms(
            partner=partner, currency=self.known.currencies[currency], parent=umbrella, **values
        )

    def _umbrella(self, line: Line, partner: Any) -> Agreement | None:
        """Return the umbrella that a child names: of the file above it, or saved."""
        reference = line.sign("umbrella", required=False)
        if not reference:
            return None
        row = self.new.get((partner.pk, reference))
        found = self._saved(partner, reference) or (row.agreement if row else None)
        return found or line.problem("umbrella", _("Name an umbrella of the same partner in a row above."))

    def _saved(self, partner: Any, reference: str) -> Any:
        rows = self.known.agreements.get(reference, [])
        return next((one for one in rows if one.partner_id == partner.pk), None)

    def _partners(self, line: Line) -> list[tuple[Any, Decimal]]:
        """Return what each of several partners gives."""
        found = []
        for name, amount in self._parts(line, "partners", rules.AMOUNT_PLACES):
            organisation = self.known.organisations.get(name)
            if organisation is None or amount is None:
                line.problem("partners", _("Write addresses of organisations with amounts: germany=400."))
            else:
                found.append((organisation, amount))
        return found

    def _parts(self, line: Line, column: str, places: int) -> list[tuple[str, Decimal | None]]:
        try:
            return rules.parts_of(line.sign(column, required=False), places=places)
        except ValueError:
            line.problem(column, _("Write names with values, each once: germany=400; sweden=730."))
            return []

    def _projects(self, line: Line) -> list[tuple[Any, Decimal]]:
        """Return the projects that are funded, with their shares."""
        text = line.sign("projects", required=False)
        try:
            shares = rules.shares_of(text)
        except ValueError:
            line.problem(
                "projects", _("Write codes with shares that are together 100: ARG155=60; KEN101=40.")
            )
            return []
        if unknown := [code for code, _share in shares if code not in self.known.projects]:
            line.problem("projects", _("No project has this code or number."))
        return [(self.known.projects[code], share) for code, share in shares if code not in unknown]

    def _published(self, line: Line) -> date | None:
        day = line.day("published_on", required=False)
        if day and not self.may_publish:
            return line.problem(
                "published_on", _("Only a PARDEV manager decides what of an agreement is published.")
            )
        if day and day > self.today:
            return line.problem("published_on", _("This day is still to come. Give today or an earlier day."))
        return day

    def _steps(
        self, line: Line, status: str, terms: AgreementTerms, ended_on: date | None
    ) -> list[tuple[str, date]]:
        known: Any = terms  # its days, of which none is missing: that would be noted
        days = rules.Days(known.signed_on, known.starts_on, known.ends_on, ended_on)
        steps = rules.steps_to(status, days)
        if rules.last_step_ahead(steps, self.today):
            line.problem("status", _("It cannot be this yet: its day is still to come."))
        return steps

    def _judge(self, line: Line, row: NewAgreement, status: str) -> None:
        """Let the rules of agreements judge a row; one that is saved is compared."""
        agreement = row.agreement
        key = (agreement.partner_id, agreement.reference)
        if key in self.new:
            line.problem("reference", _("This is already in row %(row)s.") % {"row": self.new[key].number})
            return
        saved = self._saved(agreement.partner, agreement.reference)
        if saved is not None:
            if differing := self.saved.differences(saved, row):
                words = {"columns": ", ".join(COLUMN_OF.get(name, name) for name in differing)}
                line.problem(
                    "reference", _("The agreement stands here with other terms: %(columns)s.") % words
                )
            return
        umbrella = agreement.parent
        try:
            check_valid(agreement, exclude=["parent"] if umbrella is not None and umbrella.pk is None else [])
        except UnableToAct as error:
            for name, messages in error.problems.items():
                line.problem(COLUMN_OF.get(name, name or "reference"), " ".join(messages))
        for gate in STATUSES.missing(status, _known_of(row)):
            line.problem(COLUMN_OF.get(gate.field, gate.field), _(gate.message))

    # --- Amendments -----------------------------------------------------------------------------------------

    def amendment(self, line: Line) -> None:
        """Take a line as an amendment of an agreement that is saved or in the file."""
        before = line.sheet.problems.count
        partner = self.known.organisation(line, "partner")
        number = line.whole("amendment", least=1, most=999)
        signed_on, amount = line.day("signed_on"), line.amount("amount")
        currency = line.code("currency", self.known.currencies, _("No currency has this code."))
        self._count(line, StatedKind.AMENDMENT, currency=currency, day=signed_on, amount=amount)
        last = line.day("last_day", required=False)
        payer = self.known.organisation(line, "partners", required=False)
        note = line.words("note", required=False, longest=500)
        agreement = self._amended(line, partner)
        if agreement is None or number is None or signed_on is None or amount is None:
            return
        if currency and currency != agreement.currency_id:
            line.problem("currency", _("The agreement is in another currency."))
        data = AmendmentData(number, signed_on, amount, day_after(last), payer, note)
        amendment = Amendment(agreement=agreement, demonstration=self.demonstration, **vars(data))
        self._judge_amendment(line, agreement, data, amendment)
        if line.sheet.problems.count == before:
            self.rows.append(NewAmendment(line.number, amendment))

    def _amended(self, line: Line, partner: Any) -> Any:
        reference = line.sign("reference")
        if partner is None or not reference:
            return None
        row = self.new.get((partner.pk, reference))
        found = self._saved(partner, reference) or (row.agreement if row else None)
        return found or line.problem("reference", _("No agreement of the partner has this reference."))

    def _judge_amendment(self, line: Line, agreement: Any, data: AmendmentData, amendment: Amendment) -> None:
        if agreement.pk is not None:
            saved = agreement.amendments.filter(number=data.number).first()
            if saved is not None:
                if any(getattr(saved, name) != value for name, value in vars(data).items()):
                    line.problem("amendment", _("The amendment stands here otherwise."))
                return
        row = self.new.get((agreement.partner_id, agreement.reference))
        payers = (
            [organisation for organisation, _amount in row.partners] if row and agreement.pk is None else None
        )
        try:
            check_amendment(agreement, data, partners=payers)
            check_valid(amendment, exclude=["agreement"] if agreement.pk is None else [])
        except UnableToAct as error:
            for name, messages in error.problems.items():
                line.problem(COLUMN_OF.get(name, name or "amendment"), " ".join(messages))

    def _count(
        self,
        line: Line,
        kind: StatedKind,
        *,
        currency: str | None,
        day: date | None,
        amount: Decimal | None,
    ) -> None:
        """Count a line for the totals, where what it is counted by can be read."""
        if currency and day is not None and amount is not None:
            self.totals.count(line, Key(str(kind), currency, day.year), amount)


def _known_of(row: NewAgreement) -> dict[str, object]:
    """Return what gates are told of an agreement that is not saved."""
    agreement = row.agreement
    own = {gate.field: getattr(agreement, gate.field, None) for gate in STATUSES.gates}
    given = sum((amount for _partner, amount in row.partners), Decimal(0))
    return {
        **own,
        "has_partners": agreement.kind != AgreementKind.MULTI_DONOR or given == agreement.signed_total,
        "has_projects": agreement.kind in WITHOUT_PROJECTS or bool(row.projects),
        "reports_sent": True,
        "signed_total": agreement.signed_total is not None,
    }


AGREEMENTS = AgreementImporter()
