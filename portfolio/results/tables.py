"""Columns of results frameworks, their results and the cross-walks between them."""

from __future__ import annotations

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import SourcedRecord
from ilo_dc.core.registers.columns import exported
from ilo_dc.core.ui.tags import badge, demo
from portfolio.results.models.cross_walk import CrossWalk
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode


def _marks(row: SourcedRecord) -> SafeString:
    """Write what a reader must know of a record: demonstration data, withdrawn by its source."""
    withdrawn = badge(_now("Withdrawn by its source"), "warn") if row.withdrawn else ""
    return format_html("{} {}", withdrawn, demo(row.demonstration))


def _verified(row: ResultsFramework | ResultsNode) -> SafeString:
    if row.verified:
        return badge(_now("Read in the source"), "ok")
    return badge(_now("To be verified"), "warn")


class ResultsFrameworkTable(django_tables2.Table):
    """Columns of results frameworks."""

    id = exported(_("Number here"))
    code = exported(_("Code"))
    title = django_tables2.Column(_("Framework"))
    kind = django_tables2.Column(_("Kind"))
    biennium = exported(_("Biennium"), accessor="biennium_id")
    starts_on = django_tables2.Column(_("From"))
    ends_on = django_tables2.Column(_("Until"))
    results = django_tables2.Column(_("Results"), accessor="result_count", attrs={"cell": {"class": "n"}})
    to_be_verified = django_tables2.Column(
        _("Of them to be verified"), accessor="unverified_count", attrs={"cell": {"class": "n"}}
    )
    verified = django_tables2.Column(_("Title and period"))
    provenance = exported(_("Provenance"))
    withdrawn = exported(_("Withdrawn"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"
    caption = _("Results frameworks")

    class Meta:
        model = ResultsFramework
        fields: tuple[str, ...] = ()
        orderable = False

    def render_title(self, record: ResultsFramework) -> SafeString:
        """Lead to the framework's tree."""
        url = reverse("results:framework", args=[record.code])
        return format_html('<a href="{}">{}</a> {}', url, record.title, _marks(record))

    def value_title(self, record: ResultsFramework) -> str:
        """Export the title in the reader's language."""
        return record.title

    def value_kind(self, record: ResultsFramework) -> str:
        """Export the code, which filters take."""
        return record.kind

    def render_verified(self, record: ResultsFramework) -> SafeString:
        """Say whether title and period were read in the source."""
        return _verified(record)

    def value_verified(self, record: ResultsFramework) -> bool:
        """Export true or false."""
        return record.verified


class ResultTable(django_tables2.Table):
    """Columns of results; those of the sheet `/imports/` takes bear the same names."""

    id = exported(_("Number here"))
    framework = django_tables2.Column(_("Framework"), accessor="framework__code")
    level = django_tables2.Column(_("Level"))
    code = django_tables2.Column(_("Code"))
    parent = exported(_("Result above it"), accessor="parent__code")
    kind = exported(_("Kind of outcome"))
    biennium = exported(_("Biennium"), accessor="framework__biennium_id")
    text = django_tables2.Column(_("Text"))
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
    verified = django_tables2.Column(_("Words"))
    provenance = exported(_("Provenance"))
    withdrawn = exported(_("Withdrawn"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "text"
    caption = _("Results")

    class Meta:
        model = ResultsNode
        fields: tuple[str, ...] = ()
        orderable = False

    def render_level(self, record: ResultsNode) -> str:
        """Write the level; of an outcome its kind."""
        return record.level_name

    def value_level(self, record: ResultsNode) -> str:
        """Export the code, which filters take."""
        return record.level

    def value_kind(self, record: ResultsNode) -> str:
        """Export the code, which filters take."""
        return record.kind

    def render_text(self, record: ResultsNode) -> SafeString:
        """Lead to the result."""
        url = result_page(record)
        return format_html('<a href="{}">{}</a> {}', url, record.text, _marks(record))

    def value_text(self, record: ResultsNode) -> str:
        """Export the text in the reader's language."""
        return record.text

    def render_verified(self, record: ResultsNode) -> SafeString:
        """Say whether the words were read in the source."""
        return _verified(record)

    def value_verified(self, record: ResultsNode) -> bool:
        """Export true or false."""
        return record.verified


class CrossWalkTable(django_tables2.Table):
    """Columns of cross-walks: exported, they are the sheet that `/imports/` takes."""

    from_framework = django_tables2.Column(_("From framework"), accessor="from_node__framework__code")
    from_code = django_tables2.Column(_("Result"), accessor="from_node__code")
    to_framework = django_tables2.Column(_("To framework"), accessor="to_node__framework__code")
    to_code = django_tables2.Column(_("Result"), accessor="to_node__code")
    kind = django_tables2.Column(_("Kind"))
    note = django_tables2.Column(_("Note"), default="")
    source = django_tables2.Column(_("Source"))
    demonstration = exported(_("Demonstration data"))

    caption = _("Cross-walks")
    empty_text = _("No cross-walk is recorded.")
    empty_advice = _(
        "Only what a source states is recorded: results are not joined because they sound alike."
    )

    class Meta:
        model = CrossWalk
        fields: tuple[str, ...] = ()
        orderable = False

    def render_from_code(self, record: CrossWalk) -> SafeString:
        """Lead to the earlier result."""
        return _named(record.from_node)

    def value_from_code(self, record: CrossWalk) -> str:
        """Export the code."""
        return record.from_node.code

    def render_to_code(self, record: CrossWalk) -> SafeString:
        """Lead to the later result."""
        return _named(record.to_node)

    def value_to_code(self, record: CrossWalk) -> str:
        """Export the code."""
        return record.to_node.code

    def value_kind(self, record: CrossWalk) -> str:
        """Export the code, which filters take."""
        return record.kind

    def render_source(self, record: CrossWalk) -> SafeString:
        """Write the document with what a reader must know."""
        return format_html("{} {}", record.source, _marks(record))

    def value_source(self, record: CrossWalk) -> str:
        """Export the document."""
        return record.source


def result_page(result: ResultsNode) -> str:
    """Return the address of a result's page; read its framework with it."""
    return reverse("results:result", args=[result.framework.code, result.code])


def _named(result: ResultsNode) -> SafeString:
    return format_html('<a href="{}">{} {}</a>', result_page(result), result.code, result.text)
