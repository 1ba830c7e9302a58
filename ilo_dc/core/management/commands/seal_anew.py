"""`manage.py seal_anew`: the secrets of second steps under a new key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ilo_dc.core.accounts.actions.second_steps import seal_anew
from ilo_dc.core.errors import UnableToAct


class Command(BaseCommand):
    """Seals all secrets with PORTAL_SECRET_KEY; PORTAL_FORMER_KEYS holds the former until then."""

    help = "Seal the secrets of two-step sign-in with the present PORTAL_SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, or say why not."""
        try:
            count = seal_anew()
        except UnableToAct as error:
            raise CommandError(
                "A secret was sealed with a key that neither PORTAL_SECRET_KEY nor PORTAL_FORMER_KEYS "
                "names; nothing was changed."
            ) from error
        self.stdout.write(f"{count} secrets are sealed with the present key.")
