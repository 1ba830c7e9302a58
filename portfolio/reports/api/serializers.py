"""Shapes of the reports that are made of accepted updates (schema only)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portfolio.reports.vocab import ReportKind


class ReportSerializer(serializers.Serializer[Any]):
    """A report: its lines hold the named columns; a column that does not apply is null."""

    report = serializers.ChoiceField(choices=ReportKind.choices)
    programme = serializers.CharField(help_text="The programme's address.")
    reporting_period = serializers.CharField(allow_null=True)
    as_of = serializers.DateTimeField()
    columns = serializers.ListField(child=serializers.CharField())
    results = serializers.ListField(child=serializers.DictField())
