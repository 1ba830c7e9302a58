"""Long tables begin with their first lines; `?show=all` shows all of them."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead

TOP = 15  # lines that a long table begins with
ALL = "all"


def is_whole(query: QueryDict, count: int) -> bool:
    """Return whether a table of `count` lines is shown whole: it is short, or all of it was asked for.

    Raises:
        UnableToRead: `show` is something else.
    """
    asked = query.get("show", "")
    if asked not in {"", ALL}:
        raise UnableToRead(_("A table is shown with its first lines, or with all."), {"show": [ALL]})
    return asked == ALL or count <= TOP + 1
