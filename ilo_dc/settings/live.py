"""What a live installation must set: it refuses to start on what only a demonstration may do without."""

from __future__ import annotations

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from ilo_dc.settings.environment import ALLOWED_HOSTS, HTTPS, PORTAL_MODE, SECRET_KEY

SHORTEST_KEY, FEWEST_CHARACTERS = 50, 10  # as Django's own check of a deployment
LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def unfit_for_live(*, key: str, hosts: list[str], https: bool, given: Mapping[str, str]) -> list[str]:
    """Return what keeps an installation from being live, in words for who sets it up."""
    problems = []
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
        problems.append(f"PORTAL_SECRET_KEY is weak: give {SHORTEST_KEY} random characters or more.")
    if any(host.strip() in ("", "*") for host in hosts):
        problems.append("PORTAL_HOSTS names every host: name the portal's own.")
    elif set(hosts) <= LOCAL and not given.get("PORTAL_HOSTS"):
        problems.append("PORTAL_HOSTS is missing: name the portal's own host.")
    if not https and given.get("PORTAL_PLAIN_HTTP") != "1":
        problems.append(
            "PORTAL_HTTPS is not 1, so passwords would go over the line in the clear: put a proxy with TLS "
            "before the portal, or say PORTAL_PLAIN_HTTP=1 if nobody else can hear the line."
        )
    if not given.get("PORTAL_EMAIL_URL") and given.get("PORTAL_NO_EMAIL") != "1":
        problems.append(
            "PORTAL_EMAIL_URL is missing, so nobody would get their invitation: name a mail server, or say "
            "PORTAL_NO_EMAIL=1 to find messages as files in PORTAL_HOME/mail."
        )
    return problems


if PORTAL_MODE == "live":
    _problems = unfit_for_live(key=SECRET_KEY, hosts=ALLOWED_HOSTS, https=HTTPS, given=os.environ)
    if _problems:
        raise ImproperlyConfigured(
            "A live installation does not start like this:\n- " + "\n- ".join(_problems)
        )
