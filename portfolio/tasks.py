"""Doors of the portfolio's background work: one call each."""

from celery import shared_task
from django.utils import timezone

from ilo_dc.core.runs.actions import perform
from portfolio.programmes.actions import programme_notices
from portfolio.updates.actions import update_notices


@shared_task(name="portfolio.schedule_update_reminders")
def schedule_update_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of outcome updates once a day; the scheduler calls this every hour."""
    update_notices.request_due_reminders()


@shared_task(name=update_notices.REMIND)
def remind_of_updates(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the updates that are due today."""
    perform(run_id, lambda _work: update_notices.remind_of_updates(today=timezone.now().date()))


@shared_task(name="portfolio.schedule_programme_notices")
def schedule_programme_notices(**_kwargs: object) -> None:
    """Ask once a day who is to be told that a programme ends; the scheduler calls this every hour."""
    programme_notices.request_end_notices()


@shared_task(name=programme_notices.TELL_OF_ENDS)
def tell_of_ends(*, run_id: int, **_kwargs: object) -> None:
    """Tell of the programmes that come to their end."""
    perform(run_id, lambda _work: programme_notices.tell_of_ends(today=timezone.now().date()))
