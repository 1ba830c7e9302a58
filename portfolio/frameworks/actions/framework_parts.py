"""What writing the parts of a framework has in common: policy, version, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import field_values, history_context, in_the_way, locked, revise, save_valid
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks import policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.models import Country, User

Part = TypeVar("Part", bound=Revised)


class UnableToChangeFramework(UnableToAct):
    """What belongs to a framework cannot be changed like this."""

    title = "Unable to change this cooperation framework"


def unable(field: str, message: str) -> UnableToChangeFramework:
    """Return the refusal of one field."""
    return UnableToChangeFramework(_("Some entries need your attention."), {field: [message]})


def countries_of(part: Any) -> Iterable[Country]:
    """Return the countries that a part belongs to: whoever writes it writes in all of them."""
    if hasattr(part, "country_id"):
        return [part.country]
    whole = part.analysis if hasattr(part, "analysis_id") else part.framework
    return whole.countries.all()


def add_part(by: User, part: Part, *, text: Any, reason: str) -> Part:
    """Fill a new part with what is said and save it; typed in a demonstration, it is demonstration data.

    Raises:
        Refused: `by` does not write in all of its countries.
        UnableToAct: what does not hold.
    """
    require(policies.may_write_in(by, countries_of(part)))
    for name, value in field_values(text).items():
        setattr(part, name, value)
    part.demonstration = is_demonstration()
    with history_context(by, reason):
        return save_valid(part)


def edit_part(by: User, part: Part, *, lock_version: int, text: Any, reason: str) -> Part:
    """Save what is said of a part, if nobody changed it since `lock_version` was read.

    Raises:
        Refused: `by` does not write in all of its countries.
        Conflict: somebody saved another version meanwhile.
        UnableToAct: what does not hold.
    """
    require(policies.may_write_in(by, countries_of(part)))
    with history_context(by, reason):
        return revise(part, lock_version=lock_version, values=field_values(text))


def remove_part(by: User, part: Part, *, lock_version: int, reason: str) -> None:
    """Remove a part that was entered by mistake; its history stays.

    Raises:
        Refused: `by` does not write in all of its countries.
        Conflict: somebody changed or removed it meanwhile.
        UnableToChangeFramework: something belongs to it.
    """
    require(policies.may_write_in(by, countries_of(part)))
    row = locked(part, lock_version=lock_version)
    with history_context(by, reason):
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as error:
            message = in_the_way(row, error)
            if message is None:
                message = _("Something else refers to this. Remove or change that first.")
            raise UnableToChangeFramework(message) from error
