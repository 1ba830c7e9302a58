"""Where somebody stands: the roles and scopes of their memberships that are in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from django.utils import timezone

from ilo_dc.core.people.vocab import STAFF_ROLES, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from ilo_dc.core.people.models.user import User

    Viewer: TypeAlias = User | AnonymousUser


@dataclass(frozen=True)
class Grant:
    """One role and the one thing it is limited to (all None: everything)."""

    role: str
    country: str | None = None
    region: str | None = None
    office: int | None = None
    office_countries: frozenset[str] = frozenset()
    organisation: int | None = None

    @property
    def is_global(self) -> bool:
        """Whether the role is limited to nothing."""
        return not (self.country or self.region or self.office or self.organisation)


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

    def covers_country(self, iso3: str, region: str | None, *roles: str) -> bool:
        """Return whether one of `roles` is held for all, the region, the country or an office for it."""
        return any(
            grant.role in roles
            and (
                grant.is_global
                or grant.country == iso3
                or (region is not None and grant.region == region)
                or iso3 in grant.office_countries
            )
            for grant in self.grants
        )


NOBODY = Grants()


def grants_of(user: Viewer) -> Grants:
    """Return `user`'s standing today; read once and kept on the user object of this request."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    kept = user.__dict__.get("_standing")
    if isinstance(kept, Grants):
        return kept
    today = timezone.now().date()
    grants = Grants(
        tuple(
            Grant(
                role=Role(row.role),
                country=row.country_id,
                region=row.region_id,
                office=row.office_id,
                office_countries=frozenset(country.iso3 for country in row.office.countries.all())
                if row.office
                else frozenset(),
                organisation=row.organisation_id,
            )
            for row in user.memberships.select_related("office").prefetch_related("office__countries")
            if (row.starts_on is None or row.starts_on <= today)
            and (row.ends_on is None or row.ends_on > today)
        )
    )
    user.__dict__["_standing"] = grants
    return grants
