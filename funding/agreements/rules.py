"""Pure rules of agreements: their life as a table of gates, and what an amount is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop

HUNDRED = Decimal(100)
DIGITS = 50  # of a quotient before it is rounded
LEVY_RATE = Decimal(1)  # per cent of the amount without it

STATUSES = Statuses(
    moves={
        NOT_YET: ("draft",),
        "draft": ("signed", "abandoned"),
        "abandoned": (),
        "signed": ("running", "terminated"),
        "running": ("completed", "terminated"),
        "terminated": ("closed",),
        "completed": ("closed",),
        "closed": (),
    },
    gates=(
        Gate("title", "draft", gettext_noop("Give the agreement a title."), OUR_CONVENTION),
        Gate(
            "reference",
            "signed",
            gettext_noop("Give the reference of the agreement."),
            OUR_CONVENTION,
        ),
        Gate(
            "signed_on",
            "signed",
            gettext_noop("Say when the agreement was signed: its approval counts in that year."),
            "GB.347/POL/3, footnote 20",
        ),
        Gate("starts_on", "signed", gettext_noop("Say when the agreement starts."), OUR_CONVENTION),
        Gate("ends_on", "signed", gettext_noop("Say when the agreement ends."), OUR_CONVENTION),
        Gate("signed_total", "signed", gettext_noop("Give the total that was signed."), OUR_CONVENTION),
        Gate(
            "earmarking",
            "signed",
            gettext_noop("Say how the contribution is earmarked."),
            "GB.306/TC/1, §28",
        ),
        Gate(
            "levy",
            "signed",
            gettext_noop("Say what becomes of the coordination levy."),
            "A/RES/72/279, §10 (a)",
        ),
        Gate(
            "has_partners",
            "signed",
            gettext_noop("Name what each partner gives; together it is the total that was signed."),
            OUR_CONVENTION,
        ),
        Gate(
            "has_projects",
            "running",
            gettext_noop("Name the projects that it funds, with shares that sum to 100."),
            OUR_CONVENTION,
        ),
        Gate(
            "reports_sent",
            "closed",
            gettext_noop("Send every report that the partner is due, and say when."),
            OUR_CONVENTION,
        ),
    ),
)
# Statuses after which the terms of an agreement are not changed any more.
OVER = ("closed", "abandoned")
# Kinds that fund no project of their own: their money goes to a pool, or to the agreements under them.
WITHOUT_PROJECTS = ("umbrella", "rbsa")
# The type of revenue of the UN data standards by kind (Standard VI); others follow their earmarking.
REVENUE_TYPES = {
    "rbsa": "R02A",
    "dtf": "R03D",
    "one_un": "R03A",
    "mptf": "R03A",
    "joint_programme": "R03A",
}
# The source under which an approval is published, by kind; others have that of their partner (R5).
SOURCES = {
    "ppp": "PPP",
    "dtf": "DTF",
    "ifi_grant": "IFI",
    "ifi_facility": "IFI",
    "ifi_challenge": "IFI",
    "un_direct": "UN",
    "one_un": "UN",
    "mptf": "UN",
    "joint_programme": "UN",
}


@dataclass(frozen=True)
class Amounts:
    """What a signed total is made of, in the agreement's currency; `net` is what counts as approved.

    `net` is direct cost and support costs together. `levy` is what is paid of it: 0 where it is exempt, or
    paid by the partner directly.
    """

    net: Decimal
    direct: Decimal
    psc: Decimal
    levy: Decimal


def amounts_of(total: Decimal, *, psc_rate: Decimal, levy: str, minor_units: int = 2) -> Amounts:
    """Return the parts of a signed total; support costs and the levy take what rounding leaves.

    A levy that is included is 1/101 of the total; one that is paid in addition is 1 per cent of it. Direct
    cost is net x 100 / (100 + rate): 13 per cent of direct cost is 13/113 of the net amount.
    """
    unit = Decimal(1).scaleb(-minor_units)
    levied = Decimal(0)
    if levy == "included":
        levied = _rounded(total * LEVY_RATE / (HUNDRED + LEVY_RATE), unit)
    elif levy == "applicable":
        levied = _rounded(total * LEVY_RATE / HUNDRED, unit)
    net = total - levied if levy == "included" else total
    direct = direct_cost_of(net, psc_rate, places=minor_units)
    return Amounts(net=net, direct=direct, psc=net - direct, levy=levied)


def direct_cost_of(amount: Decimal, psc_rate: Decimal, *, places: int) -> Decimal:
    """Return the direct cost in an amount, half up to `places`; the rest of it is support costs.

    `psc_rate` is per cent of the direct cost: 13 makes 100/113 of the amount direct.
    """
    with localcontext(prec=DIGITS):
        return _rounded(amount * HUNDRED / (HUNDRED + psc_rate), Decimal(1).scaleb(-places))


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_HALF_UP)


def revenue_type_of(kind: str, earmarking: str) -> str:
    """Return the sub-type of revenue of an agreement (UN data standards, Standard VI)."""
    if kind in REVENUE_TYPES:
        return REVENUE_TYPES[kind]
    return {"unearmarked": "R02A", "light": "R03B"}.get(earmarking, "R03E")


def source_of(kind: str, category: str) -> str:
    """Return the source under which an agreement is published; `category` is that of its partner."""
    return SOURCES.get(kind, category)


def steps_of(present: str, passed: tuple[str, ...]) -> list[str]:
    """Return the statuses to show of a life, in order: without those that it passed by."""
    by_the_way = ("abandoned", "terminated")
    return [name for name in STATUSES.names if name not in by_the_way or name in passed or name == present]
