"""Reading the workbook of a country programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.models import Office
from ilo_dc.core.sheets.limits import Limits, Watch, quiet
from portfolio.programmes.vocab import OutcomeCategory, Progress, TextLanguage
from portfolio.workbooks import vocab
from portfolio.workbooks.imports.reading import Layout, Reader, keys_of, opened
from portfolio.workbooks.rules import same_word
from portfolio.workbooks.vocab import INDICATORS, OUTCOMES, SHEETS

if TYPE_CHECKING:
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.workbooks.actions.sheet_rows import Reading

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
    subject: CountryProgramme,
    limits: Limits | None = None,
    watch: Watch = quiet,
) -> Reading:
    """Return what the workbook says; cells that cannot be used are problems with sheet, row and column.

    Raises:
        LimitError: larger than `limits`.
        SheetError: no workbook, damaged, not made by the portal, or of another programme.
    """
    book, meanings = opened(file, size=size, layout=LAYOUT, key=subject.pk, limits=limits, watch=watch)
    codes = dict(subject.outcomes.values_list("code", "pk"))
    above = {
        OUTCOMES: {same_word(code): pk for code, pk in codes.items()} | keys_of(meanings, OUTCOMES),
        INDICATORS: keys_of(meanings, INDICATORS),
    }
    return Reader(book, meanings, LAYOUT, words=_words(subject), above=above).read()


def _words(programme: CountryProgramme) -> dict[str, dict[Any, str]]:
    """Return the words for each choice, by list and key, in the reader's language."""
    return {
        "language": {key: str(label) for key, label in TextLanguage.choices},
        "yes_no": {True: _("Yes"), False: _("No")},
        "category": {key: str(label) for key, label in OutcomeCategory.choices},
        "progress": {key: str(label) for key, label in Progress.choices},
        "office": {office.pk: str(office) for office in Office.objects.order_by("code")},
        "priority": {one.pk: str(one) for one in programme.priorities.order_by("position")},
    }
