"""Querysets of projects: who sees them, how they stood, what was known of them at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from ilo_dc.core.facts.querysets import stored_then, text_then
from ilo_dc.core.life.querysets import DatedStatusQuerySet
from ilo_dc.core.life.rules import in_effect
from ilo_dc.core.models import Country, Organisation
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.text_search import has_words
from portfolio.frameworks.vocab import SEVERAL_REGIONS
from portfolio.projects.vocab import NO_COUNTRY, PUBLISHED_STATUSES, ProjectScope

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# What figures are split by of which a project may have several, by the relation that holds it.
KNOWN = {
    "known_marker": "projectmarker_set",
    "known_initiative": "projectinitiative_set",
    "known_result": "budgetshare_set",
    "known_target": "projectsdgtarget_set",
}
TITLES = ("title", "title_en", "title_fr", "title_es")


def organisations_of(user: Viewer) -> models.QuerySet[Organisation]:
    """Return the organisations that `user` acts for: with their parts and those merged into them."""
    own = grants_of(user).organisations
    if not own:
        return Organisation.objects.none()
    whole = Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own)
    return Organisation.objects.filter(whole | Q(merged_into__in=own) | Q(merged_into__parent__in=own))


def projects_seen_by(user: Viewer, *, status: str, project: str) -> Q:
    """Return the condition that `user` sees what was recorded of a project in a status.

    Staff see all; everybody else what runs or ran, and the projects that their organisation takes part in
    (journeys, section 3). `status` and `project` are ORM paths from a row to the status and the key.
    """
    grants = grants_of(user)
    if grants.is_staff:
        return Q()
    seen = Q(**{f"{status}__in": PUBLISHED_STATUSES})
    if not grants.organisations:
        return seen
    from portfolio.projects.models.participant import Participant  # models import this

    taking_part = Participant.objects.filter(organisation__in=organisations_of(user).values("pk"))
    return seen | Q(**{f"{project}__in": taking_part.values("project")})


def _shares_of_countries(moment: Any) -> Any:
    """Return the shares of countries known at `moment`: None is now; a subquery may take it from its row."""
    from portfolio.projects.models.project_links import CountryShare  # models import this

    return CountryShare.objects.current() if moment is None else CountryShare.objects.known_when(moment)


def countries_key(project: str, moment: Any) -> Coalesce:
    """Return the codes of the countries of a project joined by hyphens, as known at `moment` (None: now).

    `none`: it has no countries.
    """
    shares = _shares_of_countries(moment).filter(project=OuterRef(project)).order_by()
    keys = shares.values("project").annotate(key=StringAgg("country_id", "-", order_by="country_id"))
    return Coalesce(Subquery(keys.values("key")), Value(NO_COUNTRY), output_field=models.CharField())


def codes_in(countries: str) -> tuple[str, ...]:
    """Return the codes that `countries_key` joined."""
    return () if countries == NO_COUNTRY else tuple(countries.split("-"))


def region_key(project: str, moment: Any) -> Coalesce:
    """Return the region of a project: its own, that of all its countries, or `several`; null: none known."""
    shares = _shares_of_countries(moment).filter(project=OuterRef(project)).order_by()
    extremes = shares.values("project").annotate(first=Min("country__region"), last=Max("country__region"))
    key = Case(
        When(first=F("last"), then=F("first")),
        When(first__isnull=False, then=Value(SEVERAL_REGIONS)),
        output_field=models.CharField(),
    )
    own = F(f"{project}__region") if project != "pk" else F("region")
    return Coalesce(Subquery(extremes.values(key=key)), own, output_field=models.CharField())


def _known(relation: str, moment: Any) -> FilteredRelation:
    """Return the rows of a project's relation that were current at `moment` (None: now)."""
    path = f"project__{relation}"
    current = Q(**{f"{path}__superseded_at__isnull": True})
    if moment is None:
        return FilteredRelation(path, condition=current)
    current |= Q(**{f"{path}__superseded_at__gt": moment})
    return FilteredRelation(path, condition=current & Q(**{f"{path}__recorded_at__lte": moment}))


def links_of(*, project: str = "") -> Iterable[Prefetch[Any]]:
    """Return what fetches all that projects are tied to now: a query a kind.

    `project` is the ORM path to the project, ending in two underscores.
    """
    from portfolio.projects.models.project_links import LINKS  # models import this

    for model in LINKS:
        rows = model.objects.current().for_list()
        yield Prefetch(f"{project}{model.__name__.lower()}_set", rows, to_attr=model.SHOWN_AS)


