"""What a search over everything finds of approvals: minutes by their number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.approvals.models.approval import Approval
from ilo_dc.core.languages import together
from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

MINUTE = re.compile(r"\s*(\d{4})/(\d{1,6})\s*")


def find_minutes(user: Viewer, text: str, limit: int) -> Hits:
    """Find the approval whose minute has the number: 2026/0041."""
    found = MINUTE.fullmatch(text)
    rows = Approval.objects.visible_to(user).for_list()
    year, number = (int(found[1]), int(found[2])) if found else (0, 0)
    rows = rows.filter(minute_year=year, minute_number=number) if found else rows.none()
    return hits_of(
        Kind(_("Approvals"), "funding:approvals", _hit), rows.order_by("pk")[: limit + 1], text, limit
    )


def _hit(row: Any) -> Hit:
    detail = together(row.agreement.partner.name, " · ", row.get_status_display())
    address = reverse("funding:approval", args=[row.pk])
    return Hit(together(str(row)), address, detail, row.demonstration, ((_("the minute"), row.minute_name),))


FINDERS: tuple[Finder, ...] = (find_minutes,)
