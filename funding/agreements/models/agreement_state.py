import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.querysets import AgreementStateQuerySet
from funding.agreements.vocab import AgreementStatus
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.opening import dated_back_until_opened
from ilo_dc.core.life.models import DatedStatus, belongs_to_its_life

# In the fact's own transaction, so that no reader ever sees the two differ.
AGREEMENT_FOLLOWS = """
IF NEW.superseded_at IS NULL AND NOT NEW.past THEN
    UPDATE funding_agreement
    SET status = NEW.status, version = version + 1, updated_at = now()
    WHERE id = NEW.agreement_id AND status <> NEW.status;
END IF;
RETURN NULL;
"""


class AgreementState(DatedStatus):
    """The status of an agreement, from `effective_on`, as recorded.

    The agreement's own `status` repeats the current one.
    """

    FACT_KEY = ("agreement",)
    NOUN = "agreements"
    SUBJECT = "agreement_id"

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="agreement_states", verbose_name=_("agreement")
    )
    status = models.CharField(_("status"), max_length=12, choices=AgreementStatus)
    effective_on = models.DateField(_("with effect from"))
    reason = models.CharField(_("reason"), max_length=500)

    objects = AgreementStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedStatus.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *DatedStatus.Meta.triggers,
            dated_back_until_opened(),
            belongs_to_its_life("funding_agreementstate", "agreement_id"),
            pgtrigger.Trigger(
                name="agreement_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=AGREEMENT_FOLLOWS,
            ),
        ]
        indexes = [
            *DatedStatus.Meta.indexes,
            models.Index(fields=["agreement", "recorded_at"], name="states_of_an_agreement"),
        ]
        constraints = [
            *DatedStatus.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_agreement",
                violation_error_message=_(
                    "This agreement has a status in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=AgreementStatus.values),
                name="agreement_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="agreement_state_has_a_reason",
                violation_error_message=_("Give a reason for this status."),
            ),
            WithinCalendar(name="agreement_state_dates_are_in_the_calendar", days=["effective_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.status}"