@dataclass
class _Recorded:
    """A recorded status as `with_statuses` has it."""

    pk: int
    status: str
    effective_on: str
    replaces_id: int | None
    takes_back_id: int | None

    @property
    def field_values(self) -> tuple[object, ...]:
        """What it says."""
        return (self.status, self.effective_on)


def life_in(statuses: Iterable[dict[str, Any]]) -> list[tuple[str, date]]:
    """Return the statuses that hold of those that `with_statuses` annotates, in order, with their days."""
    holding = in_effect(_Recorded(**one) for one in statuses)
    return [(one.status, date.fromisoformat(one.effective_on)) for one in holding]


class ProjectQuerySet(models.QuerySet[Any]):
    """Projects."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the projects that `user` sees; see `projects_seen_by`."""
        return self.filter(projects_seen_by(user, status="status", project="pk"))

    def for_detail(self) -> Self:
        """Return the projects with the offices and the region that a page names."""
        return self.select_related("unit", "backstopper", "region")

    def with_links(self) -> Self:
        """Fetch all that the projects are tied to now: a query a kind, however many projects."""
        return self.prefetch_related(*links_of())

    def with_countries(self) -> Self:
        """Fetch the countries that the projects are in now, and nothing else they are tied to: one query."""
        from portfolio.projects.models.project_links import CountryShare  # models import this

        rows = CountryShare.objects.current().for_list()
        return self.prefetch_related(Prefetch("countryshare_set", rows, to_attr=CountryShare.SHOWN_AS))

    def with_place(self) -> Self:
        """Annotate `has_place`: whether it is known where the project works; a global one has no place."""
        from portfolio.projects.models.project_links import CountryShare  # models import this

        shares = CountryShare.objects.current().filter(project=OuterRef("pk"))
        wide = Q(scope__in=(ProjectScope.INTERREGIONAL, ProjectScope.GLOBAL)) | Q(region__isnull=False)
        return self.annotate(has_place=Q(Exists(shares)) | wide)

    def with_life(self) -> Self:
        """Fetch all that was recorded of the statuses as `life`, in one more query."""
        from portfolio.projects.models.project_state import ProjectState  # models import this

        return self.prefetch_related(Prefetch("states", ProjectState.objects.order_by("pk"), to_attr="life"))

    def with_statuses(self) -> Self:
        """Annotate `statuses`: all that was recorded of the life, for `life_in`."""
        from portfolio.projects.models.project_state import ProjectState  # models import this

        names = ("pk", "status", "effective_on", "replaces_id", "takes_back_id")
        rows = ProjectState.objects.filter(project=OuterRef("pk")).order_by("pk")
        written = JSONObject(**{name: F(name) for name in names})
        return self.annotate(statuses=ArraySubquery(rows.values(written=written)))

    def named(self, text: str) -> Self:
        """Return the projects with each word in a title, a code, or a country's name in any language."""
        return self.filter(has_words(text, (*TITLES, "code"), ("number",), also=_in_its_countries("pk")))


def _in_its_countries(project: str, moment: Any = None) -> Any:
    """Return what says whether a word names a country of the project at the ORM path `project`.

    By the countries known at `moment`; see `_shares_of_countries`.
    """

    def named(word: str) -> Q:
        countries = Country.objects.named(word).values("pk")
        shares = _shares_of_countries(moment).filter(country__in=countries)
        if moment is None:
            return Q(**{f"{project}__in": shares.values("project")})
        return Q(Exists(shares.filter(project=OuterRef(project))))

    return named


