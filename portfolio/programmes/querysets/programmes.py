"""Querysets of country programmes: who sees them, how they stood, and what their next step lacks."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, When
from django.db.models.functions import Coalesce

from ilo_dc.core.facts.querysets import stored_then, text_then
from ilo_dc.core.life.querysets import DatedStatusQuerySet
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.outcomes.querysets import published_ones_seen_by
from portfolio.programmes.vocab import PUBLISHED_STATUSES, ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

STARTED = (ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED)
ENDED = (ProgrammeStatus.CLOSED, ProgrammeStatus.EVALUATED)


def programmes_seen_by(user: Viewer, *, status: str, programme: str = "") -> Q:
    """Return the condition that `user` sees a row: `status` and `programme` are ORM paths from it.

    Staff see all, constituents all of their own country, everybody else what is signed and later
    (journeys, section 3); nobody sees a discarded draft. `programme` ends in two underscores, or is empty
    on the programme itself.
    """
    return Q(**{f"{programme}discarded": False}) & statuses_seen_by(user, status=status, programme=programme)


def statuses_seen_by(user: Viewer, *, status: str, programme: str) -> Q:
    """Return the condition that `user` sees what was recorded of a programme in a status; paths as above.

    What was recorded of a draft stays known after it was discarded, as it was known then.
    """
    grants = grants_of(user)
    if grants.is_staff:
        return Q()
    own = grants.places(Role.CONSTITUENT).countries
    seen = Q(**{f"{status}__in": PUBLISHED_STATUSES})
    return seen | Q(**{f"{programme}country__in": own}) if own else seen


def without_programme_seen_by(user: Viewer, *, place: str = "") -> Q:
    """Return the condition that `user` sees a place without a programme: who sees the outcome by itself does.

    Everyone sees those of global products.

    `place` is the ORM path to the place, which ends in two underscores, or is empty on the place itself.
    """
    seen = published_ones_seen_by(user, outcome=f"{place}cpo__")
    if not seen:  # staff
        return Q(**{f"{place}programme__isnull": True})
    of_product = Q(**{f"{place}product__isnull": False})
    return Q(**{f"{place}programme__isnull": True}) & (seen | of_product)


class CountryProgrammeQuerySet(models.QuerySet[Any]):
    """Country programmes."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the programmes that `user` sees; see `programmes_seen_by`."""
        return self.filter(programmes_seen_by(user, status="status"))

    def for_detail(self) -> Self:
        """Return the programmes with the places and the office that a page names."""
        return self.select_related("country__region", "region", "office")

    def ending_by(self, day: date) -> Self:
        """Return what runs and is to end on or before `day`; annotate `end`, the day after the last."""
        ends = self.annotate(end=Coalesce("extended_until", "ends_on"))
        return ends.filter(status__in=STARTED, end__lte=day).order_by("end", "pk")

    def with_successor(self) -> Self:
        """Annotate `has_successor`: whether a later programme of the country is at least begun as a draft.

        Of a sub-regional programme nobody can tell: a region may have several.
        """
        later = self.model._default_manager.filter(country=OuterRef("country"), discarded=False).exclude(
            status__in=ENDED
        )
        later = later.filter(Q(starts_on=None) | Q(starts_on__gt=OuterRef("starts_on")))
        return self.annotate(has_successor=Exists(later.exclude(pk=OuterRef("pk"))))

    def named(self, text: str) -> Self:
        """Return the programmes with each word in title, address or the country's name in any language."""
        return self.filter(has_words(text, ("title", "slug"), also=partial(in_country, path="country")))

    def with_plan(self) -> Self:
        """Annotate what gates ask of priorities and outcomes: each is true or false.

        `has_priorities`; `priorities_with_outcomes`: all of them, at least one; `outcomes_with_indicators`
        and `outcomes_rated`: all outcomes, at least one.
        """
        from portfolio.programmes.models.country_programme import Priority  # models import this
        from portfolio.programmes.models.programme_outcome import (  # models import this
            OutcomeIndicator,
            ProgrammeOutcome,
        )

        priorities = Priority.objects.filter(programme=OuterRef("pk"))
        outcomes = ProgrammeOutcome.objects.filter(programme=OuterRef("pk"))
        led_to = ProgrammeOutcome.objects.filter(priority=OuterRef("pk"))
        measured = OutcomeIndicator.objects.filter(outcome=OuterRef("pk"))
        return self.annotate(
            has_priorities=Exists(priorities),
            priorities_with_outcomes=Q(Exists(priorities)) & ~Exists(priorities.filter(~Exists(led_to))),
            outcomes_with_indicators=Q(Exists(outcomes)) & ~Exists(outcomes.filter(~Exists(measured))),
            outcomes_rated=Q(Exists(outcomes)) & ~Exists(outcomes.filter(progress="")),
        )


