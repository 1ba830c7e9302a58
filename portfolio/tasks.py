"""Doors of the portfolio's background work: one call each."""

from celery import shared_task
from django.utils import timezone

from ilo_dc.core.actions.runs import perform
from portfolio.actions import update_notices


@shared_task(name="portfolio.schedule_update_reminders")
def schedule_update_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of outcome updates once a day; the scheduler calls this every hour."""
    update_notices.request_due_reminders()


@shared_task(name=update_notices.REMIND)
def remind_of_updates(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the updates that are due today."""
    perform(run_id, lambda _work: update_notices.remind_of_updates(today=timezone.now().date()))
