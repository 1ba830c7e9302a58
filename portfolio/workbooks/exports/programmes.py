"""A country programme, or a country's outcomes without one, as a workbook to edit offline and upload."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils.translation import gettext as _

from ilo_dc.formats import text as words
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator
from portfolio.programmes.rules.programmes import may_be_added_to
from portfolio.programmes.vocab import OutcomeCategory
from portfolio.workbooks import vocab
from portfolio.workbooks.actions.due_rows import updates_to_write
from portfolio.workbooks.actions.plans import CountryPlan, within, writes_updates
from portfolio.workbooks.actions.programme_rows import grows_in
from portfolio.workbooks.exports.drafts import BOOK, Draft, FilledRow
from portfolio.workbooks.vocab import SHEET, SHEETS

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.workbooks.actions.plans import Plan
    from portfolio.workbooks.vocab import BookSheet


def programme_workbook(programme: Plan, *, by: Viewer, as_of: datetime, address: str) -> bytes:
    """Return the filled workbook in the active language: how to use it, then a sheet for each kind of row.

    Ids and versions are locked (without a password), choices are lists. `address` is the page to upload it
    on; `as_of` the moment at which the programme stood so. The updates that are due are for who writes them.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, BOOK)
    draft = ProgrammeDraft(book, programme, as_of)
    draft.fill_updates(by)
    draft.write(as_of, address)
    book.close()
    return buffer.getvalue()


class ProgrammeDraft(Draft):
    """The workbook of a programme, or of a country without one, while it is written."""

    sheets = SHEETS

    def __init__(self, book: xlsxwriter.Workbook, programme: Plan, as_of: datetime) -> None:
        super().__init__(book, as_of.date())
        self.programme = programme
        self.grows = may_be_added_to(programme.status)
        self.lists |= {
            "category": list(zip(OutcomeCategory.labels, OutcomeCategory.values, strict=True)),
            "priority": [(str(one), one.pk) for one in programme.priorities.order_by("position")],
        }
        outcomes = list(programme.outcomes.order_by("priority__position", "code", "pk"))
        indicators = OutcomeIndicator.objects.filter(**within(programme, "outcome__")).select_related(
            "outcome"
        )
        milestones = Milestone.objects.filter(**within(programme, "indicator__outcome__"))
        self.references = _references(indicators.order_by("pk"))
        sort = ("outcome__priority__position", "outcome__code", "pk")
        self.rows = {
            vocab.PROGRAMME: [FilledRow(programme)] if isinstance(programme, CountryProgramme) else [],
            vocab.PRIORITIES: [FilledRow(one) for one in programme.priorities.order_by("position")],
            vocab.OUTCOMES: [FilledRow(one) for one in outcomes],
            vocab.INDICATORS: [
                FilledRow(one, one.outcome.code, self.references[one.pk])
                for one in indicators.order_by(*sort)
            ],
            vocab.MILESTONES: [
                FilledRow(one, self.references[one.indicator_id])
                for one in milestones.order_by(*(f"indicator__{path}" for path in sort), "due_on", "pk")
            ],
        }
        self.named = [
            *((vocab.OUTCOMES, one.code, one.pk) for one in outcomes),
            *((vocab.INDICATORS, reference, pk) for pk, reference in self.references.items()),
            ("format", "", vocab.FORMAT),
            ("programme", programme.title, programme.pk),
        ]

    def takes_new_rows(self, sheet: BookSheet) -> bool:
        """Return whether a sheet takes new rows of this programme or country."""
        return grows_in(self.programme, sheet)

    def fill_updates(self, by: Viewer) -> None:
        """Give the last two sheets what is due and what was begun of it, if `by` writes updates."""
        self.rows |= {sheet: [] for sheet in vocab.UPDATE_SHEETS}
        if not writes_updates(by, self.programme):
            return
        for one in updates_to_write(self.programme, by=by, today=self.today):
            self.named.append((vocab.WRITTEN, one.name, one.fingerprint))
            self.rows[vocab.UPDATES].append(FilledRow(one.record, given=one.given))
            for number, (record, given) in one.values.items():
                named = {**given, "indicator": self.references[number]}
                self.rows[vocab.UPDATE_VALUES].append(FilledRow(record, given=named))

    def guide(self, as_of: datetime, address: str) -> Iterator[str]:
        """Yield the lines of the first sheet."""
        yield self.programme.title
        if self.programme.demonstration:
            yield _("DEMONSTRATION DATA: invented, not the ILO’s.")
        yield _("As recorded in the portal on %(moment)s.") % {"moment": words.moment(as_of)}
        yield ""
        yield _("1. Change what you want in the white cells. Leave the grey cells as they are.")
        yield _(
            "2. Cells with a list take only what the list offers. Write dates as year-month-day: 2026-02-05."
        )
        if isinstance(self.programme, CountryPlan):
            yield _(
                "3. New indicators and milestones go into the empty rows, without id and version. A new "
                "indicator names the CPO code of its outcome; give it a number of your own, such as NEW-1, "
                "if milestones are to name it. Outcomes are added on their own page."
            )
        elif self.grows:
            yield _(
                "3. New outcomes, indicators and milestones go into the empty rows, without id and version. "
                "A new indicator names the CPO code of its outcome; give it a number of your own, such as "
                "NEW-1, if milestones are to name it."
            )
        else:
            yield _("3. The programme is closed: it takes no new rows.")
        yield _(
            "4. Do not rename sheets or headings. A row that you take out of the workbook changes nothing."
        )
        yield _(
            "The sheet “%(updates)s” holds the updates that are due, if you write them: one row an outcome, "
            "where its indicators stood on “%(values)s”. “%(submit)s” hands an update in; "
            "otherwise it is kept as a draft. Evidence is attached on the page of the update."
        ) % {
            "updates": SHEET[vocab.UPDATES].label,
            "values": SHEET[vocab.UPDATE_VALUES].label,
            "submit": SHEET[vocab.UPDATES].column("submit").label,
        }
        yield _("5. Save it as .xlsx and upload it here: %(address)s") % {"address": address}
        yield _(
            "The portal then shows every difference and every error before anything is saved. A row that "
            "somebody changed in the portal meanwhile is shown with both versions and is never overwritten."
        )


def _references(indicators: Iterable[OutcomeIndicator]) -> dict[int, str]:
    """Return the number of each indicator in this workbook: ZWE101-1 is the first of outcome ZWE101."""
    counted: dict[str, int] = {}
    references = {}
    for indicator in indicators:
        code = indicator.outcome.code
        counted[code] = counted.get(code, 0) + 1
        references[indicator.pk] = f"{code}-{counted[code]}"
    return references