class ProjectStateQuerySet(DatedStatusQuerySet):
    """What was recorded of the status of projects."""

    # The kind never changes.
    EDITED: ClassVar = {
        "project": (
            "code",
            "number",
            *TITLES,
            "language",
            "description",
            "scope",
            "region",
            "starts_on",
            "ends_on",
            "unit__code",
            "backstopper__code",
            "sstc_theme",
            "ilo_share",
            "version",
            "updated_at",
        )
    }

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were, of what `viewer` saw then; `title_then` and so on order them.

        `held_then` is the moment of each row: that of what its project was tied to, in columns and filters.
        """
        rows = super().as_shown_at(moment).prefetch_related(None)
        rows = (
            rows.alias(held_then=self.held_at(moment, F))
            .with_places(moment, of_each=True)
            .annotate(
                title_then=text_then("project", "title"),
                code_then=text_then("project", "code"),
                starts_then=stored_then("project", "starts_on"),
                ends_then=stored_then("project", "ends_on"),
                unit_then=stored_then("project", "unit__code"),
                edited_then=Cast(stored_then("project", "updated_at"), models.DateTimeField()),
            )
        )
        if self.viewer is None or grants_of(self.viewer).is_staff:
            return rows
        own = rows.participated(organisations_of(self.viewer), at=moment)
        return rows.filter(Q(status__in=PUBLISHED_STATUSES) | Q(own))

    def fetch_beside(self, rows: list[Any]) -> None:
        """Fetch all that the projects were tied to while one of the rows held: a query a kind."""
        from portfolio.projects.models.project_links import LINKS  # models import this

        since = min(self.moment_of(row) for row in rows)
        for model in LINKS:
            known = model.objects.filter(
                Q(superseded_at__isnull=True) | Q(superseded_at__gt=since), recorded_at__lte=self.shown_at
            )
            path = f"project__{model.__name__.lower()}_set"
            prefetch_related_objects(rows, Prefetch(path, known.for_list(), to_attr=model.SHOWN_AS))

    def turn_back(self, row: Any) -> None:
        """Let the row say of its project what it was tied to then, too."""
        from portfolio.projects.models.project_links import LINKS  # models import this

        moment = self.moment_of(row)
        super().turn_back(row)
        for model in LINKS:
            links = getattr(row.project, model.SHOWN_AS)
            setattr(row.project, model.SHOWN_AS, [link for link in links if link.was_known_at(moment)])

    def participated(self, organisations: models.QuerySet[Organisation], *, at: datetime | None) -> Any:
        """Return the condition that one of `organisations` takes part in the project, or did at a moment.

        Of a moment the history of the participants tells, at the moment of each row.
        """
        from portfolio.projects.models.participant import Participant  # models import this

        if at is None:
            rows = Participant.objects.filter(organisation__in=organisations, project=OuterRef("project"))
            return Exists(rows)
        versions: Any = Participant.pgh_event_model._default_manager  # type: ignore[attr-defined]
        later = versions.filter(
            pgh_obj_id=OuterRef("pgh_obj_id"),
            pgh_id__gt=OuterRef("pgh_id"),
            pgh_created_at__lte=self.written_at(at, lambda name: OuterRef(OuterRef(name))),
        )
        known = versions.filter(
            ~Exists(later),
            project=OuterRef("project"),
            organisation__in=organisations,
            pgh_created_at__lte=self.written_at(at),
        )
        return Exists(known.exclude(pgh_label="delete"))

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in title, code or a country's name."""
        place = _in_its_countries("project", OuterRef("held_then"))
        return self.filter(has_words(text, ("title_then", "code_then"), also=place))

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses that `user` sees; see `projects_seen_by`."""
        return self.seen_by(user).filter(projects_seen_by(user, status="status", project="project"))

    def with_present_sight(self, user: Viewer) -> Self:
        """Annotate `seen_today`: whether `user` sees the project as it is now, beyond its past status."""
        seen = projects_seen_by(user, status="project__status", project="project")
        return self.annotate(seen_today=Case(When(Q(pk__isnull=False) & seen, then=True), default=False))

    def published(self) -> Self:
        """Return the statuses that everyone sees: from the first day at work on."""
        return self.filter(status__in=PUBLISHED_STATUSES)

    def with_places(self, moment: datetime | None, *, of_each: bool = False) -> Self:
        """Annotate `country_key` and `region_key`, and name what else projects are tied to (`KNOWN`).

        All as known at `moment` (None: now), with `of_each` at the moment of each row, `held_then`. What is
        named is joined only where a filter or a split asks.
        """
        known_at: Any = OuterRef("held_then") if of_each else moment
        joined_at: Any = F("held_then") if of_each else moment
        return self.annotate(
            country_key=countries_key("project", known_at),
            region_key=region_key("project", known_at),
            **{name: _known(relation, joined_at) for name, relation in KNOWN.items()},
        )

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return (
            self.select_related("project__unit", "project__backstopper", "project__region")
            .prefetch_related(*links_of(project="project__"))
            .with_places(None)
        )


class OfProjectQuerySet(models.QuerySet[Any]):
    """Rows that belong to a project, and are seen by those who see it."""

    project = "project"

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the projects that `user` sees."""
        return self.filter(projects_seen_by(user, status=f"{self.project}__status", project=self.project))
