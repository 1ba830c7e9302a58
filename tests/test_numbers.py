"""Every door at which people type numbers uses the one reader: all forms and all filters are walked."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import django_filters
import pytest
from django import forms
from django.conf import settings
from django.utils.translation import override

from ilo_dc.core.ui.forms import AmountField, WholeField
from portfolio.models import OutcomeIndicator
from portfolio.programmes.forms.outcome_links import OutcomeLinksForm
from portfolio.updates.forms import UpdateForm

ROOTS = ("ilo_dc", "portfolio", "funding", "constituents", "reporting")
LANGUAGES = [*dict(settings.LANGUAGES), "ar", "zh-hans", "ru"]  # also those that await a translation
# Fields and filters of numbers that read otherwise; the version of a form is hidden, no person types it.
OTHERS = re.compile(
    r"\b(?:forms|django_filters)\.(?:Decimal|Integer|Float)Field\((?!widget=forms\.HiddenInput\))"
    r"|\bdjango_filters\.(?:Number|Range|NumericRange)Filter\b"
)
# They read numbers: their fields are made of others.
READERS = {"ilo_dc/core/ui/forms.py"}


def modules() -> Iterator[Any]:
    for root in ROOTS:
        package = importlib.import_module(root)
        for found in pkgutil.walk_packages(package.__path__, f"{root}."):
            if not re.search(r"\.(migrations|management|settings|embedded|wsgi|celery)\b", found.name):
                yield importlib.import_module(found.name)


def beneath(kind: type) -> Iterator[Any]:
    for one in kind.__subclasses__():
        yield one
        yield from beneath(one)


def fields() -> Iterator[tuple[str, forms.Field]]:
    """Yield every field that a person sees, of every form and of every filter, by its name."""
    assert len(list(modules())) > 300
    for form in {one for one in beneath(forms.BaseForm) if one.__module__.split(".")[0] in ROOTS}:
        yield from ((f"{form.__qualname__}.{name}", field) for name, field in form.base_fields.items())
    for filters in beneath(django_filters.FilterSet):
        for name, one in filters.base_filters.items():
            yield f"{filters.__qualname__}.{name}", one.field
    made = (
        UpdateForm(indicators=[OutcomeIndicator(pk=1, text="Jobs")], last={}),
        OutcomeLinksForm(budget=[], framework=[]),
    )
    for form in made:
        yield from ((f"{type(form).__qualname__}.{name}", field) for name, field in form.fields.items())


@pytest.fixture(scope="module")
def numbers() -> dict[str, forms.Field]:
    found = {
        name: field
        for name, field in fields()
        if isinstance(field, forms.IntegerField) and not isinstance(field.widget, forms.HiddenInput)
    }
    assert {
        "UpdateForm.value_1",
        "OutcomeLinksForm.budget_weight_0",
        "StyleFilter.least",
        "ObservationFilterSet.run",
    } <= found.keys()
    assert len(found) > 10
    return found


def test_every_field_and_filter_of_a_number_is_one_that_reads_as_people_type(numbers):
    others = {name for name, field in numbers.items() if not isinstance(field, AmountField | WholeField)}
    assert others == set()


def test_no_code_makes_a_field_or_a_filter_of_numbers_that_reads_otherwise():
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for root in ROOTS
        for path in Path(settings.BASE_DIR, root).rglob("*.py")
        if OTHERS.search(path.read_text())
    }
    assert found - READERS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_shows_a_number_so_that_it_reads_it_back(numbers, language):
    with override(language):
        for name, field in numbers.items():
            for value in values_for(field):
                shown = field.widget.format_value(field.prepare_value(value))
                assert field.to_python(shown) == value, (name, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_takes_what_is_plain_and_refuses_what_can_mean_two_numbers(numbers, language):
    with override(language):
        for name, field in numbers.items():
            places = field.places if isinstance(field, AmountField) else 0
            assert field.to_python("2\u202f500\u00a0000") == 2500000, name
            assert field.to_python("  ") is None, name
            if places:
                assert field.to_python("12,5") == field.to_python("12.5") == Decimal("12.5"), name
                assert field.to_python("1 234,50") == field.to_python("1,234.50") == Decimal("1234.50"), name
            else:
                refused(field, "12,5", name)
            if places > 2:
                refused(field, "1,234", name)
                refused(field, "1.234", name)
            else:
                assert field.to_python("250,000") == 250000, name
            for text in ("12%", "USD 5", "(5)", "1e5", "many"):
                refused(field, text, name)


def values_for(field: forms.Field) -> tuple[Decimal | int, ...]:
    whole = (0, 7, 1234, 2026, 2500000, -1234)
    if isinstance(field, WholeField):
        return whole
    places = Decimal(1).scaleb(-field.places)
    parts = (Decimal(text).quantize(places) for text in ("0.5", "12.5", "1234.5", "123456.25", "-1234567.89"))
    trimmed = (Decimal("123.456"), Decimal("1.2345")) if field.places > 3 else ()
    return (*map(Decimal, whole), *parts, *trimmed)


def refused(field: forms.Field, text: str, name: str) -> None:
    with pytest.raises(forms.ValidationError):
        pytest.fail(f"{name} took {text} as {field.to_python(text)}")


def test_no_template_writes_a_per_cent_sign_after_a_number():
    """Each language has its own: 40%, 40 % with a blank that does not break. `percent` and its kin know."""
    by_hand = re.compile(r"\}\}(?:&nbsp;|\s)?%(?!\})")
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {line.strip()[:80]}"
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for line in path.read_text().splitlines()
        if by_hand.search(line)
    ]
    assert found == []
