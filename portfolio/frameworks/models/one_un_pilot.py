from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.people.querysets import PublicQuerySet


class OneUnPilot(models.Model):
    """A country that piloted Delivering as One ("One UN"), with the document that says so."""

    country = models.OneToOneField(
        "core.Country", models.PROTECT, primary_key=True, related_name="one_un_pilot"
    )
    source = models.CharField(_("source"), max_length=300)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["country"]

    def __str__(self) -> str:
        return self.country_id
