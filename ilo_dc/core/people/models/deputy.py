from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.people.querysets import DeputyQuerySet


@pghistory.track()
class Deputy(models.Model):
    """Somebody who stands in for a colleague for a time; the period is half-open.

    A deputy does what the colleague may do, and only while acting for them (`User.acting_for`).
    """

    NAMED_BY = ("principal", "deputy")  # in histories

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputies", verbose_name=_("stands in for")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="stands_in", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("from"))
    ends_on = DayAfterField(_("last day"))

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")),
                name="nobody_is_their_own_deputy",
                violation_error_message=_("Choose somebody else: nobody stands in for themselves."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="a_deputy_ends_after_the_start",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.UniqueConstraint(
                fields=["principal", "deputy", "starts_on"],
                name="a_deputy_is_named_once_from_a_day",
                violation_error_message=_("This person stands in from that day already."),
            ),
            WithinCalendar(
                name="deputy_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} – {self.deputy}"

    @property
    def last_day(self) -> date | None:
        """The last day."""
        return last_day(self.ends_on)
