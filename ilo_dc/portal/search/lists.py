"""Finding the pages of the portal themselves: a list by its name or by its code in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.partners.registers import FUNDING_PARTNERS
from funding.revenue.registers import REVENUE_STATISTICS
from ilo_dc.core.search.hits import Hit, Hits
from ilo_dc.core.text_search import plain
from portfolio.alignments.registers import ALIGNMENTS
from portfolio.frameworks.registers import framework_parts as parts
from portfolio.frameworks.registers.frameworks import COOPERATION_FRAMEWORKS, FRAMEWORK_SUBOUTPUTS
from portfolio.programmes.registers import COUNTRY_PROGRAMME_OUTCOMES, COUNTRY_PROGRAMMES
from portfolio.results.registers import CROSS_WALKS, RESULTS, RESULTS_FRAMEWORKS
from portfolio.updates.registers import OUTCOME_UPDATES

if TYPE_CHECKING:
    from ilo_dc.core.measures.types import Words
    from ilo_dc.core.people.grants import Viewer

# Lists that everybody opens, and pages that are no list: URL name, name, what programs call it.
REGISTERS = (
    COUNTRY_PROGRAMMES,
    COUNTRY_PROGRAMME_OUTCOMES,
    OUTCOME_UPDATES,
    ALIGNMENTS,
    COOPERATION_FRAMEWORKS,
    FRAMEWORK_SUBOUTPUTS,
    parts.FRAMEWORK_OUTCOMES,
    parts.ROADMAP_STAGES,
    parts.RESULTS_GROUPS,
    parts.JOINT_WORK_PLANS,
    parts.COMMON_COUNTRY_ANALYSES,
    parts.COUNTRY_TEAM_MEMBERSHIPS,
    RESULTS_FRAMEWORKS,
    RESULTS,
    CROSS_WALKS,
    FUNDING_PARTNERS,
    REVENUE_STATISTICS,
)
PAGES: tuple[tuple[str, Words, str], ...] = (
    ("portal:gaps", gettext_lazy("Resource gaps"), "resource-gaps"),
    ("countries", gettext_lazy("Countries and areas"), "countries"),
    ("data", gettext_lazy("Definitions, data and API"), "figures"),
    ("help", gettext_lazy("Help"), ""),
    *((one.page, one.label, one.code) for one in REGISTERS),
)


def find_lists(_user: Viewer, text: str, limit: int) -> Hits:
    """Find lists and pages in whose name, or code, each word of `text` begins one; all are public."""
    sought = plain(text).split()
    found = [
        Hit(str(label), reverse(page), code)
        for page, label, code in PAGES
        if sought and all(_begins_one(word, f"{label} {code}") for word in sought)
    ]
    return Hits(_("Pages"), tuple(found[:limit]), len(found) > limit)


def _begins_one(word: str, text: str) -> bool:
    return any(one.startswith(word) for one in plain(text).split())
