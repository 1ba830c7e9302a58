"""The main navigation: what is listed, in which order, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.dues.policies import may_see_own_funding
from funding.ledger.policies import may_read_ledger
from ilo_dc.core.people.policies import may_have_work, may_import, may_read_administration
from ilo_dc.core.people.waiting import waiting_of
from portfolio.proposals.policies import may_see_proposals

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.waiting import Waiting


@dataclass(frozen=True)
class NavigationItem:
    """One page of the main navigation; `policy` says who sees it; None: everybody.

    What is `aside` stands under “More”, so that the line has room for the others in every language. `count`
    says how many things wait on the page (None: not known), without a query.
    """

    url_name: str
    label: _StrPromise
    policy: Callable[[Viewer], Verdict] | None = None
    aside: bool = False
    count: Callable[[Viewer], Waiting | None] | None = None


NAV = [
    NavigationItem("overview", pgettext_lazy("page", "Overview")),
    NavigationItem("work", _("My work"), may_have_work, count=waiting_of),
    NavigationItem("portal:donor", _("Your funding"), may_see_own_funding),
    NavigationItem("portal:gaps", pgettext_lazy("navigation", "Resource gaps")),
    NavigationItem("countries", _("Countries")),
    NavigationItem("portfolio:programmes", _("Country programmes")),
    NavigationItem("portfolio:projects", _("Projects")),
    NavigationItem("portfolio:frameworks", pgettext_lazy("navigation", "UN frameworks")),
    NavigationItem("portfolio:proposals", _("Proposals"), may_see_proposals),
    NavigationItem("partners", _("Partners")),
    NavigationItem("funding:agreements", _("Agreements"), aside=True),
    NavigationItem("funding:approvals", _("Approvals"), aside=True),
    NavigationItem("funding:ledger", _("Ledger"), may_read_ledger, aside=True),
    NavigationItem("funding:exchange-rates", _("Exchange rates"), aside=True),
    NavigationItem("data", _("Data and API"), aside=True),
    NavigationItem("portal:imports", _("Imports"), may_import, aside=True),
    NavigationItem("core:admin-area", _("Administration"), may_read_administration, aside=True),
]


def navigation_for(user: Viewer) -> list[NavigationItem]:
    """Return the items that `user` may open, in order."""
    return [item for item in NAV if item.policy is None or item.policy(user)]
