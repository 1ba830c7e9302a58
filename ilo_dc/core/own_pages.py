"""Addresses that lead to a page of the portal and nowhere else: whoever names one, this is asked."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

# What the database holds: one slash, and behind it none, no backslash (browsers read it as a slash) and no
# control character (browsers leave it out).
OWN_PAGE = r"^/([^/\\[:cntrl:]]|$)"
MUST_BE_OWN = _("The address must lead to a page of the portal: it begins with one slash.")


def leads_into_the_portal(address: str) -> bool:
    """Return whether an address, as a browser reads it, is one of a page of the portal."""
    if not address.startswith("/") or "\\" in address or any(ord(sign) < 32 for sign in address):
        return False
    return url_has_allowed_host_and_scheme(address, allowed_hosts=None)
