"""A page's chart as a picture (PNG) of its own, for a paper or a presentation.

The page that shows a chart answers for its picture too, at its own address with `format=png`: who may not see
the page does not get the picture, and its words are of the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.parameters import refuse_repeated
from ilo_dc.formats import text

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.functional import Promise

    from ilo_dc.core.charts.charts import Chart

PNG, PNG_TYPE = "png", "image/png"


@dataclass(frozen=True)
class Caption:
    """What stands above a chart that is alone: its title, what it shows, where that is from, as of when."""

    title: str
    sub: str
    source: str | Promise
    as_of: datetime
    demonstration: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines below the title."""
        return (
            self.sub,
            f"{_('Source:')} {self.source}.",
            f"{_('As of')} {text.long_date(self.as_of)}.",
            *([_("Demonstration data")] if self.demonstration else []),
        )


def picture_address(request: HttpRequest) -> str:
    """Return the address of the picture of the page's chart, as the page was asked for."""
    query = request.GET.copy()
    query["format"] = PNG
    return f"{request.path}?{query.urlencode()}"


def is_picture_asked(request: HttpRequest) -> bool:
    """Return whether the page's address asks for its chart alone.

    Raises:
        UnableToRead: another format, or more than one.
    """
    refuse_repeated(request.GET, several=request.GET.keys() - {"format"})
    extension = request.GET.get("format", "")
    if extension not in {"", PNG}:
        message = _("Formats of this page: png.")
        raise UnableToRead(message, {"format": [message]})
    return extension == PNG


def picture_response(drawing: Chart | None, name: str, caption: Caption) -> HttpResponse:
    """Return a chart as the file `name`.png.

    Raises:
        UnableToRead: there is nothing to draw.
    """
    if drawing is None:
        raise without_chart()
    response = HttpResponse(drawing.picture(caption.title, caption.notes), content_type=PNG_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.{PNG}"'
    return response


def without_chart() -> UnableToRead:
    """Return the refusal of a picture where nothing is drawn."""
    message = _("There is no chart on this page.")
    return UnableToRead(message, {"format": [message]})
