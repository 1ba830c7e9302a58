"""Querysets of cooperation frameworks: visibility, and the figures that measures name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Greatest, Least, NullIf

from ilo_dc.core.facts.querysets import FactQuerySet, WrittenQuerySet, then
from ilo_dc.core.models import Country
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.text_search import Folded, has_word, has_words, name_at, words_of
from portfolio.frameworks.vocab import SEVERAL_REGIONS

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

SEARCHED = ("code", "name", "description")  # of a sub-output
SUB_OUTPUT_TEXTS = (*SEARCHED, "result__text")
MONEY = models.DecimalField(max_digits=20, decimal_places=2)
NOTHING = Value(0, output_field=MONEY)
GAP = Greatest(NOTHING, F("required") - F("available"), output_field=MONEY)
SURPLUS = Greatest(NOTHING, F("available") - F("required"), output_field=MONEY)


@cache
def region_of(framework: str) -> Subquery:
    """Return the region of the framework at the ORM path `framework`.

    A region's code when all its countries lie in that one, `several` when they lie in more, null when no
    region is known. Classification of today, derived by rule.
    """
    from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

    of_framework = FrameworkCountry.objects.filter(framework=OuterRef(framework))
    return Subquery(_by_region(of_framework).values("key"), output_field=models.CharField())


def _by_region(countries: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return the region, `key`, of each framework, `number`, of some memberships of countries."""
    grouped = countries.order_by().values(number=F("framework"))
    extremes = grouped.annotate(first=Min("country__region"), last=Max("country__region"))
    key = Case(
        When(first=F("last"), then=F("first")),
        When(first__isnull=True, then=Value(None)),
        default=Value(SEVERAL_REGIONS),
        output_field=models.CharField(),
    )
    return extremes.values("number", key=key)


def region_among_all(framework: str) -> Func:
    """Return the same as `region_of`, looked up in all frameworks' regions, which are read once a statement.

    For many rows of few frameworks: `region_of` asks anew for each row.
    """
    sql, parameters = _regions_of_all()
    return Func(
        RawSQL(sql, parameters, output_field=models.JSONField()),  # noqa: S611  (the ORM's own statement)
        Cast(F(framework), models.TextField()),
        template="(%(expressions)s)",
        arg_joiner=" ->> ",
        output_field=models.CharField(),
    )


@cache
def _regions_of_all() -> tuple[str, tuple[Any, ...]]:
    """Return the statement of one object: the region of every framework by its key."""
    from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

    sql, parameters = _by_region(FrameworkCountry.objects.all()).query.sql_with_params()
    every = f"SELECT jsonb_object_agg(one.number::text, one.key) FROM ({sql}) AS one"  # noqa: S608
    return every, tuple(parameters)


def own_countries(user: Viewer) -> frozenset[str]:
    """Return the countries whose constituents `user` speaks for, by ISO3 code."""
    return grants_of(user).places(Role.CONSTITUENT).countries


def frameworks_seen_by(user: Viewer, *, path: str = "", parts: bool = False) -> Q:
    """Return the condition that `user` sees a framework; `path` is the ORM path to it from a row.

    Staff see all, constituents all of their own countries, everybody else what is published: by the
    officers, or by the source that names its sub-outputs. With `parts` the condition is for what officers
    recorded of it, which only they publish (journeys, section 3).
    """
    if grants_of(user).is_staff:
        return Q()
    from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

    seen = Q(**{f"{path}published": True})
    if not parts:
        seen |= ~Q(**{f"{path}source": ""})
    own = own_countries(user)
    if own:
        frameworks = FrameworkCountry.objects.filter(country__in=own).values("framework")
        seen |= Q(**{f"{path}pk__in": frameworks})
    return seen


def published_when(moment: Any, *, framework: str) -> Q:
    """Return the condition that officers had published a framework at `moment`, as was known then.

    `framework` is the ORM path to its key from a row; `moment` may refer to that row.
    """
    from portfolio.frameworks.models.publication_state import PublicationState  # as above

    known = PublicationState.objects.known_when(moment)
    return Q(Exists(known.filter(published=True, framework=OuterRef(framework))))


def in_countries(word: str, framework: str = "framework") -> Q:
    """Return the condition that a word names a country of the framework at the ORM path `framework`."""
    from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

    named = FrameworkCountry.objects.filter(country__in=Country.objects.named(word))
    return Q(**{f"{framework}__in": named.values("framework")})


def frameworks_public_then(moment: Any, *, framework: str) -> Q:
    """Return the condition that everyone saw a framework at `moment`, as was known then.

    It was published, or a source had named sub-outputs of it. `framework` is the ORM path to its key.
    """
    from portfolio.frameworks.models.sub_output import SubOutputState  # models import this module

    named = SubOutputState.objects.filter(framework=OuterRef(framework), recorded_at__lte=moment)
    return published_when(moment, framework=framework) | Q(Exists(named))


