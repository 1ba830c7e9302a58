"""Which format an API path answers in: by `format` of the address, else by the Accept header."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.parameters import refuse_repeated


class FormatNegotiation(DefaultContentNegotiation):
    """Refuses a format that a path does not answer in, as any other value that cannot be read."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        """Return the renderer and its media type.

        Raises:
            UnableToRead: the format is given twice, or no renderer has it.
        """
        asked = request.query_params
        refuse_repeated(asked, several=set(asked) - {self.settings.URL_FORMAT_OVERRIDE})
        return super().select_renderer(request, renderers, format_suffix)

    def filter_renderers(self, renderers: Any, format: str) -> list[Any]:  # noqa: A002  (the framework's)
        """Return the renderers of the format.

        Raises:
            UnableToRead: there is none; it names those that there are.
        """
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            names = ", ".join(renderer.format for renderer in renderers)
            raise UnableToRead(
                _("“%(text)s” is not a format of this address.") % {"text": format[:40]},
                {"format": [_("Formats: %(names)s.") % {"names": names}]},
            )
        return found