class ProgrammeStateQuerySet(DatedStatusQuerySet):
    """What was recorded of the status of country programmes."""

    # Address, country and region never change.
    EDITED: ClassVar = {
        "programme": (
            "title",
            "starts_on",
            "ends_on",
            "extended_until",
            "generation",
            "pilot",
            "office__code",
            "language",
            "consulted_on",
            "theory_of_change",
            "version",
        )
    }

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were; `title_then`, `starts_then` and so on order them."""
        day_after_last = Coalesce(
            stored_then("programme", "extended_until"), stored_then("programme", "ends_on")
        )
        return (
            super()
            .as_shown_at(moment)
            .annotate(
                title_then=text_then("programme", "title"),
                starts_then=stored_then("programme", "starts_on"),
                day_after_last_then=day_after_last,
                office_then=stored_then("programme", "office__code"),
            )
        )

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in title, address or the country's name."""
        place = partial(in_country, path="programme__country")
        return self.filter(has_words(text, ("title_then", "programme__slug"), also=place))

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses that `user` sees; see `statuses_seen_by`."""
        return self.filter(statuses_seen_by(user, status="status", programme="programme__"))

    def with_present_sight(self, user: Viewer) -> Self:
        """Annotate `seen_today`: whether `user` sees the programme as it is now, beyond its past status."""
        seen = programmes_seen_by(user, status="programme__status", programme="programme__")
        return self.annotate(seen_today=Case(When(seen, then=True), default=False))

    def published(self) -> Self:
        """Return the statuses that everyone sees: signed and later."""
        return self.filter(status__in=PUBLISHED_STATUSES)

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a sub-regional programme's own."""
        return self.annotate(region_key=Coalesce("programme__country__region", "programme__region"))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows; `day_after_last` orders them."""
        ends = Coalesce("programme__extended_until", "programme__ends_on")
        return (
            self.with_region()
            .annotate(day_after_last=ends)
            .select_related("programme__country__region", "programme__region", "programme__office")
        )

    def in_force_on(self, day: date, *, known_at: datetime | None) -> Self:
        """Return the statuses whose programme was in force on `day`, by effective dates known at `known_at`.

        It had begun to run, or was extended, with effect on or before the day, and was not closed with
        effect on or before it. What was known by then to be recorded by mistake says nothing. None: as
        known now.
        """
        statuses = self.model._default_manager.filter(programme=OuterRef("programme"), effective_on__lte=day)
        later = self.model._default_manager.all()
        if known_at is not None:
            statuses, later = (
                statuses.filter(recorded_at__lte=known_at),
                later.filter(recorded_at__lte=known_at),
            )
        statuses = statuses.exclude(Exists(later.filter(replaces=OuterRef("pk")))).exclude(
            Exists(later.filter(takes_back=OuterRef("pk")))
        )
        return self.filter(
            Exists(statuses.filter(status__in=STARTED)), ~Exists(statuses.filter(status__in=ENDED))
        )


class OfProgrammeQuerySet(models.QuerySet[Any]):
    """Rows that belong to a programme, and are seen by those who see it."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the programmes that `user` sees."""
        return self.filter(programmes_seen_by(user, status="programme__status", programme="programme__"))


class OfPlaceQuerySet(models.QuerySet[Any]):
    """Places of outcomes and what belongs to them; `place` is the ORM path to the place."""

    place = ""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the programmes, and without one of the outcomes, that `user` sees."""
        programme = f"{self.place}programme__"
        of_programme = programmes_seen_by(user, status=f"{programme}status", programme=programme)
        return self.filter(of_programme | without_programme_seen_by(user, place=self.place))


class PriorityQuerySet(OfProgrammeQuerySet):
    """Priorities of country programmes."""


class ProgrammeOutcomeQuerySet(OfPlaceQuerySet):
    """Country programme outcomes."""

    def named(self, text: str) -> Self:
        """Return the outcomes with each word in code, title or the country's name in any language."""
        place = partial(in_country, path="cpo__country")
        return self.filter(has_words(text, ("code", "title"), also=place))

    def in_programmes(self) -> Self:
        """Return the places in programmes: those without one have no plan."""
        return self.filter(programme__isnull=False)

    def without_programme_in(self, country: Any) -> Self:
        """Return the places of a country's outcomes that have no programme."""
        return self.filter(programme__isnull=True, cpo__country=country)

    def reported_on(self) -> Self:
        """Return the outcomes of which a report was written, whatever became of it.

        A model above whose rows report on an outcome says so by `REPORTS_ON`, its field that names it.
        """
        reported = Q(pk__in=())
        for relation in self.model._meta.related_objects:
            model, name = relation.related_model, relation.field.name
            if getattr(model, "REPORTS_ON", "") == name:
                reported |= Q(Exists(model._default_manager.filter(**{name: OuterRef("pk")})))
        return self.filter(reported)

    def for_list(self) -> Self:
        """Return the outcomes with all that a list shows."""
        return self.select_related(
            "programme__country",
            "programme__region",
            "cpo__country",
            "cpo__region",
            "product",
            "priority",
            "office",
        )

    def with_links(self, user: Viewer) -> Self:
        """Fetch what the outcomes contribute to, as `user` sees it, in three more queries."""
        from portfolio.programmes.models.outcome_link import (  # models import this
            BudgetLink,
            FrameworkLink,
            TargetLink,
        )

        budget = BudgetLink.objects.for_list().order_by("result__framework__starts_on", "result__order")
        targets = TargetLink.objects.for_list().order_by("result__order")
        framework = FrameworkLink.objects.visible_to(user).for_list()
        return self.prefetch_related(
            Prefetch("budgetlink_set", budget, to_attr="budget"),
            Prefetch("targetlink_set", targets, to_attr="targets"),
            Prefetch("frameworklink_set", framework.order_by("result__text", "pk"), to_attr="framework"),
        )

    def with_indicators(self) -> Self:
        """Fetch indicators with their milestones in two more queries, whatever the number of outcomes."""
        from portfolio.programmes.models.programme_outcome import (  # models import this
            Milestone,
            OutcomeIndicator,
        )

        milestones = Prefetch("milestones", Milestone.objects.order_by("due_on", "pk"))
        return self.prefetch_related(
            Prefetch("indicators", OutcomeIndicator.objects.order_by("pk").prefetch_related(milestones))
        )


class IndicatorQuerySet(OfPlaceQuerySet):
    """Indicators of country programme outcomes."""

    place = "outcome__"


class MilestoneQuerySet(OfPlaceQuerySet):
    """Milestones of indicators."""

    place = "indicator__outcome__"
