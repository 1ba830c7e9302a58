from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.steps.rules import LONGEST
from ilo_dc.core.steps.vocab import Opinion

USER = settings.AUTH_USER_MODEL


def days_field(label: Any, *, usual: int) -> models.PositiveSmallIntegerField:
    """Return the field of the days that a step is given; `usual` is what it starts from."""
    return models.PositiveSmallIntegerField(
        label, default=usual, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )


def a_year_at_most(step: str, *, name: str = "{step}_days_are_a_year_at_most") -> models.CheckConstraint:
    """Return the constraint of the field `<step>_days`, called by `name`."""
    return models.CheckConstraint(
        condition=Q(**{f"{step}_days__range": (1, LONGEST)}),
        name=name.format(step=step),
        violation_error_message=_("Give 1 to 365 days."),
    )


class DatedSettings(Demonstrable):
    """Settings from a day on; they are never changed, a later day has others.

    A round keeps those that it began under, so that its decision stays explained.
    """

    effective_on = models.DateField(_("with effect from"), unique=True)
    reason = models.CharField(_("reason"), max_length=500)
    set_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("set by")
    )
    set_at = models.DateTimeField(_("set"), auto_now_add=True)

    class Meta(Demonstrable.Meta):
        abstract = True
        ordering = ["-effective_on"]
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Protect(name="never_change", operation=pgtrigger.Update),
            pgtrigger.Protect(name="never_delete", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.effective_on)


def says_when_and_what() -> Q:
    """Return the condition that an opinion is given with its day, one of concern with a text, or not yet."""
    of_concern = (Opinion.COMMENTS, Opinion.OBJECTION)
    return (
        Q(opinion="", given_at__isnull=True, text="")
        | Q(opinion=Opinion.NO_OBJECTION, given_at__isnull=False)
        | (Q(opinion__in=of_concern, given_at__isnull=False) & ~Q(text=""))
    )


class GivenOpinion(Demonstrable):
    """What a bureau says in a round; empty: it was asked and has said nothing.

    A child adds the round and the bureaux, and holds it by `says_when_and_what`.
    """

    opinion = models.CharField(_("opinion"), max_length=20, choices=Opinion, blank=True)
    text = LongTextField(_("text"), max_length=2000, blank=True)
    given_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given"), null=True, editable=False)

    class Meta(Demonstrable.Meta):
        abstract = True
