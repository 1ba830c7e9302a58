"""`/api/v1/`: the paths of all apps, the schema and its documentation.

`figures` stands here: the panels of every app lead to it, so no layer owns its name.
"""

import threading
from typing import Any, ClassVar

from django.urls import include, path, re_path
from django.utils.translation import get_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ilo_dc.core.problems.problem_json import not_found
from ilo_dc.portal.data.pages import api_documentation
from reporting.catalogue.api.views import FiguresView

app_name = "api"


class SchemaView(SpectacularAPIView):
    """The API's description of itself, made once for each language, by one thread at a time.

    At the first use the library loads what it extends; two threads that do so at once break each other.
    """

    making = threading.Lock()
    made: ClassVar[
        dict[tuple[str, str], Any]
    ] = {}  # by language and form: it is everybody's, and changes never

    def _get_schema_response(self, request: Request) -> Response:
        of = (get_language() or "", self.perform_content_negotiation(request, force=True)[0].format or "")
        with self.making:
            if of not in self.made:
                self.made[of] = super()._get_schema_response(request)
            found = self.made[of]
        return Response(found.data, headers=dict(found.headers))


urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", api_documentation, name="docs"),
    path("figures/", FiguresView.as_view(), name="figures"),
    path("", include("ilo_dc.core.api_urls")),
    path("", include("portfolio.api_urls")),
    path("", include("funding.api_urls")),
    path("", include("reporting.api_urls")),
    path("", include("ilo_dc.portal.api_urls")),
    re_path(r"^(?P<path>.*)$", not_found),
]
