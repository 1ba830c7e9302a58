"""Partnerships as a piece of a partner's page, and what the page of one shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from funding.partners.querysets import partners_visible_to
from funding.partnerships.models import Partnership, PartnershipMember
from ilo_dc.core.history.events import events_of

if TYPE_CHECKING:
    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer

EVENTS = 20
BOOKKEEPING = frozenset({"edition_id"})


@dataclass(frozen=True)
class PartnershipsPanel:
    """The partnerships that a partner takes part in, each with its role there."""

    members: list[Any]
    template: str = "funding/partnerships/panels/partnerships_of_partner.html"


def partnerships_of_partner(user: Viewer, partner: Organisation) -> PartnershipsPanel | None:
    """Return the partnerships in force that a partner takes part in; None: there is none."""
    rows = PartnershipMember.objects.visible_to(user).in_force().filter(organisation=partner)
    rows = rows.filter(partnership__withdrawn=False).select_related("partnership")
    members = list(rows.order_by("partnership__code", "pk"))
    return PartnershipsPanel(members) if members else None


def page_of(user: Viewer, code: str) -> dict[str, Any] | None:
    """Return what the page of a partnership shows to `user`; None: there is none of that code."""
    found = Partnership.objects.visible_to(user).for_list().filter(code=code).first()
    if found is None:
        return None
    with_page = set(
        partners_visible_to(user)
        .filter(pk__in=[one.organisation_id for one in found.present])
        .values_list("pk", flat=True)
    )
    events = [event for event in events_of(found, limit=EVENTS) if event.verb != "insert"]
    return {
        "partnership": found,
        "members": [(one, one.organisation_id in with_page) for one in found.present],
        "events": events,
    }
