"""`manage.py remove_second_step`: for an administrator who lost phone and codes, when there is no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from ilo_dc.core.accounts.actions.second_steps import remove_second_step
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.people.models.user import User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Removes somebody's second step, from the server."""

    help = "Remove a person's two-step sign-in; administrators do it on the person's page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sign-in name and the reason."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove, or say why not."""
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            raise CommandError("Nobody has this sign-in name.")
        try:
            remove_second_step(by=None, user=user, reason=options["reason"])
        except UnableToAct as error:
            raise CommandError("\n".join([error.message, *map(str, error.problems.values())])) from error
        self.stdout.write(f"{user} signs in with the password alone, and must sign in again.")
