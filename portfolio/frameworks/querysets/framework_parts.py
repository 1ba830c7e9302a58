"""Querysets of what belongs to cooperation frameworks and to the UN country teams behind them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.facts.querysets import FactQuerySet, text_then
from ilo_dc.core.life.querysets import DatedStatusQuerySet
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.text_search import has_words
from portfolio.frameworks.querysets.frameworks import (
    frameworks_public_then,
    frameworks_seen_by,
    in_countries,
    own_countries,
    region_among_all,
)
from portfolio.frameworks.rules import last_day_in_time

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

NEVER = date(1, 1, 1)


class OfFrameworkQuerySet(models.QuerySet[Any]):
    """Rows that officers recorded of a framework.

    Staff see all, constituents those of their own country, everybody else those of published frameworks.
    """

    related: ClassVar[tuple[str, ...]] = ()  # what a line shows of other rows, beside the framework

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows that `user` sees."""
        return self.filter(frameworks_seen_by(user, path="framework__", parts=True))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return self.select_related("framework", *self.related).prefetch_related("framework__countries")


class FrameworkStateQuerySet(DatedStatusQuerySet):
    """What was recorded of the status of frameworks."""

    # Address, countries and region never change.
    EDITED: ClassVar = {"framework": ("title", "kind")}

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the statuses as they were, of the frameworks that `viewer` saw then; `kind_then` orders."""
        rows = super().as_shown_at(moment).annotate(kind_then=text_then("framework", "kind"))
        if self.viewer is None or grants_of(self.viewer).is_staff:
            return rows
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

        own = FrameworkCountry.objects.filter(country__in=own_countries(self.viewer)).values("framework")
        seen = frameworks_public_then(self.held_at(moment), framework="framework")
        return rows.filter(seen | Q(framework__in=own))

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in the title, as it was, or a country's name."""
        rows = self.alias(title_then=text_then("framework", "title"))
        return rows.filter(has_words(text, ("title_then", "framework__country_key"), also=in_countries))

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses of the frameworks that `user` sees."""
        return self.seen_by(user).filter(frameworks_seen_by(user, path="framework__"))

    def of_the_past(self, user: Viewer) -> Self:
        """Return what `as_shown_at` narrows to what `user` saw then.

        `framework_seen_today`: whether `user` sees the framework today, too.
        """
        from portfolio.frameworks.models.framework import CooperationFramework  # models import this module

        today = CooperationFramework.objects.visible_to(user).filter(pk=OuterRef("framework"))
        return self.seen_by(user).annotate(framework_seen_today=Exists(today))

    def published_at(self, moment: datetime | None) -> Self:
        """Return the statuses of the frameworks that everyone saw at `moment` (None: now)."""
        return self.filter(frameworks_public_then(settle(moment), framework="framework"))

    def with_region(self) -> Self:
        """Annotate `region_key` of the framework; see `region_among_all`."""
        return self.annotate(region_key=region_among_all("framework"))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return self.with_region().select_related("framework").prefetch_related("framework__countries")


class PublicationStateQuerySet(FactQuerySet):
    """What was recorded of the publication of frameworks."""

    def visible_to(self, user: Viewer) -> Self:
        """Return what `user` sees: staff all, constituents their country's, others that one was published."""
        if grants_of(user).is_staff:
            return self.seen_by(user)
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

        own = FrameworkCountry.objects.filter(country__in=own_countries(user)).values("framework")
        return self.seen_by(user).filter(Q(published=True) | Q(framework__in=own))


class RoadmapStageQuerySet(OfFrameworkQuerySet):
    """Stages of roadmaps."""

    def with_order(self) -> Self:
        """Annotate `planned`: the planned day, the last of all days where none is planned."""
        return self.annotate(planned=Coalesce("planned_on", date.max))

    def for_list(self) -> Self:
        """Return the stages with all that a list shows."""
        return super().for_list().with_order()


class ResultsGroupQuerySet(OfFrameworkQuerySet):
    """Results groups."""

    related = ("result",)


class JointWorkPlanQuerySet(OfFrameworkQuerySet):
    """Joint work plans."""

    related = ("group",)


class CountryAnalysisQuerySet(models.QuerySet[Any]):
    """Common country analyses."""

    def visible_to(self, user: Viewer) -> Self:
        """Return those that `user` sees: staff all, constituents their country's, others published ones.

        One is published when a framework of the same countries is.
        """
        grants = grants_of(user)
        if grants.is_staff:
            return self.all()
        from portfolio.frameworks.models.framework import CooperationFramework  # models import this module

        sets = CooperationFramework.objects.filter(published=True).values("country_key")
        seen = Q(country_key__in=sets)
        own = self.model.countries.through.objects.filter(country__in=own_countries(user))
        return self.filter(seen | Q(pk__in=own.values("commoncountryanalysis")))

    def with_last_update(self) -> Self:
        """Annotate `last_updated`, the latest day of an update (the first of all days: never)."""
        from portfolio.frameworks.models.country_analysis import (
            CountryAnalysisUpdate,  # models import this module
        )

        updates = CountryAnalysisUpdate.objects.filter(analysis=OuterRef("pk")).order_by("-updated_on")
        return self.annotate(last_updated=Coalesce(Subquery(updates.values("updated_on")[:1]), NEVER))

    def overdue_on(self, day: date, *, is_overdue: bool) -> Self:
        """Return those whose yearly update was due before `day`, or the others; see `rules.update_due`."""
        late = Q(last_updated__lt=last_day_in_time(day))
        return self.with_last_update().filter(late if is_overdue else ~late)

    def for_list(self) -> Self:
        """Return the analyses with all that a list shows."""
        from portfolio.frameworks.models.country_analysis import (
            CountryAnalysisUpdate,  # models import this module
        )

        latest = CountryAnalysisUpdate.objects.order_by("-updated_on", "-pk")
        return self.with_last_update().prefetch_related("countries", Prefetch("updates", latest))


class CountryAnalysisUpdateQuerySet(models.QuerySet[Any]):
    """Updates of common country analyses."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the updates of the analyses that `user` sees."""
        from portfolio.frameworks.models.country_analysis import (
            CommonCountryAnalysis,  # models import this module
        )

        return self.filter(analysis__in=CommonCountryAnalysis.objects.visible_to(user))

    def for_list(self) -> Self:
        """Return the updates with all that a list shows."""
        return self.select_related("analysis").prefetch_related("analysis__countries")


class CountryTeamMembershipQuerySet(models.QuerySet[Any]):
    """The ILO's memberships of UN country teams."""

    def visible_to(self, user: Viewer) -> Self:
        """Return those that `user` sees: staff all, constituents their country's, others published ones.

        One is published when a framework of its country is.
        """
        if grants_of(user).is_staff:
            return self.all()
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

        published = FrameworkCountry.objects.filter(framework__published=True).values("country")
        return self.filter(Q(country__in=published) | Q(country__in=own_countries(user)))

    def active_on(self, day: date) -> Self:
        """Return the memberships in force on `day`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def for_list(self) -> Self:
        """Return the memberships with all that a list shows."""
        return self.select_related("country")
