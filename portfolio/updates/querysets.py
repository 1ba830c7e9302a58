"""Querysets of outcome updates: who sees them, and all that a line or a page shows."""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, TruncDate
from django.db.models.lookups import LessThanOrEqual

from ilo_dc.core.facts.querysets import FactQuerySet, WrittenQuerySet, text_then
from ilo_dc.core.history.four_eyes import Steps
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.programmes.querysets.programmes import statuses_seen_by, without_programme_seen_by
from portfolio.programmes.vocab import PUBLISHED_STATUSES
from portfolio.updates.rules import DUE_AFTER
from portfolio.updates.vocab import HANDED_IN, Timeliness, UpdateState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.querysets import OutcomePublicationQuerySet
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.programmes.models.programme_outcome import ProgrammeOutcome

# Who handed an update in as it waits now: whoever did, and who worked on it since.
SUBMITTING = Steps(
    "portfolio.outcomeupdate",
    people=("submitted_by_id",),
    among=Q(state=UpdateState.SUBMITTED, submitted_at=F("pgh_obj__submitted_at")),
    written=Q(),
)


# Who gave an update back as it waits to be mended, for whomever: in the change that says when.
RETURNING = Steps(
    "portfolio.outcomeupdate",
    people=("decided_by_id",),
    among=Q(state=UpdateState.RETURNED, pgh_created_at=F("pgh_obj__decided_at")),
    written=Q(),
)


def _publications_at(moment: datetime | None) -> OutcomePublicationQuerySet:
    """Return the publication of an update's outcome as known at `moment`; nothing where it had none."""
    from portfolio.outcomes.models.country_outcome import OutcomePublication  # models import this

    known: OutcomePublicationQuerySet = OutcomePublication.objects.as_known_at(moment)
    return known.filter(outcome=OuterRef("outcome__cpo"), published=True)


def period_key(path: str = "") -> Case:
    """Return the code of a reporting period as `Period.code` writes it; `path` leads to the update."""
    year = Cast(ExtractYear(f"{path}starts_on"), models.CharField())
    is_first_half = Q(**{f"{path}starts_on__month": 1})
    return Case(
        When(is_first_half & Q(**{f"{path}ends_on__month": 1}), then=year),
        When(is_first_half, then=Concat(year, Value("-H1"))),
        default=Concat(year, Value("-H2")),
        output_field=models.CharField(),
    )


def timeliness(ends_on: str) -> Case:
    """Return whether `submitted_at` is by the due day of a period that ends before `ends_on`, in UTC."""
    due_on = Cast(F(ends_on) - Value(timedelta(days=1)) + Value(DUE_AFTER), models.DateField())
    in_time = LessThanOrEqual(TruncDate("submitted_at", tzinfo=UTC), due_on)
    return Case(When(in_time, then=Value(Timeliness.IN_TIME.value)), default=Value(Timeliness.LATE.value))


