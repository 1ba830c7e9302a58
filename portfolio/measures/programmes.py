"""What may be counted of country programmes: their states, as they were known at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Unit
from ilo_dc.core.models import Country, Region
from portfolio.models import ProgrammeState
from portfolio.vocab.programmes import NO_COUNTRY, NO_REGION, ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer
    from portfolio.querysets.programmes import ProgrammeStateQuerySet


def country_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of countries in the reader's language."""
    return {country.iso3: country.name for country in Country.objects.filter(iso3__in=list(keys))}


def read_country(text: str) -> str:
    """Return the country's ISO3 code.

    Raises:
        UnableToRead: no country or area here has it.
    """
    code = text.upper()
    if not (code.isascii() and code.isalpha()) or not Country.objects.filter(iso3=code).exists():
        raise UnableToRead(
            _("“%(text)s” is no country or area: write its ISO 3166 alpha-3 code, such as KEN.")
            % {"text": text[:40]},
            {"country": [_("Write ISO 3166 alpha-3 codes, separated by commas.")]},
        )
    return code


def region_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of regions in the reader's language."""
    return {region.code: region.name for region in Region.objects.filter(code__in=list(keys))}


def read_region(text: str) -> str:
    """Return the region's code.

    Raises:
        UnableToRead: there is no such region.
    """
    codes = list(Region.objects.values_list("code", flat=True))
    if text not in codes:
        raise UnableToRead(
            _("“%(text)s” is no region.") % {"text": text[:40]},
            {"region": [_("Regions: %(codes)s.") % {"codes": ", ".join(codes)}]},
        )
    return text


def status_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of statuses in the reader's language."""
    return {key: str(ProgrammeStatus(key).label) for key in keys}


def read_status(text: str) -> str:
    """Return the status.

    Raises:
        UnableToRead: there is no such status.
    """
    if text not in ProgrammeStatus.values:
        raise UnableToRead(
            _("“%(text)s” is no status of a country programme.") % {"text": text[:40]},
            {"status": [_("Statuses: %(codes)s.") % {"codes": ", ".join(ProgrammeStatus.values)}]},
        )
    return text


STATUS = Dimension(
    code="status", label=gettext_lazy("Status"), key="status", names=status_names, read=read_status
)
REGION = Dimension(
    code="region",
    label=gettext_lazy("Region"),
    key="region_key",
    names=region_names,
    read=read_region,
    empty=(NO_REGION, gettext_lazy("Region not known")),
)
COUNTRY = Dimension(
    code="country",
    label=gettext_lazy("Country or area"),
    key="programme__country",
    names=country_names,
    read=read_country,
    empty=(NO_COUNTRY, gettext_lazy("Sub-regional, of no single country")),
)


def known_at(_user: Viewer, moment: datetime) -> ProgrammeStateQuerySet:
    """Return the published states that were current at `moment`: the same for everyone who asks."""
    return ProgrammeState.objects.published().as_known_at(moment).with_region()


PROGRAMMES = Rows(
    code="country-programmes",
    known_at=known_at,
    page="portfolio:programmes",
    source=gettext_lazy("Country programmes as recorded in the portal by field and regional offices"),
    note=gettext_lazy(
        "As known at the moment named: what was recorded by then, not what took effect by then. Which "
        "programmes were in force on a day, as known now, is the register’s filter “In force on”. Country "
        "and region of a programme never change; titles, periods and offices are today’s."
    ),
    fixed={"published": "true"},
)
COUNTRY_PROGRAMMES = Measure(
    code="country_programmes",
    label=gettext_lazy("Country programmes"),
    definition=gettext_lazy(
        "Decent Work Country Programmes by their status as it was known at the moment named: signed, "
        "running, extended, closed or evaluated. Drafts and programmes in consultation are not counted. A "
        "sub-regional programme counts once, for its region. Each status has two dates: when it was "
        "recorded, which decides what a figure “as known at” a moment counts, and from when it has effect. "
        "A later change never alters the figure of an earlier moment. Only demonstration rows carry a "
        "recording date of the past, and say so."
    ),
    formula=gettext_lazy("Number of programmes with a published status that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=PROGRAMMES,
    dimensions=(STATUS, REGION, COUNTRY),
)

MEASURES = (COUNTRY_PROGRAMMES,)
