"""The worked tables of docs/rules/dues.md, each by the rule that the portal uses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from funding.dues import rules
from tests.test_docs import table

FILE = "dues.md"


def receipts(text: str) -> list[tuple[date, Decimal]]:
    """Return the receipts of a cell: `2026-03-01 60.00; ...`."""
    pairs = [one.split() for one in text.split(";") if one.strip()]
    return [(date.fromisoformat(day), Decimal(amount)) for day, amount in pairs]


def test_the_table_of_one_instalment_says_what_became_of_it() -> None:
    rows = table(FILE, "instalment due")
    assert len(rows) >= 8
    for due, amount, cell, today, received, became in rows:
        due_on, whole = date.fromisoformat(due), Decimal(amount)
        paid = rules.paid_of([rules.Owed(1, due_on, whole)], receipts(cell))[1]
        assert paid.amount == Decimal(received), cell
        is_whole = paid.whole_on is not None
        fell_due = rules.fell_due(due_on, today=date.fromisoformat(today), ended_on=None, is_whole=is_whole)
        found = rules.status_of_instalment(whole, paid, due_on=due_on) if fell_due else "(not due)"
        assert found == became, cell


def test_the_table_of_two_instalments_pays_the_earlier_one_first() -> None:
    first, second = date(2026, 3, 31), date(2026, 6, 30)
    owed = [rules.Owed(8, second, Decimal("50.00")), rules.Owed(9, first, Decimal("100.00"))]
    rows = table(FILE, "receipts")
    assert len(rows) == 4
    for cell, *became in rows:
        paid = rules.paid_of(owed, receipts(cell))
        found = [
            rules.status_of_instalment(Decimal("100.00"), paid[9], due_on=first),
            rules.status_of_instalment(Decimal("50.00"), paid[8], due_on=second),
        ]
        assert found == became, cell


def test_the_table_of_ended_agreements_says_what_falls_due() -> None:
    rows = table(FILE, "due day")
    assert {row[-1] for row in rows} == {"yes", "no"}
    for due, ended, whole, falls_due in rows:
        ended_on = None if ended == "(not)" else date.fromisoformat(ended)
        found = rules.fell_due(
            date.fromisoformat(due), today=date(2026, 5, 1), ended_on=ended_on, is_whole=whole == "yes"
        )
        assert ("yes" if found else "no") == falls_due, (due, ended, whole)


def test_the_table_of_reports_says_what_became_of_each() -> None:
    rows = table(FILE, "report due")
    assert len(rows) == 3
    for due, sent, became in rows:
        sent_on = None if sent == "(not)" else date.fromisoformat(sent)
        assert rules.status_of_report(sent_on, due_on=date.fromisoformat(due)) == became


def test_months_and_quarters_are_read_and_nothing_else() -> None:
    assert (rules.read_month("2026-03"), rules.read_quarter("2026-q1")) == ("2026-03", "2026-Q1")
    assert [rules.read_month(text) for text in ("2026-13", "2026-3", "٢٠٢٦-03")] == [None] * 3
    assert [rules.read_quarter(text) for text in ("2026-Q5", "2026", "")] == [None] * 3


def test_the_last_notice_that_was_reached_is_given() -> None:
    today = date(2026, 1, 1)
    days = [date(2026, 3, 2), date(2026, 1, 31), date(2026, 1, 9), date(2026, 1, 8), today]
    assert [rules.notice_of(day, today=today) for day in days] == [60, 30, 30, 7, 7]
