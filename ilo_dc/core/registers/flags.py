"""What an address says yes or no to: `true` or `false`, and nothing that might mean either."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead

FLAGS = ("count", "totals", "hxl", "bom")


def check_flags(parameters: Mapping[str, str]) -> None:
    """Check what is said yes or no to.

    Raises:
        UnableToRead: something else than `true` or `false` is said; nothing is as not said.
    """
    if unclear := [name for name in FLAGS if (parameters.get(name) or "true") not in {"true", "false"}]:
        advice = _("Write true or false.")
        raise UnableToRead(_("Some parameters could not be read."), {name: [advice] for name in unclear})
