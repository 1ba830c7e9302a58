from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.projects.querysets.initiatives import InitiativeQuerySet
from portfolio.projects.vocab import DESCRIPTION_MOST, InitiativeKind


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class Initiative(Revised):
    """What projects of many places belong to together: a flagship programme, a partnership.

    The period is half-open: `ends_on` is the day after the last.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=InitiativeKind)
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    description = LongTextField(_("description"), blank=True, max_length=DESCRIPTION_MOST)

    objects = InitiativeQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("initiative")
        abstract = False
        ordering = ["code"]
        indexes = [FoldedTexts(fields=["name"], name="initiative_folded")]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=InitiativeKind.values),
                name="initiative_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="initiative_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            WithinCalendar(
                name="initiative_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        """The last day; None: it goes on, or is not known."""
        return last_day(self.ends_on)
