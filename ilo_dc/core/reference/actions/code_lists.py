"""Code lists: dated statuses of countries, aliases and codes of organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people import policies
from ilo_dc.core.reference.models.country import CountryStatus
from ilo_dc.core.reference.models.organisation import OrganisationAlias, OrganisationCode
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.reference.models.country import Country
    from ilo_dc.core.reference.models.organisation import Organisation


class UnableToChangeCodeList(UnableToAct):
    """The entry of a code list cannot be changed like this."""

    title = "Unable to change this code list"


@dataclass(frozen=True)
class Status:
    """A group, from `starts_on` (None: not known) until before `ends_on` (None: still)."""

    kind: str
    source: str
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def add_country_status(*, by: User, country: Country, status: Status) -> CountryStatus:
    """Say that a country belongs to a group for a time.

    Raises:
        Refused: not an administrator.
        UnableToChangeCodeList: it belongs to the group at that time already.
    """
    require(policies.may_administer(by))
    type(country).objects.select_for_update().get(pk=country.pk)  # overlaps are checked next
    row = CountryStatus(
        country=country,
        kind=status.kind,
        source=status.source.strip(),
        starts_on=status.starts_on,
        ends_on=status.ends_on,
    )
    for other in CountryStatus.objects.filter(country=country, kind=status.kind):
        if _overlap((row.starts_on, row.ends_on), (other.starts_on, other.ends_on)):
            raise UnableToChangeCodeList(
                _("This country belongs to the group at that time already. End the earlier entry first.")
            )
    with history_context(by, gettext_noop("Status of a country added")):
        return save_valid(row)


@transaction.atomic
def end_country_status(*, by: User, status: CountryStatus, on: date) -> CountryStatus:
    """Say that a country left a group: `on` is the first day on which it no longer belongs to it.

    Raises:
        Refused: not an administrator.
        UnableToChangeCodeList: it has ended already.
        UnableToAct: before its start.
    """
    require(policies.may_administer(by))
    status = CountryStatus.objects.select_for_update().get(pk=status.pk)
    if status.ends_on is not None:
        raise UnableToChangeCodeList(_("This entry has ended already."))
    status.ends_on = on
    with history_context(by, gettext_noop("Status of a country ended")):
        return save_valid(status)


@transaction.atomic
def add_organisation_alias(
    *, by: User, organisation: Organisation, name: str, source: str
) -> OrganisationAlias:
    """Say that a source writes an organisation's name in another way.

    Raises:
        UnableToAct: refused, or another organisation has this alias.
    """
    require(policies.may_edit_organisations(by))
    with history_context(by, gettext_noop("Alias added")):
        return save_valid(
            OrganisationAlias(organisation=organisation, name=name.strip(), source=source.strip())
        )


@transaction.atomic
def add_organisation_code(
    *, by: User, organisation: Organisation, scheme: str, code: str
) -> OrganisationCode:
    """Give an organisation its code in somebody's register.

    Raises:
        UnableToAct: refused, or another organisation has this code.
    """
    require(policies.may_edit_organisations(by))
    with history_context(by, gettext_noop("Code added")):
        return save_valid(OrganisationCode(organisation=organisation, scheme=scheme, code=code.strip()))


def _overlap(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Return whether two half-open periods share a day; None is an open end."""
    (start, end), (others_start, others_end) = one, other
    return (end is None or others_start is None or others_start < end) and (
        others_end is None or start is None or start < others_end
    )
