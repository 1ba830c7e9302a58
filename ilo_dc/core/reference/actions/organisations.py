"""Organisations by hand: added once, put below another one, merged from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
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
DEEPEST = 10  # levels above an organisation; nobody's chart has more


class UnableToAddOrganisation(UnableToAct):
    """The organisation cannot be added like this."""

    title = "Unable to add this organisation"


class UnableToMoveOrganisation(UnableToAct):
    """The organisation cannot be put below, merged into or parted from another one like this."""

    title = "Unable to change what this organisation belongs to"


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


@transaction.atomic
def place_organisation(*, by: User, organisation: Organisation, parent: Organisation | None) -> Organisation:
    """Say what an organisation is part of; None: of nothing. Its people see what theirs see (`parent` above).

    Raises:
        Refused: `by` does not import.
        UnableToMoveOrganisation: it would be above itself.
    """
    require(policies.may_edit_organisations(by))
    now, above = _locked(organisation, parent)
    levels = 0
    while above is not None and levels < DEEPEST:
        if above.pk == now.pk:
            _refuse("parent", _("An organisation is not part of itself or of one below it."))
        above, levels = above.parent, levels + 1
    now.parent = parent
    with history_context(by, gettext_noop("Place of the organisation changed")):
        return save_valid(now)


@transaction.atomic
def merge_organisation(
    *, by: User, organisation: Organisation, into: Organisation, on: date, reason: str
) -> Organisation:
    """Say that an organisation became part of another one on a day: nothing that it signed or gave moves.

    Its rows stay its own in every list and figure; people of the other organisation see them, too.

    Raises:
        Refused: not an administrator.
        UnableToMoveOrganisation: it is merged already, either is what another was merged into or merged
            itself, the day is still to come, or no reason is given.
        UnableToAct: what the record's own checks find.
    """
    require(policies.may_administer(by))
    now, other = _locked(organisation, into)
    if now.merged_into_id is not None:
        _refuse("into", _("It became part of another organisation already: part the two first."))
    if other is not None and other.merged_into is not None:
        message = _("This one became part of %(name)s itself: choose that one.")
        _refuse("into", message % {"name": other.merged_into.name})
    if now.merged_from.exists():
        _refuse("into", _("Others became part of this one: merge each of them into the other first."))
    if on > timezone.now().date():
        _refuse("on", _("This day is still to come. Give today or an earlier day."))
    if not reason.strip():
        _refuse("reason", _("Say why; the history keeps it."))
    now.merged_into, now.merged_on = into, on
    with history_context(by, reason.strip()):
        return save_valid(now)


@transaction.atomic
def part_organisation(*, by: User, organisation: Organisation, reason: str) -> Organisation:
    """Take a merger back that was recorded by mistake.

    Raises:
        Refused: not an administrator.
        UnableToMoveOrganisation: it is merged into none, or no reason is given.
    """
    require(policies.may_administer(by))
    now, _nobody = _locked(organisation, None)
    if now.merged_into_id is None:
        _refuse("", _("It is not part of another organisation."))
    if not reason.strip():
        _refuse("reason", _("Say why; the history keeps it."))
    now.merged_into, now.merged_on = None, None
    with history_context(by, reason.strip()):
        return save_valid(now)


def _locked(
    organisation: Organisation, other: Organisation | None
) -> tuple[Organisation, Organisation | None]:
    """Return an organisation and the other one as they are now, locked in the order of their keys."""
    keys = [one.pk for one in (organisation, other) if one is not None]
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[organisation.pk], None if other is None else found[other.pk]


def _refuse(field: str, message: str) -> None:
    raise UnableToMoveOrganisation(message, {field: [message]})


def _free_address(name: str) -> str:
    """Return an address for an organisation of that name which none has."""
    stem = slugify(name)[:SLUG].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(address for number in count(2) if (address := f"{stem}-{number}") not in taken)
