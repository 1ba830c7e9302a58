"""What paper says of addresses: whole, with their host, and no longer than they must be."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost

if TYPE_CHECKING:
    from django.http import HttpRequest

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?=Z)")
# What an address need not escape after its question mark.
READABLE = {"%3A": ":", "%2C": ",", "%2F": "/"}


def address_of(request: HttpRequest, url: str = "") -> str:
    """Return the address of a page of the portal, empty: of this one, as somebody types it from paper.

    A moment is said to the second, the next one, so that it holds all that the page held. For an unknown host
    the path stands alone.
    """
    try:
        address = request.build_absolute_uri(url or None)
    except DisallowedHost:
        address = url or request.get_full_path()
    path, mark, query = address.partition("?")
    for escaped, sign in READABLE.items():
        query = query.replace(escaped, sign)
    return f"{path}{mark}{MOMENT.sub(_to_the_second, query)}"


def _to_the_second(found: re.Match[str]) -> str:
    moment = datetime.fromisoformat(found[0])
    whole = moment.replace(microsecond=0)
    return (whole if whole == moment else whole + timedelta(seconds=1)).isoformat()
