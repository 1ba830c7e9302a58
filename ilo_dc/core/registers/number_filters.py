"""Filters by numbers, read as people type them and as programs write them."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from ilo_dc.core.ui.forms import AmountField, WholeField


@extend_schema_field(OpenApiTypes.NUMBER)
class AmountFilter(django_filters.Filter):
    """A bound of an amount, typed as people type it or written by a program."""

    field_class = AmountField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, programs=True, **options)


@extend_schema_field(OpenApiTypes.INT)
class WholeFilter(django_filters.Filter):
    """A whole number, typed as people type it or written by a program."""

    field_class = WholeField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, programs=True, **options)
