"""What writing a priority, an outcome, an indicator or a milestone has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.versions.actions import history_context, in_the_way, locked
from ilo_dc.core.versions.models import Revised
from portfolio.programmes import policies
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.rules import programmes as rules

if TYPE_CHECKING:
    from ilo_dc.core.models import User

Part = TypeVar("Part", bound=Revised)


class UnableToChangePlan(UnableToAct):
    """The plan of a programme cannot be changed like this."""

    title = "Unable to change the plan of this country programme"


def plan_that_grows(by: User, programme: CountryProgramme) -> CountryProgramme:
    """Return the programme, held against a change of its status, if `by` may add to its plan.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToChangePlan: it is closed, or was discarded meanwhile.
    """
    require(policies.may_edit_programme(by, programme))
    now = CountryProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if now.discarded:
        raise UnableToChangePlan(_("The draft was discarded meanwhile."))
    if not rules.may_be_added_to(now.status):
        raise UnableToChangePlan(_("The programme is closed: its plan takes nothing new."))
    return now


def remove_part(
    by: User, part: Part, *, programme: CountryProgramme, lock_version: int, reason: str, first: str
) -> None:
    """Remove a part of the plan of a programme that is not yet signed; its history stays.

    `first` tells what has to be removed before it.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToChangePlan: the programme is signed, or something belongs to the part.
    """
    require(policies.may_edit_programme(by, programme))
    status = CountryProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk).status
    if not rules.may_be_removed_from(status):
        raise UnableToChangePlan(
            _("The programme is signed: nothing that was agreed is removed. Change it instead.")
        )
    row = locked(part, lock_version=lock_version)
    with history_context(by, reason):
        try:
            row.delete()
        except ProtectedError as error:
            raise UnableToChangePlan(in_the_way(row, error) or first) from error
