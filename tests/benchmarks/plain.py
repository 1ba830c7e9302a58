"""The list of sub-outputs made in other ways: by hand, and by REST framework alone."""

from typing import Any

import django_filters
import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django_filters.rest_framework import DjangoFilterBackend
from psycopg.rows import dict_row
from rest_framework import generics, serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer

from ilo_dc import urls
from portfolio.models import SubOutputState


class PlainSerializer(serializers.ModelSerializer[SubOutputState]):
    """The fields of the portal's answer, each declared as the framework's tutorial does."""

    id = serializers.IntegerField(source="sub_output_id")
    source = serializers.CharField(source="sub_output.source")  # type: ignore[assignment]
    source_id = serializers.CharField(source="sub_output.source_id")
    country = serializers.SerializerMethodField()
    countries = serializers.SerializerMethodField()
    region = serializers.CharField(source="region_key", allow_null=True)
    framework: Any = serializers.SlugRelatedField("slug", read_only=True)
    result = serializers.CharField(source="result.source_text", default=None)
    result_id = serializers.IntegerField(allow_null=True)
    result_may_be_cut = serializers.BooleanField(source="result.may_be_cut", default=None)
    ends_on = serializers.DateField(source="day_after", allow_null=True)
    last_day = serializers.DateField(source="ends_on", allow_null=True)
    currency: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    gap = serializers.DecimalField(max_digits=20, decimal_places=2)
    surplus = serializers.DecimalField(max_digits=20, decimal_places=2)
    covered = serializers.DecimalField(max_digits=20, decimal_places=2)
    updated_at = serializers.DateTimeField(source="recorded_at")
    withdrawn = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = SubOutputState
        fields = [
            *("id", "source", "source_id", "code", "name", "name_may_be_cut"),
            *("description", "description_may_be_cut", "country", "countries", "region", "framework"),
            *(
                "result",
                "result_id",
                "result_may_be_cut",
                "starts_on",
                "ends_on",
                "last_day",
                "agency",
                "sdg",
                "finance_year",
            ),
            *(
                "finance_year",
                "currency",
                "currency_assumed",
                "required",
                "available",
                "gap",
                "surplus",
                "covered",
                "spent",
            ),
            *("recorded_at", "superseded_at", "updated_at", "withdrawn", "demonstration", "url", "page"),
        ]

    def get_country(self, state: SubOutputState) -> str | None:
        """Return the one country."""
        return None if "-" in state.framework.country_key else state.framework.country_key

    def get_countries(self, state: SubOutputState) -> list[str]:
        """Return all countries."""
        return state.framework.country_key.split("-")

    def get_withdrawn(self, state: SubOutputState) -> bool:
        """Return whether it is no longer current."""
        return state.superseded_at is not None

    def get_url(self, state: SubOutputState) -> str:
        """Return the address of the object."""
        return reverse("api:framework-suboutputs-detail", args=[state.sub_output_id])

    def get_page(self, state: SubOutputState) -> str:
        """Return the address of the page."""
        return reverse("portfolio:sub-output", args=[state.sub_output_id])


class PlainFilterSet(django_filters.FilterSet):
    """Two filters of the portal's list, as the library's tutorial declares them."""

    country = django_filters.CharFilter(field_name="framework__country_key")
    has_gap = django_filters.BooleanFilter(method="filter_has_gap")

    def filter_has_gap(self, rows: Any, _name: str, value: bool) -> Any:
        """Return the rows that lack money, or those that lack none."""
        return rows.filter(gap__gt=0) if value else rows.filter(gap=0)


class PlainList(generics.ListAPIView[SubOutputState]):
    """The current sub-outputs, related rows fetched with them."""

    serializer_class = PlainSerializer
    pagination_class = LimitOffsetPagination
    renderer_classes = (JSONRenderer,)
    filter_backends = (DjangoFilterBackend,)
    filterset_class = PlainFilterSet

    def get_queryset(self) -> Any:
        """Return the rows in the portal's order."""
        return SubOutputState.objects.current().for_list().order_by("framework__country_key", "pk")


# The very rows and fields of the API's answer, as one statement.
FETCH = """
WITH page AS MATERIALIZED (
    SELECT state.*, framework.country_key, framework.slug
    FROM portfolio_suboutputstate AS state
    JOIN portfolio_cooperationframework AS framework ON framework.id = state.framework_id
    WHERE state.superseded_at IS NULL {filters}
    ORDER BY framework.country_key, state.id LIMIT %(rows)s)
SELECT number.id, number.source, number.source_id, page.code, name, name_may_be_cut, description,
       description_may_be_cut, CASE WHEN country_key NOT LIKE '%%-%%' THEN country_key END AS country,
       string_to_array(country_key, '-') AS countries, region.key AS region, slug AS framework,
       result.source_text AS result, page.result_id, result.may_be_cut AS result_may_be_cut, starts_on,
       ends_on + 1 AS ends_on, ends_on AS last_day, agency, sdg,
       finance_year, currency_id AS currency, currency_assumed, required, available,
       greatest(0.00, required - available) AS gap, greatest(0.00, available - required) AS surplus,
       least(required, available) AS covered, spent, recorded_at, superseded_at,
       coalesce(superseded_at, recorded_at) AS updated_at, superseded_at IS NOT NULL AS withdrawn,
       page.demonstration, '/api/v1/framework-suboutputs/' || number.id || '/' AS url,
       '/frameworks/sub-outputs/' || number.id || '/' AS page
FROM page
JOIN portfolio_frameworksuboutput AS number ON number.id = page.sub_output_id
LEFT JOIN portfolio_frameworkresult AS result ON result.id = page.result_id
LEFT JOIN (
    SELECT member.framework_id,
           CASE WHEN min(country.region_id) = max(country.region_id) THEN min(country.region_id)
                WHEN min(country.region_id) IS NOT NULL THEN 'several' END AS key
    FROM portfolio_frameworkcountry AS member JOIN core_country AS country ON country.iso3 = member.country_id
    GROUP BY member.framework_id) AS region ON region.framework_id = page.framework_id
ORDER BY country_key, page.id
"""
FILTERS = "AND framework.country_key = 'KEN' AND state.required > state.available"


# What the portal says beside the rows of a country: how many rows it shares with others.
SHARED = """
SELECT count(*) FROM portfolio_suboutputstate AS state
JOIN portfolio_cooperationframework AS framework ON framework.id = state.framework_id
WHERE state.superseded_at IS NULL AND state.required > state.available
  AND framework.country_key LIKE '%-%' AND framework.id IN (
    SELECT framework_id FROM portfolio_frameworkcountry WHERE country_id = 'KEN')
"""


def fetched(rows: int, *, filtered: bool) -> bytes:
    """Return that many rows as JSON with nothing but psycopg and orjson."""
    statement = FETCH.format(filters=FILTERS if filtered else "")
    connection.ensure_connection()
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        found: dict[str, Any] = {"results": cursor.execute(statement, {"rows": rows}).fetchall()}
        if filtered:
            found["shared"] = cursor.execute(SHARED).fetchone()
    return orjson.dumps(found, default=str, option=orjson.OPT_UTC_Z)


def bare(request: HttpRequest) -> HttpResponse:
    """Answer the rows by hand, behind the portal's middleware."""
    body = fetched(int(request.GET["limit"]), filtered="country" in request.GET)
    return HttpResponse(body, content_type="application/json")


urlpatterns = [*urls.urlpatterns, path("plain/", PlainList.as_view()), path("bare/", bare)]
