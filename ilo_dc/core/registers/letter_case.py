"""Codes in addresses, whatever their case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters


def in_their_case(filters: Mapping[str, Any], data: Any) -> Any:
    """Return the parameters with each code that a filter takes written as the filter writes it."""
    written = {
        name: code
        for name, one in filters.items()
        if isinstance(one, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter)
        and (value := data.get(name))
        and (code := _code_of(one, str(value))) != value
    }
    if not written:
        return data
    data = data.copy()
    for name, code in written.items():
        data[name] = code
    return data


def _code_of(one: Any, value: str) -> str:
    """Return the code of a filter that `value` is but for its case; what is none stays as it is."""
    if isinstance(one, django_filters.ModelChoiceFilter):
        if not any(letter.isalpha() for letter in value):
            return value
        column = one.extra.get("to_field_name") or "pk"
        found = one.field.queryset.filter(**{f"{column}__iexact": value}).values_list(column, flat=True)
        return str(found.first() or value)
    codes = [str(code) for code, _label in one.field.choices]
    return next((code for code in codes if code.casefold() == value.casefold()), value)
