"""Celery doors of funding: one call each."""

from celery import shared_task

from funding.ledger.actions.checks import CHECK_LEDGER, check_ledger, request_ledger_check
from ilo_dc.core.runs.actions.working import perform


@shared_task(name="funding.schedule_ledger_check")
def schedule_ledger_check(**_kwargs: object) -> None:
    """Ask for the check of the ledger once a day; the scheduler calls this every hour."""
    request_ledger_check()


@shared_task(name=CHECK_LEDGER)
def check_ledger_task(*, run_id: int, **_kwargs: object) -> None:
    """Compare what the ledger keeps with what it adds up to."""
    perform(run_id, lambda _work: check_ledger())