def results_public_then(*, result: str, moment: Any, written: Any) -> Q:
    """Return the condition that everyone saw a node of a results chain at `moment`.

    Its framework was published then, or a source named the node: from the beginning, or by `written`, the
    moment of the versions that the row is shown with. `result` is the ORM path from the row to the node.
    """
    from portfolio.frameworks.models.framework import FrameworkResult  # models import this module

    versions: Any = FrameworkResult.pgh_event_model._default_manager  # type: ignore[attr-defined]
    typed_first = versions.filter(source_text="").values("pgh_obj_id")
    named = versions.filter(pgh_obj_id=OuterRef(f"{result}_id"), pgh_created_at__lte=written)
    by_source = ~Q(**{f"{result}__in": typed_first}) | Q(Exists(named.exclude(source_text="")))
    return published_when(moment, framework=f"{result}__framework") | (
        ~Q(**{f"{result}__source_text": ""}) & by_source
    )


def results_seen_then(user: Viewer, *, result: str, moment: Any, written: Any) -> Q:
    """Return the condition that `user`, who is no staff, saw a node of a results chain; see above."""
    seen = results_public_then(result=result, moment=moment, written=written)
    own = own_countries(user)
    if own:
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

        frameworks = FrameworkCountry.objects.filter(country__in=own).values("framework")
        seen |= Q(**{f"{result}__framework__in": frameworks})
    return seen


class FrameworkQuerySet(WrittenQuerySet):
    """Cooperation frameworks."""

    OWN: ClassVar = ("title", "starts_on", "ends_on", "described_as_demonstration", "source")

    def known_to(self, user: Viewer, moment: datetime) -> Self:
        """Return the frameworks as they were at `moment`, of which `user` saw each then.

        `status` is the one known then; `seen_today`: whether `user` sees the framework today, too. One is
        known from when it was written, or from when the first of its statuses and sub-outputs was recorded,
        which may bear an earlier date.
        """
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module
        from portfolio.frameworks.models.framework_state import FrameworkState  # models import this module
        from portfolio.frameworks.models.sub_output import SubOutputState  # models import this module

        recorded = {"framework": OuterRef("pk"), "recorded_at__lte": moment}
        statuses = FrameworkState.objects.as_known_at(moment).filter(framework=OuterRef("pk"))
        today = self.model._default_manager.visible_to(user).filter(pk=OuterRef("pk"))
        rows = self.as_shown_at(moment)
        rows = rows.filter(
            Q(first_written__lte=moment)
            | Exists(FrameworkState.objects.filter(**recorded))
            | Exists(SubOutputState.objects.filter(**recorded))
        ).annotate(
            status=Coalesce(Subquery(statuses.values("status")[:1]), Value("")), seen_today=Exists(today)
        )
        if grants_of(user).is_staff:
            return rows
        seen = published_when(moment, framework="pk") | ~Q(**{then("own", "source"): ""})
        own = FrameworkCountry.objects.filter(country__in=own_countries(user)).values("framework")
        return rows.filter(seen | Q(pk__in=own))

    def visible_to(self, user: Viewer) -> Self:
        """Return the frameworks that `user` sees; see `frameworks_seen_by`."""
        return self.filter(frameworks_seen_by(user))

    def named_by_a_source(self) -> Self:
        """Return the frameworks that figures may speak of: those of which a source named sub-outputs."""
        return self.exclude(source="")

    def once_public(self) -> Self:
        """Return the frameworks that everyone sees, or saw before their publication was taken back.

        Annotate `public_title`, the title that everyone read last; empty where there is none.
        """
        from portfolio.frameworks.models.publication_state import PublicationState  # as above

        ended = PublicationState.objects.filter(
            framework=OuterRef("pk"), published=True, superseded_at__isnull=False
        ).order_by("-superseded_at", "-pk")
        versions: Any = self.model.pgh_event_model._default_manager
        read = versions.filter(
            pgh_obj_id=OuterRef("pk"), pgh_created_at__lt=OuterRef("publication_ended")
        ).order_by("-pgh_id")
        public = Q(published=True) | ~Q(source="")
        rows = self.alias(publication_ended=Subquery(ended.values("superseded_at")[:1]))
        return rows.filter(public | Q(publication_ended__isnull=False)).annotate(
            public_title=Case(
                When(public, then=F("title")), default=Coalesce(Subquery(read.values("title")[:1]), Value(""))
            )
        )

    def active_on(self, day: date) -> Self:
        """Return the frameworks whose known period holds `day`."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)

    def with_status(self) -> Self:
        """Annotate `status`, the present one; empty where none is recorded."""
        from portfolio.frameworks.models.framework_state import FrameworkState  # models import this module

        statuses = FrameworkState.objects.current().filter(framework=OuterRef("pk"))
        return self.annotate(status=Coalesce(Subquery(statuses.values("status")[:1]), Value("")))

    def with_one_un(self) -> Self:
        """Annotate `one_un`: whether a country of the framework piloted Delivering as One."""
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

        pilots = FrameworkCountry.objects.filter(
            framework=OuterRef("pk"), country__one_un_pilot__isnull=False
        )
        return self.annotate(one_un=Exists(pilots))

    def with_countries(self) -> Self:
        """Fetch the countries in one more query, whatever the number of frameworks."""
        return self.prefetch_related("countries")

    def with_region(self) -> Self:
        """Annotate `region_key`; see `region_of`."""
        return self.annotate(region_key=region_of("pk"))

    def named(self, text: str) -> Self:
        """Return the frameworks with each word in their title or a country's name, or as its code."""
        return self.filter(
            has_words(text, ("title", "country_key"), also=partial(in_countries, framework="pk"))
        )

    def for_list(self) -> Self:
        """Return the frameworks with all that a list shows."""
        return self.with_countries().with_region().with_status().with_one_un().with_written()

    def with_written(self) -> Self:
        """Annotate `written`, what orders by name: the title, else the name of the first country."""
        from portfolio.frameworks.models.framework import FrameworkCountry  # models import this module

        name = name_at("country__")
        lies_in = FrameworkCountry.objects.filter(framework=OuterRef("pk"))
        first = lies_in.order_by(Folded(name)).annotate(seen=name).values("seen")[:1]
        of_countries = Coalesce(Subquery(first), F("country_key"), output_field=models.TextField())
        title = NullIf(F("title"), Value(""), output_field=models.TextField())
        return self.annotate(written=Coalesce(title, of_countries, output_field=models.TextField()))


