import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable

# A version of a row is in force from the change that it belongs to, else from when it was written, not from
# when its transaction began: what was known at a moment is read from these times.
WRITTEN_AT = """
NEW.pgh_created_at := coalesce(
    nullif(split_part(current_setting('portal.change', true), '|', 2), '')::timestamptz, clock_timestamp()
);
RETURN NEW;
"""


def in_force_when_written() -> dict[str, list[pgtrigger.Trigger]]:
    """Return what `pghistory.track(meta=...)` takes for rows whose past versions are shown."""
    trigger = pgtrigger.Trigger(
        name="written_at", when=pgtrigger.Before, operation=pgtrigger.Insert, func=WRITTEN_AT
    )
    return {"triggers": [trigger]}


class Revised(Demonstrable):
    """A record edited in place: whoever saves it names the version that was read, so that none is lost.

    `ilo_dc.core.versions.actions.revise` compares the two and raises the number.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta(Demonstrable.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="%(class)s_versions_start_at_one",
                violation_error_message=_("Versions count from 1."),
            )
        ]
