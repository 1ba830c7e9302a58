"""The list of sub-outputs as REST framework alone makes it: a ModelSerializer, limit and offset."""

from typing import Any

from django.urls import path, reverse
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


class PlainList(generics.ListAPIView[SubOutputState]):
    """The current sub-outputs of one country that lack money, related rows fetched with them."""

    serializer_class = PlainSerializer
    pagination_class = LimitOffsetPagination
    renderer_classes = (JSONRenderer,)
    filter_backends = ()

    def get_queryset(self) -> Any:
        """Return the rows of the country that the address names."""
        rows = SubOutputState.objects.current().for_list()
        return rows.filter(framework__country_key=self.request.query_params["country"], gap__gt=0).order_by(
            "framework__country_key", "pk"
        )


urlpatterns = [*urls.urlpatterns, path("plain/", PlainList.as_view())]
