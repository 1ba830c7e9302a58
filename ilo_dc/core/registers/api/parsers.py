"""What is sent to the API as JSON: texts that a database can hold, no deeper than anybody means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.sheets.cells import NO_TEXT

MOST_DEEP = 20


class JSONParser(parsers.JSONParser):
    """JSON; decimals and whole numbers stay what was written."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what was sent.

        Raises:
            ParseError: it is no JSON, or nested deeper than anything that the API takes.
            UnableToRead: a text holds what no text of the database can: NUL, half of a surrogate pair.
        """
        try:
            sent = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error
        names = sent if isinstance(sent, dict) else {"": sent}
        if spoilt := [str(name) for name, value in names.items() if _is_spoilt([name, value])]:
            message = _("This holds a character that no text can hold.")
            shown = [NO_TEXT.sub("�", name)[:40] for name in spoilt]
            raise UnableToRead(message, {name: [message] for name in shown})
        return sent


def _is_spoilt(sent: Any) -> bool:
    """Return whether a text that cannot be kept stands in what was sent, however deep.

    Raises:
        ParseError: it is nested deeper than anything that the API takes.
    """
    waiting = [(sent, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > MOST_DEEP:
            raise ParseError(_("This is nested too deeply."))
        if isinstance(one, dict):
            waiting += [(part, depth + 1) for part in (*one, *one.values())]
        elif isinstance(one, list):
            waiting += [(part, depth + 1) for part in one]
        elif isinstance(one, str) and NO_TEXT.search(one):
            return True
    return False
