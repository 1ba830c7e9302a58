"""Pure rules of projects: their codes, their life as a table of gates, shares that make a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop
from portfolio.programmes.rules.outcome_links import WHOLE

CENT = Decimal("0.01")

STATUSES = Statuses(
    moves={
        NOT_YET: ("planned",),
        "planned": ("running", "cancelled"),
        "cancelled": (),
        "running": ("suspended", "completed"),
        "suspended": ("running", "completed"),
        "completed": ("closed",),
        "closed": (),
    },
    gates=(
        Gate("title", "planned", gettext_noop("Give the project a title."), OUR_CONVENTION),
        Gate("starts_on", "running", gettext_noop("Say when the project starts."), OUR_CONVENTION),
        Gate("ends_on", "running", gettext_noop("Say when the project ends."), OUR_CONVENTION),
        Gate("unit", "running", gettext_noop("Name the responsible unit."), OUR_CONVENTION),
        Gate(
            "has_place",
            "running",
            gettext_noop("Name its countries with their shares, or the region of a regional project."),
            "GB.306/TC/1, footnote 12",
        ),
        Gate(
            "screening",
            "running",
            gettext_noop("Record the environmental and social screening."),
            "GB.306/TC/1, §33",
        ),
        Gate(
            "pseah_focal_point",
            "running",
            gettext_noop("Name the focal point against sexual exploitation, abuse and harassment."),
            OUR_CONVENTION,
        ),
        Gate(
            "feedback_channel",
            "running",
            gettext_noop("Say by which channel beneficiaries give feedback."),
            OUR_CONVENTION,
        ),
        Gate(
            "has_reports",
            "closed",
            gettext_noop("Hand in or skip each progress report that is due."),
            OUR_CONVENTION,
        ),
        Gate(
            "final_report_on",
            "closed",
            gettext_noop("Say when the final report was handed in."),
            OUR_CONVENTION,
        ),
        Gate(
            "evaluation",
            "closed",
            gettext_noop("Say when the project was evaluated, or why no evaluation was due."),
            OUR_CONVENTION,
        ),
        Gate(
            "balance_returned_on",
            "closed",
            gettext_noop("Say when the balance was settled with the funding partner."),
            OUR_CONVENTION,
        ),
        Gate("balance_note", "closed", gettext_noop("Say what became of the balance."), OUR_CONVENTION),
    ),
)
# Statuses after which the plan of a project is not changed any more.
OVER = ("closed", "cancelled")


def code_fits(code: str, patterns: Iterable[str]) -> bool:
    """Return whether a code is written as one of the `patterns` has it, from its first letter to its last."""
    return any(re.fullmatch(pattern, code) for pattern in patterns)


def is_share(share: Decimal) -> bool:
    """Return whether a number may be a share in per cent: above 0, at most 100, two decimals."""
    return 0 < share <= WHOLE and share == share.quantize(CENT)


def completed(shares: Sequence[Decimal]) -> list[Decimal]:
    """Return shares with what rounding left of 100 added to the largest of them, the first of several.

    Rounding leaves at most a hundredth for each share: anything else is no residue, and stays.
    """
    residue = WHOLE - sum(shares, Decimal(0))
    if not shares or abs(residue) > CENT * len(shares):
        return list(shares)
    place = max(range(len(shares)), key=lambda index: (shares[index], -index))
    return [share + residue if index == place else share for index, share in enumerate(shares)]


def is_residue(shares: Sequence[Decimal]) -> bool:
    """Return whether what shares leave of 100 is what rounding left, so that `completed` makes them whole."""
    return sum(completed(shares), Decimal(0)) == WHOLE


def steps_of(present: str, passed: Iterable[str]) -> list[str]:
    """Return the statuses to show of a life, in order: without those that it passed by."""
    seen: Mapping[str, bool] = dict.fromkeys(passed, True)
    by_the_way = ("cancelled", "suspended")
    return [name for name in STATUSES.names if name not in by_the_way or name in seen or name == present]
