"""Which desks and bureaux somebody belongs to, by the roles that they hold today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from ilo_dc.core.models import Membership, User
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.proposals.vocab import ACT_EMP, ACTRAV, Desk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

BUREAUX: Mapping[str, str] = {Desk.ACT_EMP: ACT_EMP, Desk.ACTRAV: ACTRAV}  # by the code of their office
ROLES: Mapping[str, str] = {
    Desk.EVALUATION: Role.EVALUATOR,
    Desk.PARTNERSHIPS: Role.PARDEV,
    Desk.OUTCOMES: Role.COORDINATOR,
    Desk.FINANCE: Role.FINANCE,
}


def bureaux_of(user: Viewer) -> frozenset[str]:
    """Return the bureaux that `user` works in, of `Desk.ACT_EMP` and `Desk.ACTRAV`; in one query at most."""
    grants = grants_of(user)
    if not grants.has(Role.BUREAU) or not user.is_authenticated:
        return frozenset()
    person = user.acting_for or user
    rows = person.memberships.in_force_on(timezone.now().date()).filter(role=Role.BUREAU)
    codes = set(rows.values_list("office__code", flat=True))
    return frozenset(desk for desk, code in BUREAUX.items() if code in codes)


def desks_of(user: Viewer) -> frozenset[str]:
    """Return the desks that `user` answers for."""
    grants = grants_of(user)
    return bureaux_of(user) | {desk for desk, role in ROLES.items() if grants.has(role)}


def desk_of(memberships: Iterable[Membership]) -> str:
    """Return the desk of the first membership that is of one; of none: that of partnerships."""
    for row in memberships:
        for desk in (*BUREAUX, *ROLES):
            bureau = row.office.code if row.office and row.role == Role.BUREAU else ""
            if bureau == BUREAUX[desk] if desk in BUREAUX else row.role == ROLES[desk]:
                return desk
    return Desk.PARTNERSHIPS


def at_desk(desk: str) -> Q:
    """Return the condition that a membership is one of a desk."""
    bureau = BUREAUX.get(desk)
    return Q(role=Role.BUREAU, office__code=bureau) if bureau else Q(role=ROLES[desk])


def people_of(desk: str) -> QuerySet[User]:
    """Return the active people of a desk, to tell them something."""
    memberships = Membership.objects.in_force_on(timezone.now().date())
    found = memberships.filter(at_desk(desk)).values("user")
    return User.objects.filter(is_active=True, pk__in=found).order_by("pk")
