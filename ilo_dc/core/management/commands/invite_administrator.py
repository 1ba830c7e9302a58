"""`manage.py invite_administrator`: the first person of a live installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from ilo_dc.core.accounts.actions.invitations import invite_first_administrator
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.people.actions.users import Particulars

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Adds the first administrator and sends them the link to choose a password."""

    help = "Invite the first administrator; everybody else is invited on the pages of the administration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take name, address and the portal's own address."""
        parser.add_argument("name")
        parser.add_argument("email")
        parser.add_argument("--site", required=True, help="the portal's own address, https://host/")
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, or say why not."""
        particulars = Particulars(options["name"], options["email"], options["language"])
        try:
            user = invite_first_administrator(particulars=particulars, site=options["site"])
        except UnableToAct as error:
            raise CommandError("\n".join([error.message, *map(str, error.problems.values())])) from error
        self.stdout.write(f"{user} ({user.username}) was invited; the message is on its way.")
