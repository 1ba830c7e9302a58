"""The queue: telling the workers of a run, in a moment or not at all."""

from __future__ import annotations

import structlog
from celery import current_app
from django.conf import settings

from ilo_dc.core.breaker import Breaker
from ilo_dc.core.runs.models import Run

log = structlog.get_logger(__name__)

SECONDS_AWAY = 5.0  # how often a process asks a broker that did not answer
breaker = Breaker(SECONDS_AWAY)


def tell_workers(run: Run) -> bool:
    """Queue one message that wakes a worker for a run; False when the broker refuses or hangs.

    Its connection is one of its own, because workers read from the broker without a time-out.
    """
    if not breaker.lets_through():
        return False
    try:
        with current_app.connection_for_write(transport_options=_impatient()) as broker:
            current_app.send_task(run.task, kwargs={"run_id": run.pk}, connection=broker, retry=False)
    except Exception as error:  # whatever a transport raises: the row is the work and is safe
        breaker.failed()
        log.warning("run_not_queued", run=run.pk, task=run.task, error=str(error))
        return False
    breaker.succeeded()
    return True


def ask_broker() -> None:
    """Return when the broker answers.

    Raises:
        Exception: whatever the transport raises when it does not.
    """
    with current_app.connection_for_write(transport_options=_impatient()) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
        broker.default_channel.close()


def _impatient() -> dict[str, float]:
    """Return options that bound each step, and the steps: Kombu tries for ever unless told."""
    seconds = settings.BROKER_SECONDS
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "connect_retries_timeout": seconds,
    }