class OutcomeUpdateQuerySet(WrittenQuerySet):
    """Updates of country programme outcomes."""

    # An accepted update never changes, nor do addresses, countries and regions.
    EDITED: ClassVar = {"outcome": ("code", "title"), "outcome__programme": ("title", "language")}

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the updates as they were, of the programmes that `viewer` saw then.

        `code_then` and `title_then` order them.

        Their values are read in two queries more.
        """
        from portfolio.programmes.models.programme_state import ProgrammeState  # models import this
        from portfolio.updates.models import ReportedValue  # models import this

        values = ReportedValue.objects.with_indicators().order_by("indicator_id")
        rows = super().as_shown_at(moment).prefetch_related(None)
        rows = rows.prefetch_related(Prefetch("values", values.as_shown_at(moment)))
        rows = rows.annotate(code_then=text_then("outcome", "code"), title_then=text_then("outcome", "title"))
        if self.viewer is None or grants_of(self.viewer).is_staff:
            return rows
        states = ProgrammeState.objects.visible_to(self.viewer).as_known_at(moment)
        alone = Q(Exists(_publications_at(moment))) | Q(outcome__product__isnull=False)
        if own := grants_of(self.viewer).places(Role.CONSTITUENT).countries:
            alone |= Q(outcome__cpo__country__in=own)
        return rows.filter(
            Q(Exists(states.filter(programme=OuterRef("outcome__programme"))))
            | Q(outcome__programme__isnull=True) & alone
        )

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the updates with each word in what `named` searches, as it was."""
        place = partial(in_country, path="outcome__cpo__country")
        return self.filter(has_words(text, ("narrative", "title_then", "code_then"), also=place))

    def visible_to(self, user: Viewer) -> Self:
        """Return the updates that `user` sees.

        Staff see all; constituents the accepted ones of their own country; everybody else the accepted ones
        of published programmes (journeys, section 3).
        """
        if grants_of(user).is_staff:
            return self.seen_by(user)
        path = "outcome__programme__"
        seen = statuses_seen_by(user, status=f"{path}status", programme=path)
        alone = without_programme_seen_by(user, place="outcome__")
        return self.seen_by(user).filter(seen | alone, state=UpdateState.ACCEPTED)

    def named(self, text: str) -> Self:
        """Return the updates with each word in what they say, their outcome or a country's name.

        Without a word of its own a text fits every row.
        """
        place = partial(in_country, path="outcome__cpo__country")
        return self.filter(has_words(text, ("narrative", "outcome__title", "outcome__code"), also=place))

    def with_region(self) -> Self:
        """Annotate `region_key`: the country's region, or a sub-region's own."""
        return self.annotate(region_key=Coalesce("outcome__cpo__country__region", "outcome__cpo__region"))

    def with_period(self) -> Self:
        """Annotate `period_key`: the reporting period as `Period.code` writes it, `2026-H1` or `2026`."""
        return self.annotate(period_key=period_key())

    def with_timeliness(self) -> Self:
        """Annotate `in_time`: whether it was handed in (last) by the day on which it was due, in UTC.

        The day is `Period.due_on`. Of what was never handed in: `false`.
        """
        return self.annotate(in_time=timeliness("ends_on"))

    def accepted_by(self, moment: datetime | None) -> Self:
        """Return the updates that were accepted at `moment` (None: now).

        An acceptance ends an update's life, and its time is that of its recorded change: so the same moment
        gives the same rows for ever.
        """
        accepted = self.filter(state=UpdateState.ACCEPTED)
        return accepted if moment is None else accepted.filter(decided_at__lte=moment)

    def of_countries(self) -> Self:
        """Return the updates that figures count: those of global products lie in no country."""
        return self.filter(outcome__product__isnull=True)

    def published_at(self, moment: datetime | None) -> Self:
        """Return the updates that everyone saw at `moment` (None: now).

        They were accepted by then, of programmes that were signed by then as was known then; without a
        programme, of outcomes that their region had published by then. Those of global products are of no
        country: no figure counts them.
        """
        from portfolio.programmes.models.programme_state import ProgrammeState  # models import this

        states = ProgrammeState.objects.as_known_at(moment).filter(
            programme=OuterRef("outcome__programme"), status__in=PUBLISHED_STATUSES
        )
        alone = Q(Exists(_publications_at(moment)), outcome__programme__isnull=True)
        return self.accepted_by(moment).filter(Q(Exists(states)) | alone)

    def for_list(self) -> Self:
        """Return the updates with all that a line shows, their reported values in one more query."""
        from portfolio.updates.models import ReportedValue  # models import this

        values = ReportedValue.objects.with_indicators().order_by("indicator_id")
        return (
            self.with_region()
            .with_period()
            .with_timeliness()
            .select_related(
                "outcome__programme__country__region",
                "outcome__programme__region",
                "outcome__cpo__country__region",
                "outcome__cpo__region",
                "outcome__product",
            )
            .prefetch_related(Prefetch("values", values))
        )

    def for_detail(self) -> Self:
        """Return the updates with the people and the office that a page names, too."""
        return self.for_list().select_related(
            "author", "submitted_by", "decided_by", "outcome__programme__office", "outcome__priority"
        )


