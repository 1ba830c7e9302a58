"""Celery doors of reporting: one call each."""

from celery import shared_task

from ilo_dc.core.actions.runs import working_on
from reporting.actions.observations import GAP_TASK, observe_gaps, request_gap_observations


@shared_task(name="reporting.schedule_gap_observations")
def schedule_gap_observations(**_kwargs: object) -> None:
    """Ask once a day for the gap figures to be observed."""
    request_gap_observations(by=None)


@shared_task(name=GAP_TASK)
def observe_gaps_task(*, run_id: int, **_kwargs: object) -> None:
    """Observe the gap figures for one run."""
    with working_on(run_id) as work:
        if work is not None:
            work.result = observe_gaps(run=work.run)
