"""Who sees and who writes funding calls and bids: staff, and of them those who deal with partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Membership, User
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import STAFF_ROLES, Role
from portfolio.proposals.querysets.proposals import SEEING

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from funding.calls.models.funding_call import FundingCall
    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer

WRITERS = (Role.PARDEV, Role.MANAGER)
# Of a unit's people, those who act for it; the others read.
BIDDERS = tuple(sorted(STAFF_ROLES - {Role.AUDITOR, Role.ADMIN}))


def may_see_calls(user: Viewer) -> Verdict:
    """The staff of the Office sees funding calls; which bids, `visible_to` says."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see funding calls."))


def may_write_calls(user: Viewer, _partner: Organisation | None = None) -> Verdict:
    """PARDEV officers and managers record calls, of whatever fund or partner."""
    if grants_of(user).has(*WRITERS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers record funding calls and bids."))


def may_write_bids(user: Viewer, _call: FundingCall) -> Verdict:
    """Who records calls records the bids in them."""
    return may_write_calls(user)


def may_see_all_bids(user: Viewer) -> Verdict:
    """Who sees every proposal sees every bid; of the others' own, `visible_to` says which."""
    if grants_of(user).has(*SEEING):
        return ALLOWED
    return refused(_("A bid with a proposal is seen by who sees the proposal."))


def units_of(user: Viewer) -> QuerySet[Membership]:
    """Return the memberships in which `user`, or whom they act for, bids for an office today."""
    rows = Membership.objects.in_force_on(timezone.now().date())
    return rows.filter(user__in=persons_of(user), role__in=BIDDERS, office__isnull=False)


def people_of(units: Collection[int]) -> QuerySet[User]:
    """Return the active people who bid for one of `units` today."""
    rows = Membership.objects.in_force_on(timezone.now().date())
    rows = rows.filter(Q(office__in=units), role__in=BIDDERS)
    return User.objects.filter(is_active=True, pk__in=rows.values("user")).order_by("pk")
