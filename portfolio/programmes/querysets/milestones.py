"""Querysets of the statuses of milestones: who sees them, and which everyone saw at a moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.facts.querysets import StateQuerySet, text_then
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.programmes.querysets.programmes import programmes_seen_by, without_programme_seen_by
from portfolio.programmes.vocab import PUBLISHED_STATUSES, MilestoneStatus

if TYPE_CHECKING:
    from datetime import date, datetime

    from ilo_dc.core.people.grants import Viewer

PLACE = "milestone__indicator__outcome"


def _published_alone(moment: Any) -> Q:
    """Return the condition that everyone saw by `moment` (None: now) an outcome without a programme."""
    from portfolio.outcomes.models.country_outcome import OutcomePublication  # models import this

    known = OutcomePublication.objects.as_known_at(moment)
    published = known.filter(outcome=OuterRef(f"{PLACE}__cpo"), published=True)
    return Q(Exists(published), **{f"{PLACE}__programme__isnull": True})


class MilestoneStateQuerySet(StateQuerySet):
    """What was recorded of milestones: how they stand and when they are due."""

    # What a milestone belongs to never changes, nor do addresses, countries and regions.
    EDITED: ClassVar = {
        "milestone": ("text",),
        "milestone__indicator": ("text",),
        PLACE: ("code", "title"),
        f"{PLACE}__programme": ("title", "language"),
    }

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were, of what `viewer` saw then; `code_then` and `text_then` order them."""
        from portfolio.programmes.models.programme_state import ProgrammeState  # models import this

        rows = super().as_shown_at(moment)
        rows = rows.annotate(
            code_then=text_then(PLACE, "code"),
            title_then=text_then(PLACE, "title"),
            text_then=text_then("milestone", "text"),
        )
        if self.viewer is None or grants_of(self.viewer).is_staff:
            return rows
        statuses = ProgrammeState.objects.visible_to(self.viewer).known_when(self.held_at(moment))
        alone = _published_alone(self.held_at(moment)) | Q(**{f"{PLACE}__product__isnull": False})
        if own := grants_of(self.viewer).places(Role.CONSTITUENT).countries:
            alone |= Q(**{f"{PLACE}__programme__isnull": True, f"{PLACE}__cpo__country__in": own})
        return rows.filter(Q(Exists(statuses.filter(programme=OuterRef(f"{PLACE}__programme")))) | alone)

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses of the milestones that `user` sees: who sees the outcome's place does."""
        programme = f"{PLACE}__programme__"
        of_programme = programmes_seen_by(user, status=f"{programme}status", programme=programme)
        alone = without_programme_seen_by(user, place=f"{PLACE}__")
        return self.seen_by(user).filter(of_programme | alone)

    def named(self, text: str) -> Self:
        """Return the rows with each word in the milestone, its outcome or a country's name."""
        fields = ("milestone__text", f"{PLACE}__title", f"{PLACE}__code")
        return self.filter(has_words(text, fields, also=partial(in_country, path=f"{PLACE}__cpo__country")))

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in what `named` searches, as it was."""
        fields = ("text_then", "title_then", "code_then")
        return self.filter(has_words(text, fields, also=partial(in_country, path=f"{PLACE}__cpo__country")))

    def overdue_on(self, day: date, *, overdue: bool = True) -> Self:
        """Return the rows that fell due before `day` and that nobody rated, or all others."""
        late = Q(status=MilestoneStatus.NOT_RATED, due_on__lt=day)
        return self.filter(late if overdue else ~late)

    def published_at(self, moment: datetime | None, *, on: date | None = None) -> Self:
        """Return the statuses that everyone saw at `moment` (None: now), those of global products left out.

        Of programmes that were signed by then as was known then, with `on` that were signed on that day by
        what was known then; without a programme, of outcomes that their region had published by then.
        """
        from portfolio.programmes.models.programme_state import ProgrammeState  # models import this

        known = ProgrammeState.objects.as_known_at(moment)
        if on is not None:
            known = ProgrammeState.objects.on_day(on, known_at=settle(moment))
        signed = known.filter(programme=OuterRef(f"{PLACE}__programme"), status__in=PUBLISHED_STATUSES)
        return self.filter(Q(Exists(signed)) | _published_alone(moment))

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a sub-region's own."""
        return self.annotate(region_key=Coalesce(f"{PLACE}__cpo__country__region", f"{PLACE}__cpo__region"))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return self.with_region().select_related(
            f"{PLACE}__programme__country__region",
            f"{PLACE}__programme__region",
            f"{PLACE}__cpo__country__region",
            f"{PLACE}__cpo__region",
            f"{PLACE}__product",
        )
