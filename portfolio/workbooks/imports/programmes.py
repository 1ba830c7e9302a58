"""Reading the workbook of a country programme, or of a country's outcomes without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.models import Office
from ilo_dc.core.sheets.limits import Limits, Watch, quiet
from portfolio.programmes.models.programme_outcome import OutcomeIndicator
from portfolio.programmes.vocab import OutcomeCategory, Progress, TextLanguage
from portfolio.updates.actions.outcome_updates import takes_whole_numbers
from portfolio.workbooks import vocab
from portfolio.workbooks.actions.plans import CountryPlan, within
from portfolio.workbooks.imports.reading import Layout, Reader, keys_of, opened
from portfolio.workbooks.rules import same_word
from portfolio.workbooks.vocab import INDICATORS, OUTCOMES, SHEETS, UPDATE_VALUES

if TYPE_CHECKING:
    from ilo_dc.core.sheets.reading import Book
    from portfolio.workbooks.actions.plans import Plan
    from portfolio.workbooks.actions.sheet_rows import Reading, SheetRow
    from portfolio.workbooks.imports.reading import Meanings
    from portfolio.workbooks.vocab import BookColumn

LAYOUT = Layout(
    sheets=SHEETS,
    above={INDICATORS: OUTCOMES, vocab.MILESTONES: INDICATORS},
    named={"outcome": OUTCOMES, "indicator": INDICATORS},
    noun="programme",
    edition=vocab.FORMAT,
    former=vocab.FORMER_FORMATS,
    messages={
        "former": gettext_noop(
            "This workbook was made by an older edition of the portal, and its columns mean something "
            "else now. Download it from the page of the country programme again, and enter your changes "
            "there."
        ),
        "other kind": gettext_noop(
            "This is not a workbook of a country programme from this portal. Download it from its page again."
        ),
        "other subject": gettext_noop(
            "This is the workbook of another country programme. Upload it on the page of that one."
        ),
    },
)


def read_programme_workbook(
    file: BinaryIO,
    *,
    size: int,
    subject: Plan,
    limits: Limits | None = None,
    watch: Watch = quiet,
) -> Reading:
    """Return what the workbook says; cells that cannot be used are problems with sheet, row and column.

    Raises:
        LimitError: larger than `limits`.
        SheetError: no workbook, damaged, not made by the portal, or of another programme.
    """
    book, meanings = opened(file, size=size, layout=LAYOUT, key=subject.pk, limits=limits, watch=watch)
    return ProgrammeReader(book, meanings, subject).read()


class ProgrammeReader(Reader):
    """The workbook of a programme, or of a country without one, while it is read."""

    def __init__(self, book: Book, meanings: Meanings, plan: Plan) -> None:
        codes = dict(plan.outcomes.values_list("code", "pk"))
        above = {
            OUTCOMES: {same_word(code): pk for code, pk in codes.items()} | keys_of(meanings, OUTCOMES),
            INDICATORS: keys_of(meanings, INDICATORS),
        }
        # Without a programme there is no priority to name.
        not_asked = ("priority",) if isinstance(plan, CountryPlan) else ()
        super().__init__(book, meanings, LAYOUT, words=_words(plan), above=above, not_asked=not_asked)
        # The indicators that take whole numbers: recorded ones by key, new ones by what the sheet calls them.
        recorded = OutcomeIndicator.objects.filter(**within(plan, "outcome__"))
        self.whole: set[int | str | None] = {one.pk for one in recorded if takes_whole_numbers(one)}

    def note(self, row: SheetRow, column: BookColumn) -> None:
        """Note what a new outcome is called, and which indicators take whole numbers alone."""
        if row.sheet == OUTCOMES and column.name == "code" and row.pk is None:
            row.reference = same_word(row.values["code"])
        if column.name == "whole_numbers" and row.values[column.name]:
            self.whole.add(row.pk or row.reference)

    def decimals(self, row: SheetRow) -> int:
        """Return none where the indicator of a row, or that it is, takes whole numbers alone."""
        if row.sheet == INDICATORS:
            is_whole = bool(row.values.get("whole_numbers"))
        else:
            is_whole = (row.keys.get("indicator") if row.sheet == UPDATE_VALUES else row.parent) in self.whole
        return 0 if is_whole else super().decimals(row)


def _words(programme: Plan) -> dict[str, dict[Any, str]]:
    """Return the words for each choice, by list and key, in the reader's language."""
    return {
        "language": {key: str(label) for key, label in TextLanguage.choices},
        "yes_no": {True: _("Yes"), False: _("No")},
        "category": {key: str(label) for key, label in OutcomeCategory.choices},
        "progress": {key: str(label) for key, label in Progress.choices},
        "office": {office.pk: str(office) for office in Office.objects.order_by("code")},
        "priority": {one.pk: str(one) for one in programme.priorities.order_by("position")},
    }
