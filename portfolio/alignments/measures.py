"""What may be counted of the alignment of country programmes with UN frameworks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import Extent
from portfolio.frameworks.measures import framework_places
from portfolio.programmes.measures import programme_places
from portfolio.programmes.vocab import NO_PROGRAMME

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.alignments.querysets import AlignmentQuerySet


EXTENT = coded("extent", gettext_lazy("Extent"), key="extent", choices=Extent)
COUNTRY = programme_places.country("pair__")
REGION = programme_places.REGION
PROGRAMME = programme_places.programme(
    "pair__programme__slug", empty=(NO_PROGRAMME, gettext_lazy("Without a programme"))
)
FRAMEWORK = framework_places.framework(
    "pair__result__framework__slug",
    among=framework_places.of_everyone,
    names=framework_places.public_names,
    named=framework_places.public_names,
)


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> AlignmentQuerySet:
    """Return the alignments that everyone saw at `moment`: the same for everyone who asks."""
    return Alignment.objects.as_known_at(moment).published_at(moment).with_region()


def on_day(_user: Viewer, moment: datetime, _scope: Scope, day: date) -> AlignmentQuerySet:
    """Return what held on `day` by what was known at `moment`, of programmes that were signed that day."""
    in_force = Alignment.objects.on_day(day, known_at=moment)
    return in_force.published_at(moment, on=day).with_region()


ALIGNED = Rows(
    code="alignments",
    known_at=known_at,
    on_day=on_day,
    page="portfolio:alignments",
    source=gettext_lazy("Alignment as recorded in the portal by field and regional offices"),
    note=gettext_lazy(
        "As of the moment named: what was recorded by then, of programmes that were signed by then, and "
        "without a programme of outcomes that their region had published by then. "
        "What is not recorded is not counted, and is not “none”."
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
        "Programmes from signature on; in a country without a programme, outcomes that its region published, "
        "and results of frameworks alone."
    ),
    formula=gettext_lazy("Number of pairs with an alignment that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=ALIGNED,
    dimensions=(EXTENT, COUNTRY, REGION, FRAMEWORK, PROGRAMME),
)

MEASURES = (ALIGNMENTS,)
