import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.vocab import InstallationKind


class Installation(models.Model):
    """What is installed here: one row, demonstration or live, fixed at the first start."""

    kind = models.CharField(_("kind"), max_length=20, choices=InstallationKind)
    started_at = models.DateTimeField(_("first start"), auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="installation_is_one_row",
                violation_error_message=_("There is one installation only."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=InstallationKind.values),
                name="installation_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kind_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_demonstration(self) -> bool:
        """Whether every record without a published source is demonstration data here."""
        return self.kind == InstallationKind.DEMONSTRATION
