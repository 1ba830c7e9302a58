"""Columns that tables of all apps use."""

from __future__ import annotations

from typing import Any

import django_tables2


def exported(label: Any, **options: Any) -> django_tables2.Column:
    """Return a column for CSV and XLSX that pages do not show."""
    return django_tables2.Column(label, visible=False, default="", **options)
