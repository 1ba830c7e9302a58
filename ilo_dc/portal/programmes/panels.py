"""The money of the cooperation frameworks of a programme's country, as a piece of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from ilo_dc.core.facts.moments import settle
from ilo_dc.formats import text
from portfolio.frameworks.measures.frameworks import SUB_OUTPUTS
from portfolio.frameworks.panels.frameworks import Resources, resources_of

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.people.grants import Viewer
    from portfolio.models import CountryProgramme

LARGEST = 5  # sub-outputs of which the page speaks by name


@dataclass(frozen=True)
class ResourcesPanel:
    """What the cooperation frameworks of the programme's country require, have and lack.

    `gaps_url` is where the same sums are explained, `rows_url` where the sub-outputs stand.
    """

    resources: Resources
    gaps_url: str
    rows_url: str
    as_of: datetime
    template: str = "portal/programmes/resources.html"

    @property
    def gap_words(self) -> str:
        """Say how much of the requirement is missing."""
        return text.part_of_millions(self.resources.gap, self.resources.required)

    @property
    def surplus(self) -> str:
        """Say what some sub-outputs have beyond what they require while others lack; empty: nothing."""
        both = self.resources.gap and self.resources.surplus
        return text.amount(self.resources.surplus) if both else ""

    @property
    def source(self) -> str:
        """Who publishes them."""
        return str(SUB_OUTPUTS.source)

    @property
    def note(self) -> str:
        """What is to be known of them."""
        return str(SUB_OUTPUTS.note)


def resources_of_programme(user: Viewer, found: CountryProgramme) -> ResourcesPanel | None:
    """Return the resources of a programme's country.

    None: it has no country, none is recorded, or those that are known are of a year after its end.
    """
    if found.country is None:
        return None
    as_of = settle(None)
    resources = resources_of(user, found.country, as_of=as_of, shown=LARGEST)
    if resources is None or (found.last_day and found.last_day.year < resources.finance_year):
        return None
    query = urlencode({"country": found.country.pk, "finance_year": resources.finance_year})
    return ResourcesPanel(
        resources,
        gaps_url=f"{reverse('portal:gaps')}?{query}",
        rows_url=f"{reverse('portfolio:sub-outputs')}?{query}",
        as_of=as_of,
    )
