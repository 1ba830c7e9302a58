"""The first start: an installation becomes demonstration or live, once (DESIGN 8)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.installation.models.installation import Installation
from ilo_dc.core.installation.vocab import InstallationKind


class UnableToStart(UnableToAct):
    """The installation cannot start in the mode that the environment asks for."""

    title = "Unable to start"


@transaction.atomic
def found_installation(*, mode: str) -> Installation:
    """Fix what this installation is at its first start; at a later start, check that it still is.

    `mode` is `settings.PORTAL_MODE`. There is nobody yet to ask for permission. Two processes that start
    at once agree, because the database takes one row only.

    Raises:
        UnableToStart: an unknown mode, or another one than at the first start.
    """
    if mode not in InstallationKind.values:
        raise UnableToStart(
            _("PORTAL_MODE is “%(mode)s”; write “demonstration” or “live”.") % {"mode": mode[:40]}
        )
    Installation.objects.bulk_create([Installation(pk=1, kind=mode)], ignore_conflicts=True)
    installation = Installation.objects.get(pk=1)
    if installation.kind != mode:
        raise UnableToStart(
            _(
                "This installation was founded as “%(kind)s” and stays so; PORTAL_MODE now says “%(mode)s”. "
                "Set it back, or use another PORTAL_HOME and database."
            )
            % {"kind": installation.kind, "mode": mode}
        )
    return installation


def is_demonstration() -> bool:
    """Return whether what people type here is demonstration data (False before the first start)."""
    return Installation.objects.filter(kind=InstallationKind.DEMONSTRATION).exists()
