"""Celery doors of funding: one call each."""

from celery import shared_task
from django.utils import timezone

from funding.calls.actions.call_notices import (
    TELL_OF_DEADLINES,
    request_deadline_notices,
    tell_of_deadlines,
)
from ilo_dc.core.runs.actions.working import perform


@shared_task(name="funding.schedule_call_deadlines")
def schedule_call_deadlines(**_kwargs: object) -> None:
    """Ask once a day who is to be told that a funding call closes; the scheduler calls this every hour."""
    request_deadline_notices()


@shared_task(name=TELL_OF_DEADLINES)
def tell_of_call_deadlines(*, run_id: int, **_kwargs: object) -> None:
    """Tell of the funding calls that close soon."""
    perform(run_id, lambda _work: tell_of_deadlines(today=timezone.now().date()))
