"""What proposals may be split by: where they belong, their status, how far they came."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.dimensions import coded
from portfolio.proposals.vocab import NO_COUNTRY, ProposalStatus

STATUS = coded("status", gettext_lazy("Status"), key="status", choices=ProposalStatus)
COUNTRY = dimensions.country(
    key="proposal__country", empty=(NO_COUNTRY, gettext_lazy("Regional or global, of no single country"))
)
# The key is annotated (`with_region`): the country's region, or a regional proposal's own.
REGION = dimensions.region(key="region_key")
