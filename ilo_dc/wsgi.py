"""The web door: gunicorn serves `application`."""

import os

from django.core.wsgi import get_wsgi_application

from ilo_dc.database.base import DatabaseWrapper
from ilo_dc.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")

# What another transaction has locked is waited for this long by a request; jobs wait longer (ADR 0022).
LOCK_SECONDS = 10

DatabaseWrapper.lock_seconds = LOCK_SECONDS
application = Door(get_wsgi_application())
