"""As much of the portal as the supervisor needs to see: a database, a broker, a page, a job."""

import os
import sys

from psycopg.conninfo import conninfo_to_dict

from ilo_dc.embedded import paths

HOME = paths.portal_home()
SECRET_KEY = paths.secret_key(HOME)
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.staticfiles", "ilo_dc.notes"]
ROOT_URLCONF = "ilo_dc.urls"
_named = "PORTAL_OWNER_URL" if "migrate" in sys.argv else "DATABASE_URL"
_found = conninfo_to_dict(os.environ.get(_named) or paths.default_database_url(HOME))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _found["dbname"],
        "USER": _found["user"],
        "HOST": _found["host"],
    }
}
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [paths.PROJECT / "static"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CELERY_BROKER_URL = (
    os.environ.get("REDIS_URL", "").replace("unix://", "redis+socket://", 1) or "filesystem://"
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL == "filesystem://":
    _queue = HOME / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "queue"),
        "data_folder_out": str(_queue / "queue"),
        "processed_folder": str(_queue / "done"),
        "control_folder": str(_queue / "control"),
    }
CELERY_BEAT_SCHEDULE = {"tick": {"task": "write", "schedule": 1.0, "args": ["tick"]}}
