"""What was assigned to whom, who was reminded of what, and what somebody saw of their work last."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.work.querysets import AssignmentQuerySet, HandoverQuerySet, ReminderQuerySet

SUBJECT_MOST = 300


class OfItem(models.Model):
    """What is recorded of an item of work: which one it is, and how it was called then."""

    item = models.CharField(_("item"), max_length=100)
    subject = models.CharField(_("what it is about"), max_length=SUBJECT_MOST)
    url = models.CharField(_("address"), max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.subject


@pghistory.track()
class Assignment(OfItem):
    """An item of work that somebody gave to a colleague who may do it; a later one takes its place."""

    NAMED_BY = ("subject", "assignee")  # in histories

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("assigned to")
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )
    assigned_at = models.DateTimeField(_("assigned"))
    ended_at = models.DateTimeField(_("assigned to somebody else"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment of work")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["assigned_by", "-assigned_at"], name="assignments_by_who_made_them")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(ended_at__isnull=True),
                name="an_item_is_assigned_to_one",
                violation_error_message=_("This item is assigned to somebody already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("assigned_at")),
                name="an_assignment_ends_after_its_start",
                violation_error_message=_("An assignment must not end before it began."),
            ),
        ]


@pghistory.track()
class Reminder(OfItem):
    """That somebody reminded a colleague of an item of work; once a day (UTC) at most."""

    NAMED_BY = ("subject", "person")  # in histories

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name=_("reminded")
    )
    reminded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reminded by")
    )
    reminded_at = models.DateTimeField(_("reminded at"))
    reminded_on = models.DateField(_("day of the reminder"))

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder of work")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person", "reminded_on"],
                name="a_person_is_reminded_once_a_day",
                violation_error_message=_("This person was reminded of this today already."),
            ),
        ]


@pghistory.track()
class Handover(models.Model):
    """That somebody leaves a role (None: the portal), and who goes on with what awaits them by name.

    Until `settled_at` it is to come: on the first day without the role its work is moved. `moved` says how
    much of which kind went to the successor, `queued` how much to whoever holds the role.
    """

    NAMED_BY = ("person", "successor")  # in histories

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers", verbose_name=_("who leaves")
    )
    membership = models.OneToOneField(
        "core.Membership",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handover",
        verbose_name=_("role"),
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("successor"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    ends_on = models.DateField(_("first day without the role"))
    settled_at = models.DateTimeField(_("work moved"), null=True, blank=True)
    moved = models.JSONField(_("moved to the successor"), default=dict, blank=True)
    queued = models.JSONField(_("moved to who holds the role"), default=dict, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover of work")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["settled_at", "ends_on"], name="handovers_to_settle")]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("person")),
                name="nobody_is_their_own_successor",
                violation_error_message=_("Choose somebody else: nobody succeeds themselves."),
            ),
            WithinCalendar(name="handover_dates_are_in_the_calendar", days=["ends_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ends_on}"


class WorkVisit(models.Model):
    """What somebody saw of their work at their latest visit, and at the one before it.

    Both are an item's name to its fingerprint (`rules.fingerprint`); `before` is None at the first visit.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="work_visit", verbose_name=_("person")
    )
    began_at = models.DateTimeField(_("began"))
    saw = models.JSONField(_("saw"), default=dict)
    before = models.JSONField(_("saw before"), null=True)
    before_at = models.DateTimeField(_("began before"), null=True)

    class Meta:
        verbose_name = _("visit to one’s work")

    def __str__(self) -> str:
        return str(self.person_id)
