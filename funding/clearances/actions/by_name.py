"""What of clearances awaits people by name: the officer of a request, until it is decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.clearances import policies
from funding.clearances.models.clearance import PartnershipClearance
from ilo_dc.core.versions.actions import save_changes
from ilo_dc.core.work.by_name import ByName, NamedItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.work.by_name import Candidate


def _open_of(person: User) -> Iterator[NamedItem]:
    """Yield the open requests of an officer, by their numbers: whose they are is confidential."""
    for one in PartnershipClearance.objects.open().filter(officer=person.pk).order_by("pk"):
        yield NamedItem(_("Clearance %(number)s") % {"number": one.pk}, one)


def _may(candidate: Candidate, _row: PartnershipClearance) -> Verdict:
    return policies.may_prepare(candidate.person)


def _move(*, by: User | None, row: PartnershipClearance, person: User, to: User | None) -> None:
    now = PartnershipClearance.objects.open().select_for_update(of=("self",), no_key=True)
    found = now.filter(pk=row.pk, officer=person.pk).first()
    if found is not None:
        save_changes(found, {"officer": to})


CLEARANCES = ByName("clearances", gettext_lazy("Clearances to prepare"), _open_of, _may, _move)
