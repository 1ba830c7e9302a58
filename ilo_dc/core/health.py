"""Whether the portal is fit to answer: for load balancers, `make demo` and whoever is on duty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ilo_dc.core.runs.actions import SWEPT_AT

log = structlog.get_logger(__name__)

SILENCE = timedelta(minutes=3)  # the sweeper runs every 30 seconds


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works, else 503; each part is named, and nothing about it is told."""
    parts = {name: _ask(name, check) for name, check in CHECKS.items()}
    fit = all(state in ("ok", "waiting") for state in parts.values())
    return JsonResponse({"status": "ok" if fit else "failing", "parts": parts}, status=200 if fit else 503)


def _ask(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # the cause goes to the log: an address or a password may stand in it
        log.warning("part_is_failing", part=name, error=str(error))
        return "failing"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    loader = MigrationLoader(connection)
    return "ok" if set(loader.disk_migrations) <= set(loader.applied_migrations) else "pending"


def _broker() -> str:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    return "ok"


def _worker() -> str:
    """Return "ok", "waiting" before the first sweep, or "silent": scheduler, broker or worker has stopped."""
    swept_at = cache.get(SWEPT_AT)
    if swept_at is None:
        return "waiting"
    return "ok" if timezone.now() - datetime.fromisoformat(swept_at) < SILENCE else "silent"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
}
