"""Names in place of keys: what filters and dimensions offer, told apart and read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.languages import together
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.row_fields import NAMED


def with_distinct_names(offered: Iterable[tuple[Any, Any]]) -> list[tuple[Any, str]]:
    """Return keys and names with the key behind each name that several bear: what is chosen can be sent."""
    found = [(key, label if isinstance(label, str) else str(label)) for key, label in offered]
    borne = Counter(plain(label) for _key, label in found)
    return [
        (key, label if borne[plain(label)] == 1 else together(label, f" ({key})")) for key, label in found
    ]


def key_called(text: str, offered: Iterable[tuple[str, str]]) -> str | None:
    """Return the key of what is offered that `text` names, by the key or the whole name, in any case.

    A name that several bear is whole with its key behind it, as `with_distinct_names` writes it.

    Raises:
        UnableToRead: several are called so.
    """
    found = list(offered)
    if (key := key_of(text, found)) is not None:
        return key
    sought = plain(text)
    called = [key for key, label in with_distinct_names(found) if plain(label) == sought]
    called = called or [key for key, label in found if plain(str(label)) == sought]
    if len(called) > 1:
        message = _("“%(typed)s” can be more than one: %(rows)s. Write which.")
        rows = "; ".join([*called[:NAMED], *(["…"] if len(called) > NAMED else [])])
        raise UnableToRead(message % {"typed": text[:40], "rows": rows})
    return called[0] if called else None


def key_of(text: str, offered: Iterable[tuple[Any, Any]]) -> str | None:
    """Return the key that `text` is but for its case, or whose name it is."""
    sought = text.casefold()
    keys = [key for key, _label in offered if key and str(key).casefold() == sought]
    named = [key for key, label in offered if key and str(label).casefold() == sought]
    return next(iter(keys or (named if len(named) == 1 else [])), None)
