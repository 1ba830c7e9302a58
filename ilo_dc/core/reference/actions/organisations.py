"""Organisations by hand: added once, with all the names that sources write."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.people import policies
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.reference.names import organisations_by_name, same_name
from ilo_dc.core.versions.actions import field_values, history_context, save_valid

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.reference.models.country import Country

SLUG = 90


class UnableToAddOrganisation(UnableToAct):
    """The organisation cannot be added like this."""

    title = "Unable to add this organisation"


@dataclass(frozen=True)
class OrganisationData:
    """What is said of an organisation; `country` where it belongs to one."""

    kind: str
    name_en: str
    name_fr: str = ""
    name_es: str = ""
    country: Country | None = None
    parent: Organisation | None = None


@transaction.atomic
def add_organisation(*, by: User, data: OrganisationData) -> Organisation:
    """Add an organisation that no name or alias names yet; its address is made of its name.

    Raises:
        Refused: `by` does not import.
        UnableToAddOrganisation: an organisation has that name or alias.
        UnableToAct: what the record's own checks find.
    """
    require(policies.may_edit_organisations(by))
    name = same_name(data.name_en)
    known = organisations_by_name()
    if name and name in known:
        message = _("An organisation has this name or alias already: %(name)s.")
        found = Organisation.objects.filter(pk__in=[known[name]]).first()
        message %= {"name": found.name if found else data.name_en}
        raise UnableToAddOrganisation(message, {"name_en": [message]})
    row = Organisation(
        slug=_free_address(data.name_en), demonstration=is_demonstration(), **field_values(data)
    )
    with history_context(by, gettext_noop("Organisation added")):
        return save_valid(row)


def _free_address(name: str) -> str:
    """Return an address for an organisation of that name which none has."""
    stem = slugify(name)[:SLUG].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(address for number in count(2) if (address := f"{stem}-{number}") not in taken)
