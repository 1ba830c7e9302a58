"""Work in the background takes so much time and memory and no more: it fails, says why, and saved nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded

from ilo_dc.core.models import Region, Run
from ilo_dc.core.runs.actions import runs, working

ROOT = Path(__file__).parents[3]
VISIBILITY = 3_600  # seconds after which Redis gives a task that nobody finished to another worker
GREEDY = """
import resource
from ilo_dc import celery
celery.settings.WORKER_MEMORY_MB = 300
celery.bound_memory()
try:
    bytearray(400 * 1024 * 1024)
except MemoryError:
    print("refused")
print(len(bytearray(50 * 1024 * 1024)))
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "words"),
    [(SoftTimeLimitExceeded, "longer than 30 minutes"), (MemoryError, "more than 1024 MB")],
)
def test_work_that_takes_too_much_fails_and_says_so(error, words):
    run = runs.request_run(by=None, task="tests.write_lines", label="Lines", parameters={})

    def do(_work: working.Work) -> None:
        Region.objects.create(code="nowhere", name_en="Nowhere")
        raise error

    working.perform(run.pk, do)
    run = Run.objects.get(pk=run.pk)
    assert run.state == "failed"
    assert words in run.failure
    assert not Region.objects.exists()


def test_no_task_is_without_limits():
    conf = current_app.conf
    assert 0 < conf.task_soft_time_limit < conf.task_time_limit < VISIBILITY
    assert conf.worker_max_memory_per_child > 0
    assert conf.worker_max_tasks_per_child > 0


def test_a_worker_refuses_memory_beyond_its_setting():
    told = subprocess.run(
        [sys.executable, "-c", GREEDY], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert told.stdout.split() == ["refused", str(50 * 1024 * 1024)], told.stderr[-2000:]
