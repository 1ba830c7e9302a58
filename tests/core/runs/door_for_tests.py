"""A real worker's real doors, and nothing else: started by `test_runs.py` in a process of its own."""

from __future__ import annotations

import os
import time
from pathlib import Path

from celery import current_app, shared_task
from django.conf import settings
from django.db import connection, transaction

from ilo_dc.core.runs.actions import working


@shared_task(name="tests.write_lines")
def write_lines(*, run_id: int, **_kwargs: object) -> None:
    """Write `lines` rows in one transaction, slowly."""
    working.perform(run_id, _write)


def _write(work: working.Work) -> dict[str, int]:
    lines, pause = work.run.parameters["lines"], work.run.parameters.get("pause", 0.0)
    with connection.cursor() as cursor:
        for number in range(1, lines + 1):
            cursor.execute("INSERT INTO lines_for_tests (run, line) VALUES (%s, %s)", [work.run.pk, number])
            work.advance(number, lines, f"line {number}")
            time.sleep(pause)
    return {"lines": lines}


@shared_task(name="tests.fall_over")
def fall_over(*, run_id: int, **_kwargs: object) -> None:
    """Write, then fail."""
    with working.working_on(run_id) as work:
        if work is not None:
            with transaction.atomic():
                _write(work)
                raise ZeroDivisionError("nothing to divide by")


def listen(broker: Path | str) -> None:
    """Point this process at the test's own broker: a directory, or a prefix inside a Redis."""
    if isinstance(broker, str):
        current_app.conf.update(
            broker_url=os.environ["REDIS_URL"], broker_transport_options={"global_keyprefix": broker}
        )
        return
    folders = {name: str(broker / name) for name in ("queue", "done", "control")}
    for folder in folders.values():
        Path(folder).mkdir(exist_ok=True, parents=True)
    current_app.conf.update(
        broker_url="filesystem://",
        broker_transport_options={
            "data_folder_in": folders["queue"],
            "data_folder_out": folders["queue"],
            "processed_folder": folders["done"],
            "control_folder": folders["control"],
        },
    )


def main(database: str, broker: str) -> None:
    """Work until killed, on the test's own database and broker."""
    settings.DATABASES["default"]["NAME"] = database
    listen(broker if broker.endswith(":") else Path(broker))
    current_app.worker_main(["worker", "--pool=solo", "--loglevel=WARNING", "--without-mingle"])
