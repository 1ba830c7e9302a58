"""The Celery application: the broker only wakes workers, the work itself is a `core.Run` row."""

import os

from celery import Celery
from celery.signals import setup_logging
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
