from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.reference.models.period import DateRange
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks.querysets.framework_parts import CountryTeamMembershipQuerySet
from portfolio.frameworks.vocab import Presence


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CountryTeamMembership(Revised):
    """The ILO's membership of the UN country team (UNCT) of a country, for a time; half-open."""

    NAMED_BY = ("country", "presence")  # in histories

    country = models.ForeignKey(
        "core.Country",
        models.PROTECT,
        related_name="team_memberships",
        verbose_name=_("country or area"),
    )
    presence = models.CharField(_("presence"), max_length=12, choices=Presence)
    starts_on = models.DateField(_("from"))
    ends_on = DayAfterField(_("last day"), null=True, blank=True, help_text=_("Empty: still so."))
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CountryTeamMembershipQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("membership of a UN country team")
        abstract = False
        ordering = ["country", "-starts_on"]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="team_membership_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values),
                name="presence_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            ExclusionConstraint(
                name="team_memberships_follow_each_other",
                expressions=[
                    ("country", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another membership in this country covers part of the time."),
            ),
            WithinCalendar(
                name="country_team_membership_dates_are_in_the_calendar",
                days=["starts_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.presence}"

    @property
    def last_day(self) -> date | None:
        """The last day; None: still so."""
        return last_day(self.ends_on)

    def clean(self) -> None:
        """Refuse a period that runs backwards before a range is made of it."""
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValidationError({"ends_on": _("The end must be after the start.")})
