"""Who the client is: the one answer for lock-outs, limits, history and logs."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNKNOWN = "0.0.0.0"  # noqa: S104  (an address that is none: a unix socket's, or junk)
# What says the same in other words; a caller may write anything into them.
BELIEVED_BY_NOBODY = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_FORWARDED",
    "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_FORWARDED_FOR",
    "HTTP_FORWARDED",
    "HTTP_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_FASTLY_CLIENT_IP",
)
IPV6_SITE = 64  # bits: whoever has one IPv6 address has its whole network


class ClientAddressMiddleware:
    """Makes REMOTE_ADDR the client's address and drops every header that claims another.

    It stands first, so that nothing behind it, of ours or of a package, can believe anything else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Write down who the client is, and pass the request on."""
        client = client_of(request.META, proxies=settings.PORTAL_PROXIES)
        for name in BELIEVED_BY_NOBODY:
            request.META.pop(name, None)
        request.META["REMOTE_ADDR"] = client
        return self.get_response(request)


def client_of(meta: Mapping[str, Any], *, proxies: int) -> str:
    """Return the client's address, as the outermost of our `proxies` saw it.

    Each proxy adds to X-Forwarded-For whom it spoke with; what stands left of that the client wrote itself. A
    shorter list came past some of the proxies: then its first entry is the farthest that is known.
    """
    peer = _address(str(meta.get("REMOTE_ADDR", "")))
    entries = [part for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if not proxies or not entries:
        return peer
    known = _address(entries[max(0, len(entries) - proxies)])
    return peer if known == UNKNOWN else known


def counted_as(request: HttpRequest) -> str:
    """Return by which address a caller is counted: by the network in IPv6, where addresses are free."""
    address = ipaddress.ip_address(_address(str(request.META.get("REMOTE_ADDR", ""))))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_SITE), strict=False).network_address)


def _address(written: str) -> str:
    """Return an address without port, brackets or zone; of IPv4 in IPv6's clothes the former."""
    text = written.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
