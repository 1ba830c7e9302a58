"""What somebody is granted: the roles of their memberships that are in force, and where they are held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q
from django.utils import timezone

from ilo_dc.core.people.vocab import STAFF_ROLES, Role, ScopeKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from ilo_dc.core.people.models.membership import Membership
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.people.querysets import MembershipQuerySet

    Viewer: TypeAlias = User | AnonymousUser


@dataclass(frozen=True)
class Places:
    """Where roles are held: in these countries, in all of these regions, or everywhere.

    The rule of who writes where stands here alone: `cover` asks it of one place, `of_countries` and
    `of_regions` of rows, `granted_at` of memberships. A place is a country of a region, or a region itself.
    """

    everywhere: bool = False
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def cover(self, country: str | None, region: str | None) -> bool:
        """Return whether the roles are held in a country of `region` (both by code; None: none known)."""
        return self.everywhere or country in self.countries or region in self.regions

    def of_countries(self, path: str = "") -> Q:
        """Return the condition that a row's country is covered; one without a country is not.

        `path` is the ORM path to the country, with two underscores at its end; empty on countries.
        """
        if self.everywhere:
            return Q(**{f"{path}pk__isnull": False})
        return Q(**{f"{path}pk__in": self.countries}) | Q(**{f"{path}region__in": self.regions})

    def of_regions(self, path: str = "") -> Q:
        """Return the condition that a row's own region is covered; `path` leads to it, as to a country."""
        if self.everywhere:
            return Q(**{f"{path}pk__isnull": False})
        return Q(**{f"{path}pk__in": self.regions})


def granted_at(*, country: str | None, region: str | None) -> Q:
    """Return the condition that a membership is for a place that its `Places.cover`."""
    place = Q(scope=ScopeKind.GLOBAL)
    if region:
        place |= Q(region=region)
    if country:
        place |= Q(country=country) | Q(office__countries=country)
    return place


@dataclass(frozen=True)
class Grant:
    """One role, where it is held, and the organisation that it is limited to (None: to none)."""

    role: str
    places: Places
    organisation: int | None = None


@dataclass(frozen=True)
class Grants:
    """All grants of one person, read once."""

    grants: tuple[Grant, ...] = field(default=())

    def has(self, *roles: str) -> bool:
        """Return whether one of `roles` is held, whatever its scope."""
        return any(grant.role in roles for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        """Whether a role of the Office's staff is held."""
        return self.has(*STAFF_ROLES)

    @property
    def organisations(self) -> frozenset[int]:
        """The organisations that the person acts for."""
        return frozenset(grant.organisation for grant in self.grants if grant.organisation)

    def places(self, *roles: str) -> Places:
        """Return where one of `roles` is held."""
        places = [grant.places for grant in self.grants if grant.role in roles]
        return Places(
            everywhere=any(one.everywhere for one in places),
            countries=frozenset().union(*(one.countries for one in places)),
            regions=frozenset().union(*(one.regions for one in places)),
        )


NOBODY = Grants()


def grants_of(user: Viewer) -> Grants:
    """Return what `user` is granted today; read once and kept on the user object of this request.

    A deputy who acts for somebody is granted what that one is, but to administer the portal.
    """
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    kept = user.__dict__.get("_grants")
    if isinstance(kept, Grants):
        return kept
    principal = user.acting_for
    rows = (principal or user).memberships.in_force_on(timezone.now().date())
    if principal is not None:
        rows = rows.exclude(role=Role.ADMIN)
    grants = granted_by(rows)
    user.__dict__["_grants"] = grants
    return grants


def granted_by(rows: MembershipQuerySet) -> Grants:
    """Return what memberships grant, whoever holds them."""
    return Grants(
        tuple(
            Grant(role=Role(row.role), places=_places_of(row), organisation=row.organisation_id)
            for row in rows.select_related("office").prefetch_related("office__countries")
        )
    )


def granted_only(user: User, rows: MembershipQuerySet) -> User:
    """Return the same person as one whom `rows` alone grant something: what is left once other roles end."""
    found = type(user)._default_manager.get(pk=user.pk)
    found.__dict__["_grants"] = granted_by(rows)
    return found


def everybodys_overseer() -> User:
    """Return nobody in particular, as one who oversees the work of every place: to read what waits at all."""
    from ilo_dc.core.people.models.user import User  # models import what this imports

    viewer = User(is_active=True)
    everywhere = Places(everywhere=True)
    viewer.__dict__["_grants"] = Grants((Grant(Role.PARDEV, everywhere), Grant(Role.MANAGER, everywhere)))
    return viewer


def persons_of(user: Viewer) -> frozenset[int]:
    """Return who decides where `user` does: the person, and whom they act for. Four eyes are of others."""
    principal = getattr(user, "acting_for", None)
    return frozenset(one.pk for one in (user, principal) if one is not None and one.pk is not None)


def principal_of(user: User) -> User:
    """Return whose what `user` begins becomes: that of whom a deputy acts for. The history names both."""
    return user.acting_for or user


def _places_of(row: Membership) -> Places:
    countries = [country.iso3 for country in row.office.countries.all()] if row.office else [row.country_id]
    return Places(
        everywhere=row.scope == ScopeKind.GLOBAL,
        countries=frozenset(code for code in countries if code),
        regions=frozenset((row.region_id,) if row.region_id else ()),
    )