class FrameworkResultQuerySet(models.QuerySet[Any]):
    """Nodes of results chains."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the nodes that a source names, and those typed for frameworks that `user` sees whole."""
        if grants_of(user).is_staff:
            return self.all()
        return self.filter(~Q(source_text="") | frameworks_seen_by(user, path="framework__", parts=True))

    def named(self, text: str) -> Self:
        """Return the nodes with each word in text or code, or in their framework's title or countries."""
        from portfolio.frameworks.models.framework import CooperationFramework  # models import this module

        rows = self
        for word in words_of(text):
            frameworks = CooperationFramework.objects.named(word).values("pk")
            rows = rows.filter(has_word(word, ("text", "code")) | Q(framework__in=frameworks))
        return rows

    def for_list(self) -> Self:
        """Return the nodes with all that a list shows."""
        return self.select_related("framework", "parent").prefetch_related("framework__countries")


class SubOutputQuerySet(PublicQuerySet):
    """Identities of sub-outputs; all are public."""


class SubOutputStateQuerySet(FactQuerySet):
    """What UN INFO said of the ILO's sub-outputs, by edition."""

    def with_gap(self) -> Self:
        """Annotate `gap`, `surplus` and `covered` of each row.

        gap = max(0, required - available); surplus = max(0, available - required);
        covered = min(required, available). Unit: the row's currency (US dollars, assumed), of the row's
        finance year. Computed row by row, so that a surplus of one sub-output never hides the gap of
        another. As of the moment the rows are narrowed to by `as_known_at`. Source: UN INFO.
        """
        return self.annotate(
            gap=GAP,
            surplus=SURPLUS,
            covered=Least(F("required"), F("available"), output_field=MONEY),
        )

    def with_region(self) -> Self:
        """Annotate `region_key` of the row's framework; see `region_among_all`."""
        return self.annotate(region_key=region_among_all("framework"))

    def for_list(self) -> Self:
        """Return the rows with all that a list answers: figures, region, framework."""
        shared = self.select_related("sub_output", "result").prefetch_related("framework")
        return shared.with_gap().with_region()

    def with_countries(self) -> Self:
        """Fetch the framework's countries too, once for each framework."""
        return self.prefetch_related("framework__countries")

    def named(self, text: str) -> Self:
        """Return the rows with each word in their number, code, texts, result, or a country's name."""
        from portfolio.frameworks.models.framework import CooperationFramework  # models import this module

        rows = self
        for word in words_of(text):
            own = has_word(word, SUB_OUTPUT_TEXTS, ("sub_output__source_id",))
            rows = rows.filter(own | Q(framework__in=CooperationFramework.objects.named(word).values("pk")))
        return rows

    def named_then(self, text: str) -> Self:
        """Return the rows with each word in what their source said, or a country's name: as ever it was.

        Titles of frameworks and texts of results, which officers edit, no row of the past shows.
        """
        texts = (*SEARCHED, "result__source_text", "framework__country_key")
        return self.filter(has_words(text, texts, ("sub_output__source_id",), also=in_countries))

    def frameworks_by_year(self, moment: datetime | None) -> Mapping[int, int]:
        """Return how many frameworks have sub-outputs in each finance year, as known at `moment`."""
        rows = self.as_known_at(moment).order_by().values_list("finance_year")
        return dict(rows.annotate(frameworks=Count("framework", distinct=True)))

    def of_latest_year(self) -> Self:
        """Return of each current sub-output the row of its latest finance year."""
        later = self.model._default_manager.current().filter(
            sub_output=OuterRef("sub_output"), finance_year__gt=OuterRef("finance_year")
        )
        return self.current().exclude(Exists(later))

    def history_of(self, sub_output: Any) -> Self:
        """Return all that was ever said of one sub-output: the latest year, then the last recorded first."""
        return self.filter(sub_output=sub_output).order_by("-finance_year", "-recorded_at", "-pk")
