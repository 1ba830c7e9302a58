"""Forms of country programme outcomes and global products: field shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.row_fields import CountriesField, CountryField, OfficeField
from ilo_dc.core.ui.forms import field_of
from ilo_dc.core.writing.forms import VersionForm
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CountryOutcomeFields(forms.Form):
    """What a country programme outcome is called."""

    title = field_of(CountryProgrammeOutcome, "title", widget=_long_text(2))
    language = field_of(CountryProgrammeOutcome, "language")


class CountryOutcomeForm(VersionForm, CountryOutcomeFields):
    """An outcome that is edited."""


class NewCountryOutcomeForm(CountryOutcomeFields):
    """A new outcome with its place and its code, which never change later."""

    field_order = ("country", "region", "code")
    needed_later: tuple[str, ...] = ("country", "region")  # one of the two places

    country = field_of(
        CountryProgrammeOutcome, "country", form_class=CountryField, help_text=_("Cannot be changed later.")
    )
    region = field_of(
        CountryProgrammeOutcome,
        "region",
        label=_("Region of a sub-region’s outcome"),
        help_text=_("Only where it belongs to no single country. Cannot be changed later."),
    )
    code = field_of(CountryProgrammeOutcome, "code", help_text=_("Such as ARG155. Cannot be changed later."))

    def __init__(self, *args: Any, countries: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if not regions.exists():
            del self.fields["region"]


class ProductFields(forms.Form):
    """What is said of a global product."""

    title = field_of(GlobalProduct, "title", widget=_long_text(2))
    language = field_of(GlobalProduct, "language")
    description = field_of(GlobalProduct, "description", widget=_long_text(6))
    office = field_of(GlobalProduct, "office", form_class=OfficeField)
    countries = CountriesField(
        label=_("Countries or areas"),
        required=False,
        help_text=_("Empty: the whole world. More than fit: with semicolons in one box."),
    )


class ProductForm(VersionForm, ProductFields):
    """A product that is edited."""


class NewProductForm(ProductFields):
    """A new product with its code, which never changes later."""

    field_order = ("code",)

    code = field_of(GlobalProduct, "code", help_text=_("Such as GLO155. Cannot be changed later."))
