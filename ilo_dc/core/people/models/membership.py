from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.people.querysets import MembershipQuerySet
from ilo_dc.core.people.vocab import Role, ScopeKind


def _one_scope() -> Q:
    """Return the condition that exactly the named scope is filled."""
    fields = ("office", "country", "region", "organisation")
    allowed = Q()
    for kind in ScopeKind:
        filled = {f"{field}__isnull": field != kind.value for field in fields}
        allowed |= Q(scope=kind.value, **filled)
    return allowed


@pghistory.track()
class Membership(models.Model):
    """A role of a person, limited to exactly one scope."""

    NAMED_BY = ("user", "role")  # in histories

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scope = models.CharField(_("limited to"), max_length=20, choices=ScopeKind)
    office = models.ForeignKey("core.Office", models.PROTECT, null=True, blank=True, related_name="members")
    country = models.ForeignKey("core.Country", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "core.Organisation", models.PROTECT, null=True, blank=True, related_name="members"
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        ordering = ["user", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_one_scope(),
                name="a_membership_has_exactly_one_scope",
                violation_error_message=_("Name exactly the one thing this role is limited to."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "scope", "office", "country", "region", "organisation", "starts_on"],
                nulls_distinct=False,
                name="a_membership_is_given_once",
                violation_error_message=_("This person already has this role there."),
            ),
            WithinCalendar(
                name="membership_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.scope}"

    @property
    def last_day(self) -> date | None:
        """The last day; None: still so."""
        return last_day(self.ends_on)
