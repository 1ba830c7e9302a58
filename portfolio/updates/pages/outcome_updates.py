"""Pages of outcome updates: the register, the updates of one outcome, one update with its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ilo_dc.core.charts import is_picture_asked, picture_address, picture_response, without_chart
from ilo_dc.core.documents.pages import listed
from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.history import events as history
from ilo_dc.core.measures.question import values_of
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.registers.pages.guarded import OfReaders
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.registers.register import read_listing
from ilo_dc.core.work.rules import CHASED_FOR, DueDate
from portfolio.outcomes.registers import CPOS, GLOBAL_PRODUCTS
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.registers import COUNTRY_PROGRAMMES
from portfolio.programmes.rules.programmes import REPORTED_IN
from portfolio.programmes.tables import light, page_of_place
from portfolio.updates import policies, rules
from portfolio.updates.actions.update_notices import periods_due_of
from portfolio.updates.measures import OUTCOME_UPDATES as COUNTED
from portfolio.updates.models import OutcomeUpdate, ReportedValue
from portfolio.updates.panels import UpdatesPanel, accepted_updates, shown, who_writes
from portfolio.updates.registers import OUTCOME_UPDATES, UPDATE_STEPS
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing
    from portfolio.programmes.models.country_programme import CountryProgramme

CHANGES_SHOWN = 30
# What an update's history words for people; the rest of a row's columns tells nobody anything.
UNTOLD = frozenset(
    (
        "version",
        "updated_at",
        "author_id",
        "submitted_by_id",
        "submitted_at",
        "decided_by_id",
        "decided_at",
        "update_id",
        "outcome_id",
        "demonstration",
        # of a file: its name, what it is and whether it was withdrawn are told
        "owner_noun",
        "owner_id",
        "file",
        "media_type",
        "size",
        "checksum",
        "attached_by_id",
        "attached_at",
    )
)


@dataclass(frozen=True)
class Above:
    """The register and the page above a place's pages, each with its address."""

    register_url: str
    register: Any
    url: str
    title: str


class UpdateStepsPage(OfReaders):
    """`/dwcps/updates/steps/`: how far each update has come."""

    register = UPDATE_STEPS


class UpdatesPage(RegisterPage):
    """`/dwcps/updates/`: outcome updates."""

    register = OUTCOME_UPDATES
    template_name = "portfolio/updates/updates.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the figure of what the filter's places leave."""
        return {
            **super().context(listing, page),
            "accepted": self.accepted(listing),
            "png": picture_address(self.request),
        }

    def answered(self, request: HttpRequest) -> HttpResponse:
        """Return the page, or with `format=png` the chart of its figure alone."""
        if not is_picture_asked(request):
            return super().answered(request)
        listing = read_listing(self.register, request.GET, user=request.user, on_page=True)
        accepted = self.accepted(listing)
        if accepted is None:
            raise without_chart()
        return picture_response(accepted.chart, "outcome-updates", accepted.caption)

    def accepted(self, listing: Listing) -> UpdatesPanel | None:
        """Return the figure of what the filter's places leave; None: a programme that not everyone sees."""
        where = {
            one.code: values_of(listing.parameters.get(one.code, ""))
            for one in COUNTED.dimensions
            if listing.parameters.get(one.code)
        }
        try:
            return accepted_updates(self.request.user, where, as_of=listing.moment)
        except UnableToRead:
            return None


def outcome_or_404(user: Viewer, pk: int) -> ProgrammeOutcome:
    """Return an outcome that `user` sees, placed; hidden and missing are the same 404."""
    rows = ProgrammeOutcome.objects.visible_to(user).select_related(
        "programme__country__region",
        "programme__region",
        "programme__office",
        "priority__programme",
        "cpo__country__region",
        "cpo__region",
        "product",
    )
    return get_object_or_404(rows, pk=pk)


def above(outcome: ProgrammeOutcome) -> Above:
    """Return the pages above those of a place: its programme, or the outcome or product itself."""
    if outcome.product is not None:
        register, product = reverse("portfolio:global-products"), outcome.product
        return Above(register, GLOBAL_PRODUCTS.label, page_of_place(outcome), product.title)
    if outcome.programme is None:
        return Above(
            reverse("portfolio:cpos"),
            CPOS.label,
            reverse("portfolio:cpo", args=[outcome.cpo_id]),
            outcome.home.title,
        )
    programme = outcome.programme
    register = reverse("portfolio:programmes")
    return Above(
        register, COUNTRY_PROGRAMMES.label, reverse("programme", args=[programme.slug]), programme.title
    )


def update_or_404(user: Viewer, pk: int) -> OutcomeUpdate:
    """Return an update that `user` sees; hidden and missing are the same 404."""
    return get_object_or_404(OutcomeUpdate.objects.visible_to(user).for_detail(), pk=pk)


