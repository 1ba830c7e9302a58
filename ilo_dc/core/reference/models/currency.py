from django.db import models
from django.utils.translation import gettext_lazy as _


class Currency(models.Model):
    """A currency by its ISO 4217 code."""

    code = models.CharField(_("ISO 4217 code"), primary_key=True, max_length=3)
    name = models.CharField(_("name"), max_length=100)
    minor_units = models.PositiveSmallIntegerField(_("decimal places"), default=2)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "currencies"

    def __str__(self) -> str:
        return self.code
