"""What may be counted of cooperation frameworks themselves: their statuses, as known at a moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from portfolio.frameworks.measures import framework_places as places
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.vocab import FrameworkKind, FrameworkStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.frameworks.querysets.framework_parts import FrameworkStateQuerySet

STATUS = coded("status", gettext_lazy("Status"), key="status", choices=FrameworkStatus)
KIND = coded("kind", gettext_lazy("Kind"), key="framework__kind", choices=FrameworkKind)
FRAMEWORK = places.framework(
    "framework__slug", among=places.of_everyone, names=places.public_names, named=places.public_names
)
COUNTRY, REGION, MEMBER_COUNTRY = places.COUNTRIES, places.REGIONS, places.MEMBER_COUNTRY


def known_at(_user: Viewer, moment: datetime, _scope: Scope) -> FrameworkStateQuerySet:
    """Return the statuses that everyone saw at `moment`: the same for everyone who asks."""
    return FrameworkState.objects.as_known_at(moment).published_at(moment).with_region()


def on_day(_user: Viewer, moment: datetime, _scope: Scope, day: date) -> FrameworkStateQuerySet:
    """Return the statuses on `day`, by what was known at `moment`, of frameworks that everyone saw then."""
    return FrameworkState.objects.on_day(day, known_at=moment).published_at(moment).with_region()


STATUSES = Rows(
    code="framework-statuses",
    known_at=known_at,
    on_day=on_day,
    page="portfolio:framework-statuses",
    source=gettext_lazy("Cooperation frameworks as recorded in the portal by field and regional offices"),
    note=gettext_lazy(
        "As of the moment named: what was recorded by then, of frameworks that were public then. One of "
        "which no status is recorded is not counted. In force on a day are those whose state on it is "
        "running or extended; a last day that passed ends nothing until somebody records that it ended."
    ),
    fixed={"published": "true"},
)
COOPERATION_FRAMEWORKS = Measure(
    code="cooperation_frameworks",
    label=gettext_lazy("UN cooperation frameworks"),
    definition=gettext_lazy(
        "UN cooperation frameworks (UNSDCF; UNDAF before 2019) by their status as of the moment named: in "
        "preparation, signed, running, extended or ended. One of several countries counts once, for the set "
        "of its countries. Kind and countries are those of today."
    ),
    formula=gettext_lazy("Number of frameworks with a status that was current at the moment."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=STATUSES,
    dimensions=(STATUS, KIND, REGION, COUNTRY, FRAMEWORK, MEMBER_COUNTRY),
)

MEASURES = (COOPERATION_FRAMEWORKS,)
