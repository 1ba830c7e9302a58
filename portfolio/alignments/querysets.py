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
from ilo_dc.core.models import Country
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.frameworks.querysets.frameworks import results_public_then, results_seen_then
from portfolio.outcomes.querysets import published_ones_seen_by
from portfolio.programmes.querysets.programmes import programmes_seen_by
from portfolio.programmes.vocab import PUBLISHED_STATUSES, STATUSES_IN_FORCE

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.country_programme import CountryProgramme

    Subject = CountryProgramme | Country  # a country stands for itself where it has no programme


def pairs_seen_by(user: Viewer, *, pair: str = "") -> Q:
    """Return the condition that `user` sees what a pair names beside the framework's result.

    Of a programme who sees the programme; without one who sees its outcome by itself, and everyone where it
    names none. `pair` is the ORM path to it, which ends in two underscores, or is empty on the pair itself.
    """
    programme = f"{pair}programme__"
    of_programme = programmes_seen_by(user, status=f"{programme}status", programme=programme)
    outcome = published_ones_seen_by(user, outcome=f"{pair}outcome__cpo__")
    alone = Q(**{f"{pair}outcome__isnull": True}) | outcome if outcome else Q()
    return of_programme | Q(**{f"{pair}programme__isnull": True}) & alone


def _outcome_public_at(moment: datetime | None) -> Q:
    """Return the condition that everyone saw at `moment` what a pair of no programme names, if anything."""
    from portfolio.outcomes.models.country_outcome import OutcomePublication  # models import this

    known = OutcomePublication.objects.as_known_at(moment).filter(
        outcome=OuterRef("pair__outcome__cpo"), published=True
    )
    return Q(pair__programme__isnull=True) & (Q(pair__outcome__isnull=True) | Q(Exists(known)))


class OfSubject:
    """Rows of pairs, of which one subject is asked for: a programme, or a country without one."""

    pair = ""

    def of(self, subject: Subject) -> Self:
        """Return the rows of a programme, or what was assessed in a country without any."""
        if isinstance(subject, Country):
            where = {f"{self.pair}programme__isnull": True, f"{self.pair}country": subject}
        else:
            where = {f"{self.pair}programme": subject}
        return self.filter(**where)  # type: ignore[attr-defined]


class AlignmentPairQuerySet(OfSubject, models.QuerySet[Any]):
    """What alignments join: seen by those who see the programme and the framework's result."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the pairs that `user` sees."""
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this

        return self.filter(pairs_seen_by(user), result__in=FrameworkResult.objects.visible_to(user))

    def for_list(self) -> Self:
        """Return the pairs with all that a line names."""
        return self.select_related(
            "programme__region", "country__region", "priority", "outcome", "result__framework"
        ).prefetch_related("result__framework__countries")


class AlignmentQuerySet(OfSubject, StateQuerySet):
    """What was recorded of the alignment of country programmes with UN frameworks."""

    pair = "pair__"

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
        alone = _outcome_public_at(self.held_at(moment))
        if own := grants_of(self.viewer).places(Role.CONSTITUENT).countries:
            alone |= Q(pair__programme__isnull=True, pair__country__in=own)
        return rows.filter(
            Q(Exists(statuses.filter(programme=OuterRef("pair__programme")))) | alone,
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
        place = partial(in_country, path="pair__country")
        fits = has_words(text, (*names, "pair__programme__slug"), ("code_then",), also=place)
        return self.alias(**texts).filter(fits)

    def visible_to(self, user: Viewer) -> Self:
        """Return the alignments of programmes and framework results that `user` sees."""
        from portfolio.frameworks.models.framework import FrameworkResult  # models import this

        return self.seen_by(user).filter(
            pairs_seen_by(user, pair="pair__"), pair__result__in=FrameworkResult.objects.visible_to(user)
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
            .filter(pairs_seen_by(user, pair="pair__"))
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
                also=partial(in_country, path="pair__country"),
            )
        )

    def published_at(self, moment: datetime | None, *, on: date | None = None) -> Self:
        """Return the alignments of which everyone saw programme and framework at `moment` (None: now).

        By the programme's status and the framework's publication as they were known then, so that signing a
        programme or publishing a framework later leaves earlier figures alone. With `on` the programme was
        signed on that day, by what was known then; publication has no other day than that of its recording.
        What was recorded of a result alone is left out while a programme of its country is in force: the
        programme says it, and nothing counts twice.
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
        in_force = known.filter(programme__country=OuterRef("pair__country"), status__in=STATUSES_IN_FORCE)
        repeated = Q(Exists(in_force), pair__programme__isnull=True, pair__outcome__isnull=True)
        return self.filter(Q(Exists(states)) | _outcome_public_at(moment), ~repeated, public)

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a sub-regional programme's own."""
        return self.annotate(region_key=Coalesce("pair__country__region", "pair__programme__region"))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return (
            self.with_region()
            .select_related(
                "pair__programme__region",
                "pair__country__region",
                "pair__priority__programme",
                "pair__outcome__programme",
                "pair__outcome__cpo",
                "pair__result__framework",
            )
            .prefetch_related("pair__result__framework__countries")
        )

    def history_of(self, pair: Any) -> Self:
        """Return all that was ever recorded of one pair, the latest first."""
        return self.filter(pair=pair).order_by("-recorded_at", "-pk")
