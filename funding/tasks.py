"""Doors of funding's background work: one call each."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from funding.clearances.actions import clearance_notices
from ilo_dc.core.runs.actions.working import perform


@shared_task(name="funding.schedule_clearance_reminders")
def schedule_clearance_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of clearances once a day; the scheduler calls this every hour."""
    clearance_notices.request_reminders()


@shared_task(name=clearance_notices.REMIND)
def remind_of_clearances(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the steps of clearances that wait, and of clearances that end soon."""
    perform(run_id, lambda _work: clearance_notices.remind_of_clearances(today=timezone.now().date()))
