"""`/work/`: what awaits the person who is signed in, composed from what each feature says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from funding.ledger import work as ledger
from ilo_dc.core.accounts import work as invitations
from ilo_dc.core.imports import work as imports
from ilo_dc.core.models import Deputy, Notification
from ilo_dc.core.people import policies
from ilo_dc.core.runs import work as runs
from ilo_dc.core.saved_filters.panels import filters_of
from ilo_dc.portal.navigation.navigation import NavigationItem
from ilo_dc.portal.work.panels import Waiting, grouped, places_of, stand
from portfolio.appraisals import work as appraisals
from portfolio.evaluations import work as evaluations
from portfolio.programmes import work as programmes
from portfolio.project_results import work as project_results
from portfolio.projects import work as projects
from portfolio.proposals import work as proposals
from portfolio.updates import work as outcome_updates
from reporting.figure_problems import work as figure_problems

if TYPE_CHECKING:
    from datetime import date

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.work.items import WorkItem

    Source = Callable[[Viewer], Iterable[WorkItem]]

# What each feature says, in no order: items are sorted by urgency.
YOURS = (
    imports.awaiting,
    runs.awaiting,
    invitations.awaiting,
    outcome_updates.awaiting,
    programmes.awaiting,
    proposals.awaiting,
    appraisals.awaiting,
    projects.awaiting,
    project_results.awaiting,
    evaluations.awaiting,
    figure_problems.awaiting,
    ledger.awaiting,
)
OTHERS = (
    runs.handed_in,
    invitations.handed_in,
    outcome_updates.handed_in,
    project_results.handed_in,
    proposals.handed_in,
    appraisals.handed_in,
    figure_problems.handed_in,
)
COMING = (outcome_updates.coming, programmes.coming, appraisals.coming, evaluations.coming)
NOTICES = 5
# Where to go when nothing awaits; the first that one may open is the way on.
NEXT = (
    NavigationItem("import-new", _("Import a sheet"), policies.may_import),
    NavigationItem("core:invite", _("Invite a person"), policies.may_administer),
    NavigationItem("portal:gaps", _("See where money is missing")),
    NavigationItem("countries", _("Open a country")),
    NavigationItem("data", _("Read what each figure means")),
)


@login_required
@require_safe
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """Show what awaits the reader, what of theirs waits on others, what is coming, and what is new."""
    unread = Notification.objects.visible_to(request.user).unread()
    today = timezone.now().date()
    waiting = list(stand(items(YOURS, request.user), today))
    return render(
        request,
        "portal/work/work.html",
        {
            "waiting": waiting,
            "groups": grouped(waiting),
            "others": list(stand(items(OTHERS, request.user), today)),
            "coming": list(stand(items(COMING, request.user), today)),
            "stood_in": [] if request.user.acting_for else list(stood_in_for(request.user, today)),  # type: ignore[union-attr]
            "places": list(places_of(request.user)),
            "filters": list(filters_of(request.user)),
            "notices": unread.order_by("-pk")[:NOTICES],
            "next": [item for item in NEXT if item.policy is None or item.policy(request.user)],
        },
    )


def stood_in_for(user: Viewer, today: date) -> Iterable[tuple[Deputy, list[Waiting]]]:
    """Yield each naming by which `user` stands in today, with what waits for the colleague."""
    rows = Deputy.objects.in_force_on(today).filter(deputy=user.pk).select_related("principal", "deputy")
    for row in rows.order_by("ends_on", "pk"):
        row.deputy.acting_for = row.principal
        yield row, list(stand(items(YOURS, row.deputy), today))


def items(sources: Iterable[Source], user: Viewer) -> list[WorkItem]:
    """Return what the features say of `user`, the most urgent first."""
    found = [item for source in sources for item in source(user)]
    return sorted(found, key=lambda item: item.urgency)