class UpdateStepQuerySet(FactQuerySet):
    """Steps of outcome updates: handed in, taken back, returned, accepted."""

    # An outcome's place and an update's period never change.
    EDITED: ClassVar = {"update__outcome": ("code", "title"), "update__outcome__programme": ("title",)}

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the steps as they were; `code_then` and `title_then` order them."""
        names = {f"{name}_then": text_then("update__outcome", name) for name in ("code", "title")}
        return super().as_shown_at(moment).annotate(**names)

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the steps with each word in outcome or country, as they were.

        What an update says is written until it is accepted, and what it said at a step nobody recorded.
        """
        place = partial(in_country, path="update__outcome__cpo__country")
        return self.filter(has_words(text, ("title_then", "code_then"), also=place))

    def visible_to(self, user: Viewer) -> Self:
        """Return the steps for staff; what was accepted others see as the update that it is."""
        return self.seen_by(user) if grants_of(user).is_staff else self.none()

    def handed_in(self) -> Self:
        """Return the steps after which an update is handed in: neither taken back nor returned."""
        return self.filter(state__in=HANDED_IN)

    def of_countries(self) -> Self:
        """Return the steps that figures count: those of global products lie in no country."""
        return self.filter(update__outcome__product__isnull=True)

    def with_keys(self) -> Self:
        """Annotate `region_key`, `period_key` and `in_time`, as of updates (`OutcomeUpdateQuerySet`).

        `in_time` is of the submission that the step speaks of.
        """
        region = Coalesce("update__outcome__cpo__country__region", "update__outcome__cpo__region")
        return self.annotate(
            region_key=region, period_key=period_key("update__"), in_time=timeliness("update__ends_on")
        )

    def for_list(self) -> Self:
        """Return the steps with all that a line shows."""
        return self.with_keys().select_related(
            "update__outcome__programme__country__region",
            "update__outcome__programme__region",
            "update__outcome__cpo__country__region",
            "update__outcome__cpo__region",
        )


class ReportedValueQuerySet(WrittenQuerySet):
    """Indicator values reported with an update."""

    EDITED: ClassVar = {"indicator": ("text", "unit")}

    def with_indicators(self) -> Self:
        """Return the values with their indicators, and what says the language of these."""
        return self.select_related(
            "indicator__outcome__programme", "indicator__outcome__cpo", "indicator__outcome__product"
        )

    def last_accepted(self, programme: CountryProgramme, *, user: Viewer) -> Self:
        """Return the last accepted value of each indicator of `programme`, as far as `user` sees updates."""
        return self.last_accepted_of({"update__outcome__programme": programme}, user=user)

    def last_accepted_of(self, where: Mapping[str, Any], *, user: Viewer) -> Self:
        """Return the last accepted values of what `where` names, as far as `user` sees updates."""
        from portfolio.updates.models import OutcomeUpdate  # models import this

        seen = OutcomeUpdate.objects.visible_to(user).filter(state=UpdateState.ACCEPTED)
        return (
            self.filter(**where, update__in=seen)
            .select_related("update")
            .order_by("indicator_id", "-update__ends_on", "-pk")
            .distinct("indicator_id")
        )

    def last_before(self, day: date, *, outcome: ProgrammeOutcome) -> Self:
        """Return the last accepted value of each indicator of `outcome`, of periods that ended by `day`."""
        accepted = self.filter(
            update__outcome=outcome, update__state=UpdateState.ACCEPTED, update__ends_on__lte=day
        )
        return (
            accepted.select_related("update")
            .order_by("indicator_id", "-update__ends_on", "-pk")
            .distinct("indicator_id")
        )
