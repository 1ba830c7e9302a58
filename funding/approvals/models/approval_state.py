import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.approvals.querysets import ApprovalStateQuerySet
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.opening import dated_back_until_opened
from ilo_dc.core.life.models import DatedStatus, belongs_to_its_life

# In the fact's own transaction, so that no reader ever sees the two differ.
APPROVAL_FOLLOWS = """
IF NEW.superseded_at IS NULL AND NOT NEW.past THEN
    UPDATE funding_approval
    SET status = NEW.status, version = version + 1, updated_at = now()
    WHERE id = NEW.approval_id AND status <> NEW.status;
END IF;
RETURN NULL;
"""


class ApprovalState(DatedStatus):
    """The status of an approval, from `effective_on`, as recorded.

    The approval's own `status` repeats the current one.
    """

    FACT_KEY = ("approval",)
    NOUN = "approvals"
    SUBJECT = "approval_id"

    approval = models.ForeignKey(
        "funding.Approval", models.PROTECT, related_name="approval_states", verbose_name=_("approval")
    )
    status = models.CharField(_("status"), max_length=12, choices=ApprovalStatus)
    effective_on = models.DateField(_("with effect from"))
    reason = models.CharField(_("reason"), max_length=500)

    objects = ApprovalStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedStatus.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *DatedStatus.Meta.triggers,
            dated_back_until_opened(),
            belongs_to_its_life("funding_approvalstate", "approval_id"),
            pgtrigger.Trigger(
                name="approval_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=APPROVAL_FOLLOWS,
            ),
        ]
        indexes = [
            *DatedStatus.Meta.indexes,
            models.Index(fields=["approval", "recorded_at"], name="states_of_an_approval"),
        ]
        constraints = [
            *DatedStatus.Meta.constraints,
            models.UniqueConstraint(
                fields=["approval"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_approval",
                violation_error_message=_(
                    "This approval has a status in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ApprovalStatus.values),
                name="approval_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="approval_state_has_a_reason",
                violation_error_message=_("Give a reason for this status."),
            ),
            WithinCalendar(name="approval_state_dates_are_in_the_calendar", days=["effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.status}"
