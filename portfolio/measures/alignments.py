"""What may be counted of the alignment of country programmes with UN frameworks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Unit
from portfolio.measures import programmes
from portfolio.measures.frameworks import framework_names
from portfolio.models import Alignment, CooperationFramework, CountryProgramme
from portfolio.vocab.alignments import Extent
from portfolio.vocab.programmes import NO_COUNTRY, NO_REGION

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer
    from portfolio.querysets.alignments import AlignmentQuerySet


def extent_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of extents in the reader's language."""
    return {key: str(Extent(key).label) for key in keys}


def read_extent(text: str) -> str:
    """Return the extent.

    Raises:
        UnableToRead: there is no such extent.
    """
    if text not in Extent.values:
        raise UnableToRead(
            _("“%(text)s” is no extent of alignment.") % {"text": text[:40]},
            {"extent": [_("Extents: %(codes)s.") % {"codes": ", ".join(Extent.values)}]},
        )
    return text


def read_framework(text: str) -> str:
    """Return the framework's address.

    Raises:
        UnableToRead: everyone's frameworks have none of this address.
    """
    seen = CooperationFramework.objects.visible_to(AnonymousUser())
    if "\0" in text or not seen.filter(slug=text).exists():
        raise UnableToRead(
            _("There is no cooperation framework “%(text)s”.") % {"text": text[:40]},
            {"framework": [_("Write a framework's address, such as ken.")]},
        )
    return text


def programme_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the titles of country programmes by address."""
    rows = CountryProgramme.objects.filter(slug__in=list(keys))
    return dict(rows.values_list("slug", "title"))


def read_programme(text: str) -> str:
    """Return the programme's address.

    Raises:
        UnableToRead: everyone's programmes have none of this address.
    """
    seen = CountryProgramme.objects.visible_to(AnonymousUser())
    if "\0" in text or not seen.filter(slug=text).exists():
        raise UnableToRead(
            _("There is no signed country programme “%(text)s”.") % {"text": text[:40]},
            {"programme": [_("Write a programme’s address, such as ken-2020.")]},
        )
    return text


EXTENT = Dimension(
    code="extent", label=gettext_lazy("Extent"), key="extent", names=extent_names, read=read_extent
)
COUNTRY = Dimension(
    code="country",
    label=gettext_lazy("Country or area"),
    key="pair__programme__country",
    names=programmes.country_names,
    read=programmes.read_country,
    empty=(NO_COUNTRY, gettext_lazy("Sub-regional, of no single country")),
)
REGION = Dimension(
    code="region",
    label=gettext_lazy("Region"),
    key="region_key",
    names=programmes.region_names,
    read=programmes.read_region,
    empty=(NO_REGION, gettext_lazy("Region not known")),
)
PROGRAMME = Dimension(
    code="programme",
    label=gettext_lazy("Country programme"),
    key="pair__programme__slug",
    names=programme_names,
    read=read_programme,
)
FRAMEWORK = Dimension(
    code="framework",
    label=gettext_lazy("Cooperation framework"),
    key="pair__result__framework__slug",
    names=framework_names,
    read=read_framework,
)


def known_at(_user: Viewer, moment: datetime) -> AlignmentQuerySet:
    """Return the alignments that everyone saw at `moment`: the same for everyone who asks."""
    return Alignment.objects.as_known_at(moment).published_at(moment).with_region()


ALIGNED = Rows(
    code="alignments",
    known_at=known_at,
    page="portfolio:alignments",
    source=gettext_lazy("Alignment as recorded in the portal by field and regional offices"),
    note=gettext_lazy(
        "As known at the moment named: what was recorded by then, of programmes that were signed by then. "
        "What is not recorded is not counted, and is no “none”."
    ),
    fixed={"published": "true"},
)
ALIGNMENTS = Measure(
    code="alignments",
    label=gettext_lazy("Alignments with UN frameworks"),
    definition=gettext_lazy(
        "Pairs of a priority or an outcome of a country programme and a result of a UN cooperation "
        "framework, and results that only the UN framework holds, by the extent of their alignment: full, "
        "partial, none, in the UN framework only, or supported without being an implementing partner. "
        "Programmes from signature on."
    ),
    formula=gettext_lazy("Number of pairs with an alignment that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=ALIGNED,
    dimensions=(EXTENT, COUNTRY, REGION, FRAMEWORK, PROGRAMME),
)

MEASURES = (ALIGNMENTS,)