@require_safe
def outcome_updates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the updates of one outcome, the latest first, what is due, and for staff who changed what."""
    outcome = outcome_or_404(request.user, pk)
    values = ReportedValue.objects.with_indicators()
    updates = list(
        OutcomeUpdate.objects.visible_to(request.user)
        .filter(outcome=outcome)
        .prefetch_related(Prefetch("values", values))
    )
    for one in updates:
        one.outcome = outcome
    may_write = policies.may_write_updates(request.user, outcome.home)
    is_staff = grants_of(request.user).is_staff
    return render(
        request,
        "portfolio/updates/outcome_updates.html",
        {
            "outcome": outcome,
            "above": above(outcome),
            "light": light(outcome.progress),
            "updates": [_line(update) for update in updates],
            "who_writes": who_writes(request.user, outcome.home),
            "periods": list(_periods(outcome, updates)) if may_write else [],
            "csv": _export(outcome, "csv"),
            "xlsx": _export(outcome, "xlsx"),
            "changes": _changes(Q(outcome_id=outcome.pk), updates) if is_staff else [],
        },
    )


@require_safe
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one update: what it says, its evidence, what may be done now, and for staff its history."""
    found = update_or_404(request.user, pk)
    user, home = request.user, found.outcome.home
    is_staff = grants_of(user).is_staff
    may_document = policies.may_document(user, found)
    return render(
        request,
        "portfolio/updates/update.html",
        {
            **shown(found),
            "above": above(found.outcome),
            "is_staff": is_staff,
            "may_edit": found.is_open and policies.may_write_updates(user, home),
            "may_review": policies.may_take(user, found, UpdateState.ACCEPTED),
            "may_withdraw": policies.may_take(user, found, UpdateState.DRAFT),
            "may_discard": found.is_open and policies.may_discard(user, found),
            "may_document": may_document,
            "documents": listed(
                found,
                serve="portfolio:update-document",
                withdraw="portfolio:update-document-withdraw" if may_document else "",
            ),
            "changes": _changes(Q(pgh_obj_id=found.pk), [found]) if is_staff else [],
        },
    )


def _line(found: OutcomeUpdate) -> dict[str, Any]:
    return {**shown(found), "url": reverse("portfolio:update", args=[found.pk])}


def _periods(outcome: ProgrammeOutcome, updates: list[OutcomeUpdate]) -> Iterator[dict[str, Any]]:
    """Yield the periods without an update, the latest first, those that are due marked."""
    programme, today = outcome.programme, timezone.now().date()
    span = _span_of(programme, today)
    if span is None:
        return
    starts_on, ends_on = span
    due = periods_due_of(programme, today=today) if programme else []
    for period in rules.periods_of(settings.PORTAL_UPDATE_PERIOD, starts_on, ends_on, today=today):
        if not any(one.period.overlaps(period) for one in updates):
            yield {
                "period": period,
                "url": reverse("portfolio:update-new", args=[outcome.pk, period.code]),
                "is_due": period in due,
                "is_overdue": period in due and DueDate(period.due_on, today).is_overdue,
            }


def _span_of(programme: CountryProgramme | None, today: date) -> tuple[date, date] | None:
    """Return from when to when there is something to report on; without a programme the last year."""
    if programme is None:
        return today - CHASED_FOR, today + timedelta(days=1)
    ends_on = programme.extended_until or programme.ends_on
    if programme.status not in REPORTED_IN or programme.starts_on is None or ends_on is None:
        return None
    return programme.starts_on, ends_on


def _export(outcome: ProgrammeOutcome, extension: str) -> str:
    programme = f"programme={outcome.programme.slug}&" if outcome.programme else ""
    query = f"{programme}code={outcome.code}&format={extension}"
    return f"{reverse('api:outcome-updates-list')}?{query}"


def _changes(condition: Q, updates: list[OutcomeUpdate]) -> list[history.Event]:
    """Return what happened to the updates, their values and their evidence, the latest first, in words."""
    about = {
        "portfolio.outcomeupdate": condition,
        "portfolio.reportedvalue": Q(update_id__in=[one.pk for one in updates]),
        noun_of(Document): Q(
            owner_noun=noun_of(OutcomeUpdate), owner_id__in=[str(one.pk) for one in updates]
        ),
    }
    return [
        _under_its_state(event) for event in history.events_before(None, limit=CHANGES_SHOWN, about=about)
    ]


def _under_its_state(event: history.Event) -> history.Event:
    """Return an event under the name of the state it led to, without what tells nobody anything."""
    state = next((one.stored for one in event.differences if one.column == "state"), "")
    return replace(
        event,
        label=str(UpdateState(state).label) if state else event.label,
        differences=tuple(
            one for one in event.differences if one.column not in UNTOLD and one.column != "state"
        ),
    )
