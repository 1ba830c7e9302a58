"""`/resource-gaps/`: row by row, or split; the rows belong to several apps, so it is composed here."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures import Figures, read_question, table
from ilo_dc.core.parameters import refuse_repeated
from ilo_dc.core.registers.api.keyset import SHARED, TOTALS
from ilo_dc.core.registers.shapes import REFERENCE
from portfolio.frameworks.api.serializers.frameworks import FrameworkSubOutputSerializer
from portfolio.frameworks.api.views.frameworks import FrameworkSubOutputList
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAPS
from reporting.catalogue.answers import gap_answer, gap_sheet
from reporting.catalogue.api.serializers import ResourceGapTableSerializer
from reporting.catalogue.api.views import AnswerView


@extend_schema_field(SHARED)
class SharedField(serializers.Field[Any, Any, Any, Any]):
    """What the countries asked for share with others."""


@extend_schema_field(TOTALS)
class TotalsField(serializers.Field[Any, Any, Any, Any]):
    """What all rows add up to."""


class ResourceGapPageSerializer(serializers.Serializer[Any]):
    """A page of the rows themselves."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(required=False)
    count_is_capped = serializers.BooleanField(required=False)
    shared = SharedField(required=False)
    totals = TotalsField(required=False)
    results = FrameworkSubOutputSerializer(many=True)


EITHER = PolymorphicProxySerializer(
    component_name="ResourceGaps",
    serializers=[ResourceGapPageSerializer, ResourceGapTableSerializer],
    resource_type_field_name=None,
    many=False,
)


class ResourceGapsView(FrameworkSubOutputList):
    """Resource gaps: row by row, or split by country, region or framework."""

    @extend_schema(
        operation_id="resource_gaps",
        parameters=[
            OpenApiParameter("level", enum=["framework"], description="framework (default)."),
            OpenApiParameter(
                "by", REFERENCE, description="country, region or framework; without it the rows themselves."
            ),
        ],
        responses={200: EITHER},
    )
    def get(self, request: Request) -> Any:
        """Answer the rows, or the table that `by` asks for."""
        query = request.query_params
        refuse_repeated(query, several=set(query) - {"level"})
        level = query.get("level") or "framework"
        if level != "framework":
            raise UnableToRead(
                _("There are no resource gaps of the level “%(level)s”.") % {"level": level[:40]},
                {"level": [_("Levels: framework.")]},
            )
        if "by" in query:
            return GapTable().answer(request)
        return super().get(request)

    def parameters(self) -> QueryDict:
        """Return the address without the level, which the register does not know."""
        kept = self.request.query_params.copy()
        kept.pop("level", None)
        return kept


class GapTable(AnswerView):
    """The split form of the resource gaps."""

    sheet = staticmethod(gap_sheet)

    def body(self, answer: Figures) -> dict[str, Any]:
        """Return the JSON body."""
        return gap_answer(answer)

    def answer(self, request: Request) -> Any:
        """Answer the table that the address asks for."""

        def make() -> Figures:
            question = read_question(
                FRAMEWORK_GAPS[0], request.query_params, ignore=("level", "format", "bom")
            )
            return table(FRAMEWORK_GAPS, user=request.user, question=question)

        return self.at_one_moment(request, FRAMEWORK_GAPS[0], make, "resource-gaps")
