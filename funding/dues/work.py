"""What awaits finance and PARDEV: instalments that are late."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.agreements.policies import REGISTRARS
from funding.dues.actions.owed import ENDED
from funding.dues.models.due_instalment import DueInstalment
from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield the instalments that fell due and are not received in full, the oldest first."""
    if not grants_of(user).has(*REGISTRARS, Role.FINANCE):
        return
    rows = DueInstalment.objects.visible_to(user).still_open().exclude(agreement__status__in=ENDED)
    for one in rows.select_related("agreement").order_by("due_on", "pk")[:MOST]:
        yield WorkItem(
            title=_("Ask the funding partner for an instalment that is late"),
            url=f"{reverse('agreement', args=[one.agreement_id])}#instalments",
            kind=_("Agreement"),
            since=datetime.combine(one.due_on, time.min, UTC),
            subject=together(one.agreement),
            due_on=one.due_on,
            key=f"due-instalment:{one.instalment_id}",
        )
