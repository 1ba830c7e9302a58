import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")
app = Celery("ilo_dc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["ilo_dc.notes"])
