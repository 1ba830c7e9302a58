"""Forms of an import: field shape only."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import FIRST_DAY, LAST_DAY
from ilo_dc.core.documents.uploads import with_limit
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.reference.place_names import countries_called
from ilo_dc.core.ui.forms import DayField, WholeField
from ilo_dc.core.writing.forms import ReasonForm
from ilo_dc.portal.imports.importers import IMPORTERS

CODE = re.compile(r"[A-Za-z]{3}|\d+")


def names_of(text: str) -> tuple[str, ...]:
    """Return the codes that a text names, each once: separated by commas or blanks, in capitals.

    Between commas a country may be named by a name that it alone has; what is neither stays as typed.
    """
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n]+", text)]
    return tuple(dict.fromkeys(code for part in parts for code in _codes_of(part)))


def _codes_of(part: str) -> list[str]:
    words = part.split()
    if len(words) == 1 and CODE.fullmatch(part):
        return [part.upper()]
    if len(called := countries_called(part)) == 1:
        return [called[0].pk]
    return [word.upper() for word in words] if all(map(CODE.fullmatch, words)) else [part]


class YearField(WholeField):
    """A year: of one with two digits the field says the same as of such a date."""

    def run_validators(self, value: Any) -> None:
        """Refuse a year that is not written with four digits, in words of its own.

        Raises:
            ValidationError: it is none, or lies outside the years that the portal knows.
        """
        if value is not None and abs(value) < 1000:
            raise forms.ValidationError(_("Write the year with four digits: 2026, not 26."))
        super().run_validators(value)


class ScopeForm(forms.Form):
    """What an import speaks of."""

    # A kind of sheet, or the choice before it, asks for them.
    needed_later = ("scope", "names", "finance_year", "valid_rows")

    scope = forms.ChoiceField(
        label=_("What the import speaks of"),
        choices=ScopeKind.choices,
        initial=ScopeKind.NAMED,
        required=False,
        help_text=_("Within it, what the file no longer names is withdrawn. Outside it nothing changes."),
    )
    names = forms.CharField(
        label=_("Countries or years"),
        required=False,
        max_length=2000,
        help_text=_(
            "Only where you choose what it speaks of. Codes or names, separated by commas: KEN, Bangladesh; "
            "or years: 2023, 2024."
        ),
    )
    finance_year = YearField(
        label=_("Finance year of the amounts"),
        required=False,
        min_value=FIRST_DAY.year,
        max_value=LAST_DAY.year,
        help_text=_("For sub-outputs of UN INFO, whose files do not name it."),
    )
    valid_rows = forms.BooleanField(
        label=_("Leave out the rows with errors"),
        required=False,
        help_text=_(
            "Of a sheet of projects or proposals: the others may be saved. Else all or nothing is saved."
        ),
    )

    def asked(self) -> Scope:
        """Return the scope that was asked for."""
        given = self.cleaned_data
        return Scope(
            ScopeKind(given["scope"] or ScopeKind.NAMED),
            names_of(given["names"]),
            given["finance_year"],
            given["valid_rows"],
        )


class UploadForm(ScopeForm):
    """Which sheet it is, the file, what it speaks of, and where it comes from."""

    importer = forms.ChoiceField(label=_("Kind of sheet"))
    file = forms.FileField(
        label=_("File"),
        help_text=with_limit(
            _("CSV in UTF-8, or XLSX; of UN INFO also its public file of a country (JSON).")
        ),
    )
    source_date = DayField(
        label=_("Date of the source"),
        required=False,
        help_text=_("The publisher’s date, where the source states one."),
    )
    reason = forms.CharField(
        label=_("Why it is loaded"),
        max_length=500,
        help_text=_("Shown in the list of changes."),
    )
    field_order = (
        "importer",
        "file",
        "scope",
        "names",
        "finance_year",
        "valid_rows",
        "source_date",
        "reason",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [  # type: ignore[attr-defined]
            (code, importer.label) for code, importer in IMPORTERS.items() if importer.policy(user)
        ]


class SaveForm(forms.Form):
    """The number of rows that saving withdraws, typed where there are many; a tick for emptied texts."""

    needed_later = ("withdraws", "agrees")

    withdraws = WholeField(required=False, min_value=0)
    agrees = forms.BooleanField(required=False)


class ReverseForm(ReasonForm):
    """Why an import is reversed."""


class OpeningForm(ReasonForm):
    """Opening the installation: a reason, and that one knows that it is final."""

    final = forms.BooleanField(label=_("I know that this is final: nothing is dated back from now on."))
