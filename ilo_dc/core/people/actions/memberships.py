"""Memberships: which role a person holds, and the one thing it is limited to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people import policies
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.reference.models.country import Country, Region
    from ilo_dc.core.reference.models.office import Office
    from ilo_dc.core.reference.models.organisation import Organisation

# What each role may be limited to (journeys, section 3: the row scopes in brackets).
SCOPES_OF_ROLE: dict[str, tuple[ScopeKind, ...]] = {
    Role.PARDEV: (ScopeKind.GLOBAL,),
    Role.MANAGER: (ScopeKind.GLOBAL,),
    Role.FIELD: (ScopeKind.OFFICE, ScopeKind.COUNTRY),
    Role.REGIONAL: (ScopeKind.REGION,),
    Role.COORDINATOR: (ScopeKind.GLOBAL,),
    Role.EVALUATOR: (ScopeKind.GLOBAL,),
    Role.BUREAU: (ScopeKind.OFFICE,),
    Role.FINANCE: (ScopeKind.GLOBAL,),
    Role.DONOR: (ScopeKind.ORGANISATION,),
    Role.CONSTITUENT: (ScopeKind.ORGANISATION, ScopeKind.COUNTRY),
    Role.AUDITOR: (ScopeKind.GLOBAL,),
    Role.ADMIN: (ScopeKind.GLOBAL,),
}


class UnableToGrant(UnableToAct):
    """The membership cannot be given."""

    title = "Unable to give this role"


class UnableToEnd(UnableToAct):
    """The membership cannot be ended."""

    title = "Unable to end this role"


@dataclass(frozen=True)
class NewMembership:
    """A role to be given: exactly the field that `scope` names is filled (none for everything)."""

    role: str
    scope: str
    office: Office | None = None
    country: Country | None = None
    region: Region | None = None
    organisation: Organisation | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def limits(self) -> dict[str, Office | Country | Region | Organisation | None]:
        """The four things a role may be limited to, by field."""
        return {
            "office": self.office,
            "country": self.country,
            "region": self.region,
            "organisation": self.organisation,
        }


ADMINISTRATOR = NewMembership(Role.ADMIN, ScopeKind.GLOBAL)


@transaction.atomic
def grant_membership(*, by: User, user: User, grant: NewMembership, reason: str = "Role given") -> Membership:
    """Give a person a role, from `starts_on` (None: at once) until before `ends_on` (None: open).

    Raises:
        Refused: not an administrator.
        UnableToGrant: the role cannot be limited to this, or is already held there.
    """
    require(policies.may_administer(by))
    return give(by, user, grant, reason=reason)


@transaction.atomic
def end_membership(*, by: User, membership: Membership, reason: str, on: date | None = None) -> Membership:
    """End a role: `on` (None: today) is the first day on which it is no longer held.

    Raises:
        Refused: not an administrator.
        UnableToEnd: already ended, no reason, or nobody would administer the portal.
    """
    require(policies.may_administer(by))
    return end(by, membership, reason=reason, on=on)


def end(by: User | None, membership: Membership, *, reason: str, on: date | None = None) -> Membership:
    """Check and save the end of a membership; whoever calls has asked the policy.

    Raises:
        UnableToEnd: already ended, no reason, or nobody would administer the portal.
    """
    lock_administrators()
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    day = on or timezone.now().date()
    _check_end(membership, day, reason)
    membership.ends_on = day
    with history_context(by, reason.strip()):
        save_valid(membership)
    membership.user.__dict__.pop("_grants", None)
    return membership


def administrators(day: date | None = None) -> QuerySet[Membership]:
    """Return the memberships of those who administer the portal on `day` (None: today)."""
    in_force = Membership.objects.in_force_on(day or timezone.now().date())
    return in_force.filter(role=Role.ADMIN, user__is_active=True)


def lock_administrators() -> None:
    """Hold all administrators until the commit, so that two of them cannot remove each other."""
    ids = Membership.objects.filter(role=Role.ADMIN).values("user_id")
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def give(by: User | None, user: User, grant: NewMembership, *, reason: str) -> Membership:
    """Check and save a membership; whoever calls has asked the policy.

    Raises:
        UnableToGrant: the role cannot be limited to this, or is already held there.
    """
    _check_scope(grant)
    User.objects.select_for_update().get(pk=user.pk)  # one after the other: overlaps are checked next
    _check_overlap(user, grant)
    membership = Membership(
        user=user,
        role=grant.role,
        scope=grant.scope,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
        **grant.limits,
    )
    with history_context(by, reason):
        save_valid(membership)
    user.__dict__.pop("_grants", None)  # read once per user object: it has just changed
    return membership


def _check_scope(grant: NewMembership) -> None:
    allowed = SCOPES_OF_ROLE.get(grant.role, ())
    if grant.scope not in allowed:
        kinds = _(" or ").join(str(kind.label) for kind in allowed)
        raise UnableToGrant(
            _("Some entries need your attention."),
            {"scope": [_("This role is limited to: %(kinds)s.") % {"kinds": kinds}]},
        )
    problems = {
        name: [_("Name it.") if name == grant.scope else _("Leave this empty for this kind of limit.")]
        for name, value in grant.limits.items()
        if (value is not None) != (name == grant.scope)
    }
    if grant.starts_on and grant.ends_on and grant.ends_on <= grant.starts_on:
        problems["ends_on"] = [_("The end must be after the start.")]
    if problems:
        raise UnableToGrant(_("Name exactly the one thing this role is limited to."), problems)


def _check_overlap(user: User, grant: NewMembership) -> None:
    overlapping = Membership.objects.filter(user=user, role=grant.role, scope=grant.scope, **grant.limits)
    if grant.starts_on is not None:
        overlapping = overlapping.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=grant.starts_on))
    else:
        overlapping = overlapping.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.now().date()))
    if grant.ends_on is not None:
        overlapping = overlapping.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=grant.ends_on))
    if overlapping.exists():
        raise UnableToGrant(_("This person already has this role there."))


def _check_end(membership: Membership, day: date, reason: str) -> None:
    if not reason.strip():
        raise UnableToEnd(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    if membership.ends_on is not None and membership.ends_on <= day:
        raise UnableToEnd(_("This role has ended already."))
    if (
        membership.role == Role.ADMIN
        and not administrators(day).exclude(pk=membership.pk).exists()
        and administrators(day).filter(pk=membership.pk).exists()
    ):
        raise UnableToEnd(_("This is the last administrator. Give somebody else the role first."))
