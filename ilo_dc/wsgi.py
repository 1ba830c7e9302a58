"""The web door: gunicorn serves `application`."""

import os

from django.core.wsgi import get_wsgi_application

from ilo_dc.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilo_dc.settings")

application = Door(get_wsgi_application())
