"""Filters of reported problems."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.filtersets import CodeFilter, RecordFilterSet
from reporting.catalogue.catalogue import MEASURES
from reporting.figure_problems.vocab import ProblemStatus


def offered_measures() -> list[tuple[str, str]]:
    """Return the figures of the portal, by name."""
    return sorted(((code, str(one.label)) for code, one in MEASURES.items()), key=lambda pair: pair[1])


class FigureProblemFilterSet(RecordFilterSet):
    """Filters of reported problems."""

    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=ProblemStatus.choices, empty_label=_("Any")
    )
    measure = CodeFilter("measure", label=_("Figure"), offered=offered_measures)
