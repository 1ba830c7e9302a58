"""Columns of alignments with UN frameworks."""

from __future__ import annotations

from operator import attrgetter

import django_tables2
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import exported
from ilo_dc.core.ui.tags import badge, demo
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import Extent
from portfolio.programmes.tables import CountryOfProgramme

BADGES = {
    Extent.FULL: "ok",
    Extent.PARTIAL: "warn",
    Extent.NONE: "bad",
    Extent.UN_ONLY: "note",
    Extent.SUPPORTED: "note",
}
SHORT = 160


def extent_badge(code: str) -> str:
    """Return the badge of an extent: word and colour."""
    return badge(Extent(code).label, BADGES[Extent(code)])


class AlignmentTable(CountryOfProgramme, django_tables2.Table):
    """Columns of alignments: extent, level and role as known at the moment, texts as they are today."""

    id = exported(_("Number here"), accessor="pair_id")
    country = django_tables2.Column(
        _("Country or area"), accessor="pair__programme__country_id", empty_values=()
    )
    region = exported(_("Region"), accessor="region_key")
    programme = django_tables2.Column(_("Programme"), accessor="pair__programme")
    side = exported(_("Of the programme"), accessor="pair__side")
    code = exported(_("Priority or CPO code"), accessor="pair", empty_values=())
    title = django_tables2.Column(_("Priority or outcome"), accessor="pair", empty_values=())
    framework = exported(_("Framework"), accessor="pair__result__framework__slug")
    result_id = exported(_("Number of the result"), accessor="pair__result_id")
    result = django_tables2.Column(_("Result of the UN framework"), accessor="pair__result__text")
    extent = django_tables2.Column(_("Extent"))
    level = django_tables2.Column(_("Level"), default="")
    role = django_tables2.Column(_("Role of the ILO"), default="")
    effective_on = django_tables2.Column(_("Since"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    programme_of = attrgetter("pair.programme")
    row_heading = "title"

    class Meta:
        model = Alignment
        fields: tuple[str, ...] = ()
        orderable = False

    def render_programme(self, record: Alignment) -> str:
        """Lead to the programme's matrix."""
        programme, framework = record.pair.programme, record.pair.result.framework
        url = reverse("portfolio:programme-alignment", args=[programme.slug])
        mark = demo(record.demonstration)
        return format_html('<a href="{}?framework={}">{}</a> {}', url, framework.slug, programme.slug, mark)

    def value_programme(self, record: Alignment) -> str:
        """Export the programme's address, which filters take."""
        return record.pair.programme.slug

    def value_side(self, record: Alignment) -> str:
        """Export the code, which filters take."""
        return record.pair.side.value

    def value_code(self, record: Alignment) -> str:
        """Export the number of the priority or the code of the outcome."""
        pair = record.pair
        return str(pair.priority.position) if pair.priority else pair.outcome.code if pair.outcome else ""

    def render_title(self, record: Alignment) -> str:
        """Write the priority or outcome in the programme's language."""
        pair = record.pair
        if not (pair.priority or pair.outcome):
            return str(_("In the UN framework only"))
        return format_html(
            '<span lang="{}">{} {}</span>',
            pair.programme.language,
            self.value_code(record),
            self.value_title(record),
        )

    def value_title(self, record: Alignment) -> str:
        """Export the title alone."""
        named = record.pair.priority or record.pair.outcome
        return named.title if named else ""

    def render_result(self, record: Alignment) -> str:
        """Lead to the framework; a long text is cut."""
        result = record.pair.result
        text = result.text if len(result.text) <= SHORT else f"{result.text[:SHORT].rstrip()}…"
        url = reverse("portfolio:framework", args=[result.framework.slug])
        return format_html('<a href="{}#results">{}</a>', url, text)

    def value_result(self, record: Alignment) -> str:
        """Export the whole text."""
        return record.pair.result.text

    def render_extent(self, record: Alignment) -> str:
        """Badge the extent."""
        return extent_badge(record.extent)

    def value_extent(self, record: Alignment) -> str:
        """Export the code, which filters take."""
        return record.extent

    def value_level(self, record: Alignment) -> str:
        """Export the code, which filters take."""
        return record.level

    def value_role(self, record: Alignment) -> str:
        """Export the code, which filters take."""
        return record.role
