"""The Celery application: the broker only wakes workers, the work itself is a `core.Run` row."""

import os
import resource

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")

app = Celery("ilo_dc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_the_portals_logging(**_kwargs: object) -> None:
    """Keep Celery from replacing the structured logging of the settings."""
    import logging.config

    logging.config.dictConfig(settings.LOGGING)


@worker_process_init.connect
def bound_memory(**_kwargs: object) -> None:
    """Let no job take more memory than the setting says: it fails, and the machine goes on.

    What counts is written memory (RLIMIT_DATA): the engine of the charts reserves far more addresses than it
    ever uses.
    """
    most = settings.WORKER_MEMORY_MB * 1024 * 1024
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    within = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (within, hard))
