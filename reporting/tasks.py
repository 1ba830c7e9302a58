"""Celery doors of reporting: one call each."""

from celery import shared_task

from ilo_dc.core.runs.actions.working import perform
from reporting.observations.actions import GAP_TASK, observe_gaps, request_due_gap_observations


@shared_task(name="reporting.schedule_gap_observations")
def schedule_gap_observations(**_kwargs: object) -> None:
    """Ask for the gap figures when they are due; the scheduler calls this every minute."""
    request_due_gap_observations()


@shared_task(name=GAP_TASK)
def observe_gaps_task(*, run_id: int, **_kwargs: object) -> None:
    """Observe the gap figures for one run."""
    perform(run_id, lambda work: observe_gaps(run=work.run))
