"""Celery doors of funding: one call each."""

from celery import shared_task
from django.utils import timezone

from funding.calls.actions.call_notices import (
    TELL_OF_DEADLINES,
    request_deadline_notices,
    tell_of_deadlines,
)
from funding.clearances.actions import clearance_notices
from funding.dues.actions import due_notices, dues
from funding.ledger.actions.checks import CHECK_LEDGER, check_ledger, request_ledger_check
from ilo_dc.core.runs.actions.working import perform, working_on


@shared_task(name="funding.schedule_ledger_check")
def schedule_ledger_check(**_kwargs: object) -> None:
    """Ask for the check of the ledger once a day; the scheduler calls this every hour."""
    request_ledger_check()


@shared_task(name=CHECK_LEDGER)
def check_ledger_task(*, run_id: int, **_kwargs: object) -> None:
    """Compare what the ledger keeps with what it adds up to."""
    perform(run_id, lambda _work: check_ledger())


@shared_task(name="funding.schedule_clearance_reminders")
def schedule_clearance_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of clearances once a day; the scheduler calls this every hour."""
    clearance_notices.request_reminders()


@shared_task(name=clearance_notices.REMIND)
def remind_of_clearances(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the steps of clearances that wait, and of clearances that end soon."""
    perform(run_id, lambda _work: clearance_notices.remind_of_clearances(today=timezone.now().date()))


@shared_task(name="funding.schedule_call_deadlines")
def schedule_call_deadlines(**_kwargs: object) -> None:
    """Ask once a day who is to be told that a funding call closes; the scheduler calls this every hour."""
    request_deadline_notices()


@shared_task(name=TELL_OF_DEADLINES)
def tell_of_call_deadlines(*, run_id: int, **_kwargs: object) -> None:
    """Tell of the funding calls that close soon."""
    perform(run_id, lambda _work: tell_of_deadlines(today=timezone.now().date()))


@shared_task(name="funding.schedule_dues")
def schedule_dues(**_kwargs: object) -> None:
    """Ask once a day what fell due by agreements; the scheduler calls this every hour."""
    dues.request_settling()


@shared_task(name=dues.SETTLE)
def settle_dues(*, run_id: int, **_kwargs: object) -> None:
    """Record the instalments and reports that fell due by the end of yesterday."""
    with working_on(run_id) as work:  # what could be settled stays where the run fails of the rest
        if work is not None:
            work.finish(dues.settle_dues(today=timezone.now().date()))


@shared_task(name="funding.schedule_due_notices")
def schedule_due_notices(**_kwargs: object) -> None:
    """Ask once a day who is to be told of what is due; the scheduler calls this every hour."""
    due_notices.request_notices()


@shared_task(name=due_notices.TELL)
def tell_of_dues(*, run_id: int, **_kwargs: object) -> None:
    """Tell of the instalments and reports that are due soon or late."""
    with working_on(run_id) as work:  # who could be told is told where the run fails of the rest
        if work is not None:
            work.finish(due_notices.tell_of_dues(today=timezone.now().date()))
