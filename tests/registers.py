"""Every list that the API offers, by its code: a new one stands in each matrix without being named there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver, resolve, reverse

from ilo_dc.core.models import User
from ilo_dc.core.registers.api.views import RegisterListView
from ilo_dc.core.registers.register import Register
from tests.people import CAST, play

# Who reads them finds their own rows there.
OF_ONE_PERSON = {"runs", "notifications", "imports", "api-keys", "figure-problems"}
# Only who is signed in and may read them finds rows there.
INTERNAL = {
    "appraisal-rules",
    "appraisals",
    "bids",
    "clearance-rules",
    "clearance-steps",
    "desk-questions",
    "donor-reports",
    "due-donor-reports",
    "due-instalments",
    "due-reports",
    "funding-calls",
    "instalments",
    "ledger-entries",
    "offered-proposals",
    "outcome-update-steps",
    "partnership-clearances",
    "pools",
    "proposal-statuses",
    "proposals",
    "proposed-partners",
    "screening-criteria",
}


def lists_in(patterns: Any) -> dict[str, type[RegisterListView]]:
    """Return the lists among addresses, by code."""
    found: dict[str, type[RegisterListView]] = {}
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            found |= lists_in(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, RegisterListView):
            found[view.register.code] = view
    return found


def all_registers() -> dict[str, Register]:
    """Return the registers that the lists of the API answer from, without those of one person."""
    found = lists_in(get_resolver("ilo_dc.api").url_patterns)
    return {code: found[code].register for code in sorted(found) if code not in OF_ONE_PERSON}


def public_registers() -> dict[str, Register]:
    """Return those in which strangers find rows."""
    return {code: one for code, one in all_registers().items() if code not in INTERNAL}


def reader_of(code: str) -> Any:
    """Return who finds rows in a register: a stranger, else an officer of PARDEV."""
    if code not in INTERNAL:
        return AnonymousUser()
    return User.objects.filter(username=CAST["pardev_officer"][0]).first() or play("pardev_officer")


def page_of(register: Register) -> str:
    """Return the address of the page that lists the same rows; empty where there is none."""
    address = reverse(register.page) if register.page else ""
    lists = address and getattr(resolve(address).func, "view_class", None)
    return address if getattr(lists, "register", None) is register else ""
