"""What is sent to the API as JSON: texts that a database can hold, no deeper or longer than anybody means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from ilo_dc.core.errors import UnableToAct, UnableToRead
from ilo_dc.core.invisible import is_unseen
from ilo_dc.core.sheets.cells import NO_TEXT

MOST_DEEP = 20
MOST_LISTED = 2000  # entries may each be looked up, before anybody asks who sent them


class JSONParser(parsers.JSONParser):
    """JSON; decimals and whole numbers stay what was written."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what was sent.

        Raises:
            ParseError: it is no JSON, or nested deeper than anything that the API takes.
            UnableToRead: a text holds what no text of the database can: NUL, half of a surrogate pair; or a
                list has more entries than anything that the API takes.
            UnableToAct: a text has only signs that nobody sees.
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
        if unseen := [name for name, value in names.items() if any(map(_is_unseen, _parts_of(value)))]:
            message = _("Nothing of this text can be seen. Write it again.")
            raise UnableToAct(message, {name[:40]: [message] for name in unseen})  # as where it is saved
        if endless := [name for name, value in names.items() if any(map(_is_endless, _parts_of(value)))]:
            message = _("A list has at most %(most)d entries here.") % {"most": MOST_LISTED}
            raise UnableToRead(message, {name[:40]: [message] for name in endless})
        return sent


def _is_unseen(sent: Any) -> bool:
    """Return whether it is a text of signs that nobody sees."""
    return isinstance(sent, str) and is_unseen(sent)


def _is_endless(sent: Any) -> bool:
    """Return whether it is a list of more entries than anything that the API takes."""
    return isinstance(sent, list) and len(sent) > MOST_LISTED


def _parts_of(sent: Any) -> Iterator[Any]:
    """Yield what was sent, and all that stands in it, each once its depth was found to be small."""
    waiting = [sent]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one


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
