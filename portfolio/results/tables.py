"""Columns of results frameworks, their results and the cross-walks between them."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import together
from ilo_dc.core.models import SourcedRecord
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.reading_tags import demo_row
from ilo_dc.core.ui.tags import badge
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode


def _marks(row: SourcedRecord) -> SafeString:
    """Write what a reader must know of a record: demonstration data, withdrawn by its source."""
    withdrawn = badge(gettext("Withdrawn by its source"), "warn") if row.withdrawn else ""
    return format_html("{} {}", withdrawn, demo_row(row.demonstration))


def _verified(row: ResultsFramework | ResultsNode) -> SafeString:
    if row.verified:
        return badge(gettext("Read in the source"), "ok")
    return badge(gettext("To be verified"), "warn")


def result_page(result: ResultsNode) -> str:
    """Return the address of a result's page; read its framework with it."""
    return reverse("results:result", args=[result.framework.code, result.code])


def _result_column(label: Any, side: str) -> LinkColumn:
    """Return the column of one side of a cross-walk: code and words lead to the result."""
    result = attrgetter(side)
    return LinkColumn(
        label,
        lambda record: result_page(result(record)),
        text=lambda record: together(result(record).code, " ", result(record).text),
        marks=None,
        accessor=f"{side}__code",
    )


class ResultsFrameworkTable(RegisterTable):
    """Columns of results frameworks."""

    id = exported(_("Number here"))
    code = exported(_("Code"))
    title = LinkColumn(
        _("Framework"),
        lambda record: reverse("results:framework", args=[record.code]),
        text=attrgetter("title"),
        marks=_marks,
        accessor="title_en",
    )
    kind = CodeColumn(_("Kind"))
    biennium = exported(_("Biennium"), accessor="biennium_id")
    starts_on = django_tables2.Column(_("From"))
    last_day = django_tables2.Column(_("Last day"), accessor="ends_on", order_by="ends_on")
    results = django_tables2.Column(_("Results"), accessor="result_count", attrs={"cell": {"class": "n"}})
    to_be_verified = django_tables2.Column(
        _("Of them to be verified"), accessor="unverified_count", attrs={"cell": {"class": "n"}}
    )
    title_fr = exported(_("Title in French"))
    title_es = exported(_("Title in Spanish"))
    title_ar = exported(_("Title in Arabic"))
    title_zh = exported(_("Title in Chinese"))
    title_ru = exported(_("Title in Russian"))
    verified = PageColumn(_("Title and period"), _verified)
    provenance = exported(_("Provenance"))
    withdrawn = exported(_("Withdrawn"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"
    caption = _("Results frameworks")


class ResultTable(RegisterTable):
    """Columns of results; those of the sheet `/imports/` takes bear the same names."""

    id = exported(_("Number here"))
    framework = django_tables2.Column(_("Framework"), accessor="framework__code")
    level = django_tables2.Column(_("Level"))
    code = django_tables2.Column(_("Code"))
    parent = exported(_("Result above it"), accessor="parent__code")
    kind = CodeColumn(_("Kind of outcome"), visible=False, default="")
    biennium = exported(_("Biennium"), accessor="framework__biennium_id")
    text = LinkColumn(_("Text"), result_page, text=attrgetter("text"), marks=_marks, accessor="text_en")
    text_en = exported(_("Text in English"))
    text_fr = exported(_("Text in French"))
    text_es = exported(_("Text in Spanish"))
    text_ar = exported(_("Text in Arabic"))
    text_zh = exported(_("Text in Chinese"))
    text_ru = exported(_("Text in Russian"))
    short_en = exported(_("Short name in English"))
    short_fr = exported(_("Short name in French"))
    short_es = exported(_("Short name in Spanish"))
    short_ar = exported(_("Short name in Arabic"))
    short_zh = exported(_("Short name in Chinese"))
    short_ru = exported(_("Short name in Russian"))
    verified = PageColumn(_("Words"), _verified)
    provenance = exported(_("Provenance"))
    withdrawn = exported(_("Withdrawn"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "text"
    caption = _("Results")

    def render_level(self, record: ResultsNode) -> str:
        """Write the level; of an outcome its kind."""
        return record.level_name


class CrossWalkTable(RegisterTable):
    """Columns of cross-walks: exported, they are the sheet that `/imports/` takes."""

    from_framework = django_tables2.Column(_("From framework"), accessor="from_node__framework__code")
    from_code = _result_column(_("From result"), "from_node")
    to_framework = django_tables2.Column(_("To framework"), accessor="to_node__framework__code")
    to_code = _result_column(_("To result"), "to_node")
    kind = CodeColumn(_("Kind"))
    note = django_tables2.Column(_("Note"), default="")
    source = LinkColumn(_("Source"), marks=_marks)
    demonstration = exported(_("Demonstration data"))

    caption = _("Cross-walks")
    empty_text = _("No cross-walk is recorded.")
    empty_advice = _(
        "Only what a source states is recorded: results are not joined because they sound alike."
    )
