"""Pure rules of proposals: the life of one as two tables, what a text lacks, how it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ilo_dc.core.life.rules import NOT_YET, OUR_CONVENTION, Gate, Statuses, gettext_noop

STATUSES = Statuses(
    moves={
        NOT_YET: ("concept",),
        "concept": ("proposal",),
        "proposal": ("submitted", "concept"),
        "submitted": ("appraisal", "with_partner", "withdrawn"),
        "revise": ("submitted", "with_partner", "withdrawn"),
        "appraisal": ("ready", "revise", "rejected", "with_partner", "withdrawn"),
        "rejected": (),
        "ready": ("with_partner", "withdrawn"),
        "with_partner": ("agreed", "declined", "withdrawn"),
        "agreed": (),
        "declined": ("with_partner", "withdrawn"),
        "withdrawn": (),
    },
    gates=(
        Gate("title", "concept", gettext_noop("Give the proposal a title."), OUR_CONVENTION),
        Gate("problem", "proposal", gettext_noop("Say which problem is to be solved."), OUR_CONVENTION),
        Gate("need_source", "submitted", gettext_noop("Say where the need comes from."), "GB.306/TC/1, §33"),
        Gate(
            "need_text",
            "submitted",
            gettext_noop("Describe the need: the outcome, the gap or the request."),
            "GB.306/TC/1, §33",
        ),
        Gate(
            "need_named",
            "submitted",
            gettext_noop("Name the country programme outcome or the global product that it serves."),
            OUR_CONVENTION,
        ),
        Gate(
            "consulted",
            "submitted",
            gettext_noop("Say which constituents were consulted, and when: it belongs to the first design."),
            "GB.347/POL/3, §13",
        ),
        Gate(
            "government_on",
            "submitted",
            gettext_noop("Say when the government was consulted, or take its tick away."),
            OUR_CONVENTION,
            until="revise",
        ),
        Gate(
            "employers_on",
            "submitted",
            gettext_noop("Say when the employers were consulted, or take their tick away."),
            OUR_CONVENTION,
            until="revise",
        ),
        Gate(
            "workers_on",
            "submitted",
            gettext_noop("Say when the workers were consulted, or take their tick away."),
            OUR_CONVENTION,
            until="revise",
        ),
        Gate("target_groups", "submitted", gettext_noop("Name the target groups."), OUR_CONVENTION),
        Gate(
            "results",
            "submitted",
            gettext_noop("Describe results, indicators and how they are monitored."),
            "GB.306/TC/1, §33",
        ),
        Gate(
            "budget_usd",
            "submitted",
            gettext_noop("Estimate the budget in US dollars."),
            OUR_CONVENTION,
        ),
        Gate(
            "duration_months",
            "submitted",
            gettext_noop("Say how many months it takes."),
            OUR_CONVENTION,
        ),
        Gate(
            "turin_role",
            "submitted",
            gettext_noop("Say which part the International Training Centre in Turin takes, or why none."),
            "GB.306/TC/1, §33",
        ),
        Gate(
            "gender",
            "submitted",
            gettext_noop("Answer on gender equality and non-discrimination."),
            "GB.306/TC/1, §33",
        ),
        Gate(
            "labour_standards",
            "submitted",
            gettext_noop("Answer on international labour standards."),
            "GB.306/TC/1, §33",
        ),
        Gate(
            "cleared",
            "with_partner",
            gettext_noop("No appraisal found it ready, and no manager waived the appraisal."),
            "GB.306/TC/1, §33",
            until="with_partner",
        ),
        Gate(
            "partner",
            "with_partner",
            gettext_noop("Name the partner."),
            OUR_CONVENTION,
            until="declined",
        ),
        Gate(
            "amount_usd",
            "with_partner",
            gettext_noop("Say how much is asked for, or was agreed, in US dollars."),
            OUR_CONVENTION,
            until="agreed",
        ),
        Gate(
            "probability",
            "with_partner",
            gettext_noop("Say how probable an agreement is, in per cent."),
            OUR_CONVENTION,
            until="with_partner",
        ),
    ),
)
PARTIES = ("government", "employers", "workers")
MOST_PROBABLE = 100  # per cent
LARGEST_BUDGET = Decimal("1000000000")
TO_PARTNER_DAYS = 30  # our convention: within so many days what is ready, or was declined, goes to a partner


def code_of(year: int, number: int) -> str:
    """Return the code of the proposal with that number in its year: P-2026-0041."""
    return f"P-{year}-{number:04d}"


def is_consulted(known: Mapping[str, object]) -> bool:
    """Return whether at least one group of constituents was consulted on a day."""
    return any(known.get(party) and known.get(f"{party}_on") for party in PARTIES)


def is_named(known: Mapping[str, object]) -> bool:
    """Return whether a need that comes from an outcome or a product names it; another one names none."""
    field = {"outcome": "need_outcome", "global_product": "need_product"}.get(str(known.get("need_source")))
    return field is None or bool(known.get(field) or known.get(f"{field}_id"))


def gate_values(known: Mapping[str, object]) -> dict[str, bool]:
    """Return what gates are told that no field holds by itself.

    `consulted`, `need_named`; of each party, as its day, that it has one where it was ticked.
    """
    days = {f"{party}_on": not known.get(party) or bool(known.get(f"{party}_on")) for party in PARTIES}
    return {"consulted": is_consulted(known), "need_named": is_named(known), **days}


@dataclass(frozen=True)
class Recorded:
    """A status of a proposal with what it says of a partner; `partner` is the partner's key."""

    status: str
    effective_on: date
    partner: int | None = None
    amount_usd: Decimal | None = None
    probability: int | None = None


@dataclass(frozen=True)
class Asked:
    """A partner that a proposal was submitted to, and the answer, if there is one."""

    partner: int
    submitted_on: date
    amount_usd: Decimal | None = None
    probability: int | None = None
    answer: str = ""
    answered_on: date | None = None


def asked_in(life: Iterable[Recorded]) -> list[Asked]:
    """Return whom a proposal was submitted to, in the order of its life, each with the answer.

    An agreement or a refusal answers the submission to the same partner (to none: it stands for both, on its
    own day), and withdrawing the proposal answers all that are open.
    """
    found: list[Asked] = []
    for one in life:
        if one.status == "withdrawn":
            found = [
                row if row.answer else replace(row, answer=one.status, answered_on=one.effective_on)
                for row in found
            ]
        if one.partner is None or one.status not in {"with_partner", "agreed", "declined"}:
            continue
        is_open = [row.partner == one.partner and not row.answer for row in found]
        place = is_open.index(True) if any(is_open) else len(found)
        row = found[place] if any(is_open) else Asked(one.partner, one.effective_on, None, one.probability)
        row = replace(row, amount_usd=row.amount_usd if one.amount_usd is None else one.amount_usd)
        if one.status != "with_partner":
            row = replace(row, answer=one.status, answered_on=one.effective_on)
        found[place : place + 1] = [row]
    return found


def is_over(budget: Decimal | None, threshold: Decimal) -> bool:
    """Return whether a budget lies above a threshold: the threshold itself does not."""
    return budget is not None and budget > threshold
