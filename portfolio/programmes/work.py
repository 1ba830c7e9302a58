"""What awaits a person of country programmes: those that end, and milestones to rate; what ends later."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.people.grants import granted_at, grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.items import MOST, MOST_OVERSEEN, Doers, WorkItem, most_urgent, where
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.policies import overseen as overseen_by
from ilo_dc.core.work.reading import read_once, read_together
from ilo_dc.core.work.rules import CHASED_FOR, DueDate
from portfolio.outcomes.policies import SUB_REGIONAL_WRITERS, WRITERS
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.milestone_state import MilestoneState
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.policies import place_of, programmes_edited_by
from portfolio.programmes.querysets.milestones import PLACE
from portfolio.programmes.rules.programmes import (
    MONTHS_OF_NOTICE,
    OVER,
    first_end_told_after,
    months_before,
)
from portfolio.programmes.tables import editing_of_place, page_of_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

A_YEAR = timedelta(days=366)


def awaiting(user: Viewer) -> list[WorkItem]:
    """Return the programmes that `user` has to close, to extend or to follow, and milestones to rate."""
    if not user.is_authenticated:
        return []
    grants = grants_of(user)
    writes = grants.places(*WRITERS).of_countries(f"{PLACE}__cpo__country__")
    writes |= grants.places(*SUB_REGIONAL_WRITERS).of_regions(f"{PLACE}__cpo__region__")
    return most_urgent(
        (*_items(_edited_by(user)["ending"]), *_to_rate(user, writes, most=MOST, page=_rated_at))
    )


def overseen(user: Viewer) -> Iterator[WorkItem]:
    """Yield the same of the offices that `user` manages."""
    if may_oversee(user):
        yield from _items(programmes_overseen(user)["ending"])
        places = overseen_by(user, country=f"{PLACE}__cpo__country__", region=f"{PLACE}__cpo__region__")
        yield from _to_rate(user, places, most=MOST_OVERSEEN, page=_read_at)


def coming(user: Viewer) -> Iterator[WorkItem]:
    """Yield the programmes of `user` that will be told of within a year: they end in the year after."""
    if not user.is_authenticated:
        return
    first = max(MONTHS_OF_NOTICE)
    for programme in _edited_by(user)["coming"]:
        yield WorkItem(
            title=_("Extend the programme or prepare the next one"),
            url=f"{reverse('programme', args=[programme.slug])}#life",
            kind=_("Country programme"),
            since=datetime.combine(months_before(programme.end, first), time.min, UTC),
            subject=programme.title,
            due_on=programme.last_day,
        )


@read_once
def programmes_overseen(user: Viewer) -> dict[str, list[Any]]:
    """Return of the offices that `user` manages the programmes that run, and those that end."""
    own = CountryProgramme.objects.visible_to(user).filter(overseen_by(user))
    running: Any = CountryProgramme.objects.ending_by(date.max).with_successor()
    running = running.filter(pk__in=own).select_related("country__region", "region")
    return read_together(most=MOST_OVERSEEN, running=running.order_by("slug", "pk"), ending=_ending(own))


@read_once
def _edited_by(user: Viewer) -> dict[str, list[Any]]:
    """Return the programmes of `user` that end, and those that will be told of within a year."""
    today, own = timezone.now().date(), programmes_edited_by(user)
    later: Any = CountryProgramme.objects.ending_by(today + 2 * A_YEAR).with_successor()
    later = later.filter(has_successor=False, end__gte=first_end_told_after(today, max(MONTHS_OF_NOTICE)))
    coming = later.filter(pk__in=own).select_related("country__region", "region")
    return read_together(ending=_ending(own), coming=coming)


def _ending(programmes: QuerySet[CountryProgramme]) -> QuerySet[Any]:
    """Return what ends within a year and has no successor, and what has ended and is not closed."""
    today, first = timezone.now().date(), max(MONTHS_OF_NOTICE)
    rows: Any = CountryProgramme.objects.ending_by(today + A_YEAR).with_successor()
    without_successor = Q(has_successor=False, end__lt=first_end_told_after(today, first))
    ending: QuerySet[Any] = rows.filter(Q(end__lte=today) | without_successor, pk__in=programmes)
    return ending.select_related("country__region", "region")


def _to_rate(user: Viewer, narrowed: Q, *, most: int, page: Callable[[Any], str]) -> Iterator[WorkItem]:
    """Yield the outcomes whose milestones fell due within a year and are not rated, one item each.

    Within programmes that are not over, and without one where the outcome is published: what is counted.
    `page` says where the first of them leads.
    """
    today = timezone.now().date()
    late = MilestoneState.objects.visible_to(user).current().published_at(None).overdue_on(today)
    late = late.filter(narrowed, due_on__gt=today - CHASED_FOR)
    late = late.exclude(**{f"{PLACE}__programme__status__in": OVER})
    rank = Window(RowNumber(), partition_by=[F(PLACE)], order_by=["due_on", "pk"])
    first = (
        late.annotate(rank=rank, due_there=Window(Count("pk"), partition_by=[F(PLACE)]))
        .filter(rank=1)
        .select_related(f"{PLACE}__programme", f"{PLACE}__cpo__country__region", f"{PLACE}__cpo__region")
    )
    for one in first.order_by("due_on", "pk")[:most]:
        yield _rating(one.milestone.indicator.outcome, one.due_on, page(one))


def _rated_at(first: Any) -> str:
    """Return the form of the one milestone that is due, or the outcome of several, each with its form."""
    if first.due_there == 1:
        return reverse("portfolio:milestone-edit", args=[first.milestone_id])
    return editing_of_place(first.milestone.indicator.outcome)


def _read_at(first: Any) -> str:
    """Return the page of the outcome: who oversees it reads."""
    return page_of_place(first.milestone.indicator.outcome)


def _rating(place: ProgrammeOutcome, day: date, url: str) -> WorkItem:
    cpo: Any = place.cpo
    country, region = place_of(cpo)
    roles = WRITERS if country else SUB_REGIONAL_WRITERS
    return WorkItem(
        title=_("Rate the milestones that are due"),
        url=url,
        kind=_("Country programme"),
        since=datetime.combine(day, time.min, UTC),
        subject=together(place),
        due_on=day,
        waits_on=together(str(Role(roles[0]).label), ", ", cpo.country or cpo.region or ""),
        key=f"milestones:{place.pk}",
        doers=Doers(granted_at(country=country, region=region) & Q(role__in=roles)),
        **where(cpo),
    )


def _items(programmes: Iterable[Any]) -> Iterator[WorkItem]:
    today, first = timezone.now().date(), max(MONTHS_OF_NOTICE)
    for programme in programmes:
        country, region = place_of(programme)
        roles = WRITERS if country else SUB_REGIONAL_WRITERS
        end, over = programme.end, DueDate(programme.last_day, today).is_overdue
        since = end if over else months_before(end, first)
        yield WorkItem(
            title=_("Close the programme or record its extension")
            if over
            else _("Extend the programme or prepare the next one"),
            url=f"{reverse('programme', args=[programme.slug])}#life",
            kind=_("Country programme"),
            since=datetime.combine(since, time.min, UTC),
            subject=programme.title,
            due_on=programme.last_day,
            waits_on=together(str(Role(roles[0]).label), ", ", programme.country or programme.region or ""),
            key=f"programme-end:{programme.pk}",
            doers=Doers(granted_at(country=country, region=region) & Q(role__in=roles)),
            **where(programme),
        )
