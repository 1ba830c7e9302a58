"""`/work/`: what awaits the person who is signed in, composed from what each feature says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ilo_dc.core.accounts import work as invitations
from ilo_dc.core.imports import work as imports
from ilo_dc.core.models import Notification
from ilo_dc.core.people import policies
from ilo_dc.core.runs import work as runs
from ilo_dc.core.work.rules import DueDate
from ilo_dc.portal.navigation.navigation import NavigationItem
from portfolio.programmes import work as programmes
from portfolio.updates import work as outcome_updates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem

# Each feature's `awaiting`, in no order: items are sorted by urgency.
SOURCES = (
    imports.awaiting,
    runs.awaiting,
    invitations.awaiting,
    outcome_updates.awaiting,
    programmes.awaiting,
)
NOTICES = 5
# Where to go when nothing awaits; the first that one may open is the way on.
NEXT = (
    NavigationItem("portal:import-new", _("Import a sheet"), policies.may_import),
    NavigationItem("core:invite", _("Invite a person"), policies.may_administer),
    NavigationItem("portal:gaps", _("See where money is missing")),
    NavigationItem("portal:countries", _("Open a country")),
    NavigationItem("portal:data", _("Read what each figure means")),
)


@dataclass(frozen=True)
class Waiting:
    """An item as it stands today: how many days it has waited, and how its due date stands."""

    item: WorkItem
    days: int
    due: DueDate


@login_required
@require_safe
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """Show what awaits the reader, the most urgent first, and what is new."""
    unread = Notification.objects.visible_to(request.user).unread()
    return render(
        request,
        "portal/work/work.html",
        {
            "waiting": list(_stand(awaiting(request.user), timezone.now().date())),
            "notices": unread.order_by("-pk")[:NOTICES],
            "next": [item for item in NEXT if item.policy is None or item.policy(request.user)],
        },
    )


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return all that awaits `user` in any app, the most urgent first."""
    items = [item for source in SOURCES for item in source(user)]
    return sorted(items, key=lambda item: item.urgency)


def _stand(items: Iterable[WorkItem], today: date) -> Iterable[Waiting]:
    for item in items:
        days = max((today - item.since.date()).days, 0)
        yield Waiting(item, days, DueDate(item.due_on, today))
