from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.runs.querysets import RunQuerySet
from ilo_dc.core.runs.vocab import RunState


class Run(models.Model):
    """A piece of background work: the row is the work, the broker only wakes a worker.

    `task` is the Celery name of the door that does it, called with `run_id`. A pending run, or a running
    one whose `heartbeat_at` is old, is queued again by the sweeper.
    """

    NAMED_BY = ("written_label",)  # in histories

    task = models.CharField(_("task"), max_length=100)
    label = models.CharField(_("what"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.PENDING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    step = models.CharField(_("step"), max_length=200, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    failure = models.TextField(_("failure"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="runs"
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["state"], name="runs_not_finished", condition=Q(state__in=["pending", "running"])
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values),
                name="run_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""),
                name="a_failed_run_says_why",
                violation_error_message=_("Say why the work failed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.label}"

    @property
    def written_label(self) -> str:
        """The label in the reader's language."""
        return gettext(self.label)
