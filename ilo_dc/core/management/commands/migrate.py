"""Django's own command, as the owner of the tables."""

from typing import Any

from django.core.management.commands import migrate

from ilo_dc.core.installation.owner import as_owner


class Command(migrate.Command):
    """Bring the tables up to date by `PORTAL_OWNER_URL`; the application's role may not."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as the owner."""
        with as_owner():
            super().handle(*args, **options)
