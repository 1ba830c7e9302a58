"""Who assigns what waits for others, and reminds them of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Places, Viewer

OVERSEERS = (Role.PARDEV, Role.MANAGER)


def may_oversee(user: Viewer) -> Verdict:
    """PARDEV officers and managers assign work and remind of it; of which places, `overseen` says."""
    if grants_of(user).has(*OVERSEERS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers assign work and remind of it."))


def overseen_places(user: Viewer) -> Places:
    """Return the places whose offices `user` manages."""
    return grants_of(user).places(*OVERSEERS)


def overseen(user: Viewer, *, country: str = "country__", region: str = "region__") -> Q:
    """Return the condition that a row's place is one whose office `user` manages.

    What has no place, because it is of the whole world, is managed by who manages everything. `country` and
    `region` are the ORM paths to the two, with two underscores at their ends.
    """
    places = overseen_places(user)
    if places.everywhere:
        return Q()
    return places.of_countries(country) | places.of_regions(region)
