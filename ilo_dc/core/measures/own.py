"""The scope `own`: a country that is named, of somebody who holds a role there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.models.country import Country

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilo_dc.core.people.grants import Viewer

PLACE = "country"  # the dimension that names what is one's own


def require_own(user: Viewer, countries: Sequence[Any]) -> None:
    """Let pass who holds a role in each of the countries that a question of the scope `own` names.

    Raises:
        UnableToRead: it names none: whose rows are counted is always said.
        Refused: no role is held in one of them.
    """
    if not countries or None in countries:
        raise UnableToRead(
            _("A figure of your own says of which country: country=ZWE."),
            {PLACE: [_("Name the country in which you hold a role.")]},
        )
    places = grants_of(user).places(*Role)
    regions = dict(Country.objects.filter(pk__in=countries).values_list("pk", "region"))
    if not all(places.cover(country, regions.get(country)) for country in countries):
        raise Refused(_("You hold no role in this country: ask for the published figure."))
