from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable


class Revised(Demonstrable):
    """A record edited in place: whoever saves it names the version that was read, so that none is lost.

    `ilo_dc.core.versions.actions.revise` compares the two and raises the number.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta(Demonstrable.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="%(class)s_versions_start_at_one")
        ]
