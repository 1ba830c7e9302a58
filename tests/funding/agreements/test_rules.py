"""What an amount is made of, of what type and source it is, and which status may follow which."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.agreements import rules
from funding.agreements.vocab import AgreementKind, AgreementStatus, Earmarking, Levy
from funding.partners.vocab import SourceCategory
from funding.revenue.vocab import RevenueSubtype

CENTS = st.integers(0, 10**13).map(lambda cents: Decimal(cents).scaleb(-2))
RATES = st.integers(0, 10_000).map(lambda points: Decimal(points).scaleb(-2))


@given(total=CENTS, rate=RATES, levy=st.sampled_from(Levy.values), units=st.sampled_from((0, 2, 3)))
def test_the_parts_of_an_amount_sum_to_it_exactly(
    total: Decimal, rate: Decimal, levy: str, units: int
) -> None:
    total = total.quantize(Decimal(1).scaleb(-units))
    parts = rules.amounts_of(total, psc_rate=rate, levy=levy, minor_units=units)
    assert parts.direct + parts.psc == parts.net
    assert parts.net + (parts.levy if levy == Levy.INCLUDED else 0) == total
    assert min(parts.net, parts.direct, parts.psc, parts.levy) >= 0
    assert all(
        part == part.quantize(Decimal(1).scaleb(-units)) for part in (parts.net, parts.direct, parts.levy)
    )


def test_every_kind_and_earmarking_has_a_type_of_revenue_and_a_source() -> None:
    found = {
        (kind, level): rules.revenue_type_of(kind, level)
        for kind in AgreementKind.values
        for level in Earmarking.values
    }
    assert set(found.values()) <= set(RevenueSubtype.values)
    assert found["dtf", "tight"] == "R03D"
    assert found["mptf", "tight"] == found["joint_programme", "light"] == "R03A"
    assert found["rbsa", "unearmarked"] == "R02A"
    assert found["contribution", "light"] == "R03B"
    assert found["contribution", "tight"] == "R03E"
    assert set(rules.SOURCES.values()) <= set(SourceCategory.values)
    assert rules.source_of("contribution", "EC") == "EC"
    assert rules.source_of("dtf", "MULTI_BILATERAL") == "DTF"


def test_the_table_of_moves_names_every_status() -> None:
    assert set(rules.STATUSES.names) == set(AgreementStatus.values)
    assert all(set(following) <= set(AgreementStatus.values) for following in rules.STATUSES.moves.values())


@pytest.mark.parametrize(
    ("present", "passed", "shown"),
    [
        ("draft", ("draft",), ["draft", "signed", "running", "completed", "closed"]),
        (
            "terminated",
            ("draft", "signed", "terminated"),
            ["draft", "signed", "running", "terminated", "completed", "closed"],
        ),
    ],
)
def test_it_shows_what_a_life_passed_by_only_where_it_did(
    present: str, passed: tuple[str, ...], shown: list[str]
) -> None:
    assert rules.steps_of(present, passed) == shown
