"""The web door: gunicorn serves `application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from ilo_dc.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")

# What another transaction has locked is waited for this long by a request; jobs wait longer (ADR 0022).
LOCK_SECONDS = 10

application = Door(get_wsgi_application())
_options = connections.settings["default"]["OPTIONS"]
_options["options"] = f"{_options.get('options', '')} -c lock_timeout={LOCK_SECONDS}s".strip()
