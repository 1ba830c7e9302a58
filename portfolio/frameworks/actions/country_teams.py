"""The ILO's memberships of UN country teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from portfolio.frameworks.actions.framework_parts import add_part, edit_part, remove_part
from portfolio.frameworks.models.country_team import CountryTeamMembership

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, User


@dataclass(frozen=True)
class MembershipText:
    """How the ILO belongs to a country team, for a half-open time (`ends_on` None: still)."""

    presence: str
    starts_on: date
    ends_on: date | None = None
    note: str = ""


@transaction.atomic
def add_team_membership(*, by: User, country: Country, text: MembershipText) -> CountryTeamMembership:
    """Record how the ILO belongs to the UN country team of a country.

    Raises:
        Refused: `by` does not write in the country.
        UnableToAct: another membership there covers part of the time.
    """
    return add_part(
        by,
        CountryTeamMembership(country=country),
        text=text,
        reason=gettext_noop("Membership of a country team recorded"),
    )


@transaction.atomic
def edit_team_membership(
    *, by: User, team_membership: CountryTeamMembership, lock_version: int, text: MembershipText
) -> CountryTeamMembership:
    """Change or end a membership.

    Raises:
        Refused, Conflict, UnableToAct: as `edit_part`.
    """
    return edit_part(
        by,
        team_membership,
        lock_version=lock_version,
        text=text,
        reason=gettext_noop("Membership of a country team changed"),
    )


@transaction.atomic
def remove_team_membership(*, by: User, team_membership: CountryTeamMembership, lock_version: int) -> None:
    """Remove a membership that was entered by mistake; one that is over gets an end instead.

    Raises:
        Refused, Conflict: as `remove_part`.
    """
    remove_part(
        by,
        team_membership,
        lock_version=lock_version,
        reason=gettext_noop("Membership of a country team removed"),
    )
