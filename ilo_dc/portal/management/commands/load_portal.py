"""`make demo` calls this at every start: found the installation and load what ships."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ilo_dc.core.administration.demonstration import load_demonstration_people
from ilo_dc.core.errors import UnableToAct
from ilo_dc.portal.loading.loading import load_demonstration_portfolio, load_published_data


class Command(BaseCommand):
    """Load reference data, published data and, in a demonstration, its people; quick when nothing is new."""

    help = __doc__
    requires_system_checks = ()  # they read every page and path: what serves checks them, tests do

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, and say what was done."""
        try:
            installation = load_published_data(mode=settings.PORTAL_MODE, tell=self.stdout.write)
            if installation.is_demonstration:
                load_demonstration_portfolio(tell=self.stdout.write)
                load_demonstration_people(
                    home=settings.PORTAL_HOME, password=os.environ.get("PORTAL_DEMO_PASSWORD")
                )
                self.stdout.write(f"sign-ins: {settings.PORTAL_HOME / 'demo-sign-ins.txt'}")
        except UnableToAct as error:
            raise CommandError(error.message) from error
