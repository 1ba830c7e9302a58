"""Querysets of alignments: who sees them, and which everyone saw at a moment."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.facts.querysets import StateQuerySet, text_then
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.frameworks.querysets.frameworks import results_public_then, results_seen_then
from portfolio.programmes.querysets.programmes import programmes_seen_by
from portfolio.programmes.vocab import PUBLISHED_STATUSES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


class AlignmentPairQuerySet(models.QuerySet[Any]):
    """What alignments join: seen by those who see the programme and the framework's result."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the pairs that `user` sees."""
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this

        return self.filter(
            programmes_seen_by(user, status="programme__status", programme="programme__"),
            result__in=FrameworkResult.objects.visible_to(user),
        )

    def for_list(self) -> Self:
        """Return the pairs with all that a line names."""
        return self.select_related(
            "programme__country__region", "programme__region", "priority", "outcome", "result__framework"
        ).prefetch_related("result__framework__countries")


class AlignmentQuerySet(StateQuerySet):
    """What was recorded of the alignment of country programmes with UN frameworks."""

    # What a pair joins never changes, nor do addresses, countries and the words of the source.
    EDITED: ClassVar = {
        "pair__programme": ("title", "language"),
        "pair__priority": ("position", "title"),
        "pair__outcome": ("code", "title"),
        "pair__result": ("text",),
    }

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were, of what `viewer` saw of programme and framework then."""
        from portfolio.programmes.models.programme_state import ProgrammeState  # models import this

        rows = super().as_shown_at(moment)
        if self.viewer is None or grants_of(self.viewer).is_staff:
            return rows
        statuses = ProgrammeState.objects.visible_to(self.viewer).known_when(self.held_at(moment))
        return rows.filter(
            Exists(statuses.filter(programme=OuterRef("pair__programme"))),
            results_seen_then(
                self.viewer,
                result="pair__result",
                moment=self.held_at(moment),
                written=self.written_at(moment),
            ),
        )

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in what `named` searches, as it was."""
        texts = {
            "result_then": text_then("pair__result", "text"),
            "priority_then": text_then("pair__priority", "title"),
            "outcome_then": text_then("pair__outcome", "title"),
            "programme_then": text_then("pair__programme", "title"),
            "code_then": text_then("pair__outcome", "code"),
        }
        names = [name for name in texts if name != "code_then"]
        place = partial(in_country, path="pair__programme__country")
        fits = has_words(text, (*names, "pair__programme__slug"), ("code_then",), also=place)
        return self.alias(**texts).filter(fits)

    def visible_to(self, user: Viewer) -> Self:
        """Return the alignments of programmes and framework results that `user` sees."""
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this

        return self.seen_by(user).filter(
            programmes_seen_by(user, status="pair__programme__status", programme="pair__programme__"),
            pair__result__in=FrameworkResult.objects.visible_to(user),
        )

    def of_the_past(self, user: Viewer) -> Self:
        """Return what `as_shown_at` narrows to what `user` saw then: alignments of programmes that are seen.

        `framework_seen_today`: whether `user` sees the framework today, too.
        """
        from portfolio.frameworks.models.framework import CooperationFramework  # models import this

        frameworks = CooperationFramework.objects.visible_to(user)
        today = frameworks.filter(pk=OuterRef("pair__result__framework"))
        return (
            self.seen_by(user)
            .filter(programmes_seen_by(user, status="pair__programme__status", programme="pair__programme__"))
            .annotate(framework_seen_today=Exists(today))
        )

    def named(self, text: str) -> Self:
        """Return the rows with each word in either side's words, or the programme's title or country."""
        texts = (
            "pair__result__text",
            "pair__priority__title",
            "pair__outcome__title",
            "pair__programme__title",
        )
        return self.filter(
            has_words(
                text,
                (*texts, "pair__programme__slug"),
                ("pair__outcome__code",),
                also=partial(in_country, path="pair__programme__country"),
            )
        )

    def published_at(self, moment: datetime | None, *, on: date | None = None) -> Self:
        """Return the alignments of which everyone saw programme and framework at `moment` (None: now).

        By the programme's status and the framework's publication as they were known then, so that signing a
        programme or publishing a framework later leaves earlier figures alone. With `on` the programme was
        signed on that day, by what was known then; publication has no other day than that of its recording.
        """
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this
        from portfolio.programmes.models.programme_state import ProgrammeState  # models import this

        known = ProgrammeState.objects.as_known_at(moment)
        if on is not None:
            known = ProgrammeState.objects.on_day(on, known_at=settle(moment))
        states = known.filter(programme=OuterRef("pair__programme"), status__in=PUBLISHED_STATUSES)
        if moment is None:
            public = Q(pair__result__in=FrameworkResult.objects.visible_to(AnonymousUser()))
        else:
            public = results_public_then(
                result="pair__result", moment=moment, written=self.written_at(moment)
            )
        return self.filter(Exists(states), public)

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a sub-regional programme's own."""
        return self.annotate(
            region_key=Coalesce("pair__programme__country__region", "pair__programme__region")
        )

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return (
            self.with_region()
            .select_related(
                "pair__programme__country__region",
                "pair__programme__region",
                "pair__priority__programme",
                "pair__outcome__programme",
                "pair__result__framework",
            )
            .prefetch_related("pair__result__framework__countries")
        )

    def history_of(self, pair: Any) -> Self:
        """Return all that was ever recorded of one pair, the latest first."""
        return self.filter(pair=pair).order_by("-recorded_at", "-pk")
