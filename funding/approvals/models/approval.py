from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.amendment import Amendment
from funding.approvals.querysets import ApprovalQuerySet
from funding.approvals.rules import minute_of
from funding.approvals.vocab import IN_FORCE, WITH_MINUTE, ApprovalStatus
from ilo_dc.core.languages import together
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.versions.models import Revised, in_force_when_written

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# `status` repeats the current ApprovalState; only the trigger of that fact writes it.
STATUS_IS_THE_FACTS = """
IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'An approval begins as a draft.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
    SELECT 1 FROM funding_approvalstate
    WHERE approval_id = NEW.id AND superseded_at IS NULL AND status = NEW.status
) THEN
    RAISE EXCEPTION 'The status of an approval follows its recorded statuses only.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Numbers are given under the lock of changes, one transaction after the other.
NUMBERS_HAVE_NO_GAP = """
IF TG_OP = 'UPDATE' AND OLD.minute_number IS NOT NULL THEN
    IF (NEW.minute_year, NEW.minute_number, NEW.minute, NEW.issued_at, NEW.posting,
        NEW.agreement_id, NEW.amendment_id)
       IS DISTINCT FROM
       (OLD.minute_year, OLD.minute_number, OLD.minute, OLD.issued_at, OLD.posting,
        OLD.agreement_id, OLD.amendment_id)
    THEN
        RAISE EXCEPTION 'A minute that was issued never changes.' USING ERRCODE = 'check_violation';
    END IF;
ELSIF NEW.minute_number IS NOT NULL AND NEW.minute_number <> 1 + coalesce((
    SELECT max(minute_number) FROM funding_approval WHERE minute_year = NEW.minute_year), 0) THEN
    RAISE EXCEPTION 'The minutes of a year are numbered without a gap.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# At the end of the transaction: the number is given before the status is recorded.
ONLY_WHAT_IS_ISSUED_HAS_A_MINUTE = """
IF EXISTS (
    SELECT 1 FROM funding_approval
    WHERE id = NEW.id AND minute_number IS NOT NULL AND status NOT IN ('issued', 'cancelled')
) THEN
    RAISE EXCEPTION 'Only an approval that is issued has a minute.' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""

OF_THE_AGREEMENT = """
IF NEW.amendment_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM funding_amendment WHERE id = NEW.amendment_id AND agreement_id = NEW.agreement_id
) THEN
    RAISE EXCEPTION 'An amendment belongs to the agreement of its approval.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# What is not issued yet says what its agreement says: whoever read it before a change reads it again first.
READ_AGAIN = """
UPDATE funding_approval SET version = version + 1, updated_at = clock_timestamp()
WHERE {column} = NEW.id AND status IN ('draft', 'awaiting');
RETURN NULL;
"""
NOT_TERMS = ["version", "updated_at", "status", "published_at"]


@pghistory.track(exclude=["minute"], meta=in_force_when_written())
class Approval(Revised):
    """The approval of what a partner signed: of an agreement, or of one of its amendments.

    Until it is issued nothing of it counts. Then its lines stand in the ledger under `posting`, and `minute`
    is what its minute says, for ever; it is numbered within the year of issue.
    """

    agreement = models.ForeignKey(
        "funding.Agreement", models.PROTECT, related_name="approvals", verbose_name=_("agreement")
    )
    amendment = models.ForeignKey(
        "funding.Amendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("amendment"),
    )
    proposal = models.ForeignKey(
        "portfolio.Proposal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("proposal"),
        help_text=_("The appraised proposal that the partner agreed to."),
    )
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("project"),
        help_text=_("Title, TC code or number, where there is one already."),
    )
    note = LongTextField(
        _("note"), blank=True, max_length=2000, help_text=_("For who signs second. Only staff read it.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ApprovalStatus, default=ApprovalStatus.DRAFT, editable=False
    )
    minute_year = models.PositiveSmallIntegerField(_("year of the minute"), null=True, editable=False)
    minute_number = models.PositiveIntegerField(_("number of the minute"), null=True, editable=False)
    minute = models.JSONField(_("text of the minute"), null=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), null=True, editable=False)
    posting = models.UUIDField(_("posting"), null=True, editable=False, unique=True)

    visible_shares: list[Any]  # as `with_shares` fetches them
    shown_project: int | None  # as `visible_to` has it
    shown_proposal: int | None
    issued_late: bool  # as `with_late` has it
    cancelled_late: bool
    late: bool

    objects = ApprovalQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("approval")
        abstract = False
        ordering = ["-pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="status_is_the_facts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                func=STATUS_IS_THE_FACTS,
            ),
            pgtrigger.Trigger(
                name="numbers_have_no_gap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NUMBERS_HAVE_NO_GAP,
            ),
            pgtrigger.Trigger(
                name="only_what_is_issued_has_a_minute",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=ONLY_WHAT_IS_ISSUED_HAS_A_MINUTE,
            ),
            pgtrigger.Trigger(
                name="of_the_agreement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OF_THE_AGREEMENT,
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="approvals_by_status")]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(amendment__isnull=True, status__in=IN_FORCE),
                name="an_agreement_is_approved_once",
                violation_error_message=_("There is an approval of this agreement already."),
            ),
            models.UniqueConstraint(
                fields=["amendment"],
                condition=Q(amendment__isnull=False, status__in=IN_FORCE),
                name="an_amendment_is_approved_once",
                violation_error_message=_("There is an approval of this amendment already."),
            ),
            models.UniqueConstraint(
                fields=["minute_year", "minute_number"],
                name="a_minute_has_its_number_alone",
                violation_error_message=_("Another minute of the year has this number."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ApprovalStatus.values),
                name="approval_status_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=WITH_MINUTE)
                | Q(
                    minute_year__isnull=False,
                    minute_number__isnull=False,
                    minute__isnull=False,
                    issued_at__isnull=False,
                    posting__isnull=False,
                ),
                name="what_is_issued_has_its_minute",
                violation_error_message=_("An approval that is issued must have its minute and its lines."),
            ),
        ]

    def __str__(self) -> str:
        return together(*([self.minute_name, " "] if self.minute_name else []), str(self.agreement))

    @property
    def minute_name(self) -> str:
        """The number of the minute with its year; empty: it has none."""
        if self.minute_year is None or self.minute_number is None:
            return ""
        return minute_of(self.minute_year, self.minute_number)

    @property
    def signed_on(self) -> Any:
        """The day of the signature, on which it counts."""
        return self.amendment.signed_on if self.amendment else self.agreement.signed_on

    @property
    def signed_amount(self) -> Any:
        """What was signed, plus or minus, in the agreement's currency; support costs and levy included."""
        return self.amendment.amount if self.amendment else self.agreement.signed_total

    @property
    def seen_project(self) -> Any:
        """The project, where the reader sees it (`visible_to`)."""
        return self.project if self.shown_project else None

    @property
    def seen_proposal(self) -> Any:
        """The proposal, where the reader sees it (`visible_to`)."""
        return self.proposal if self.shown_proposal else None

    @property
    def lines(self) -> Any:
        """The lines of the ledger that it is posted as; none before it is issued."""
        from funding.ledger.models.entry import LedgerEntry  # beside the models of agreements

        lines: Any = LedgerEntry.objects
        return lines.of_posting(self.posting) if self.posting else lines.none()

    def shares_of(self, user: Viewer) -> Any:
        """Return what it is for, of what `user` sees, in the order in which it was given."""
        if "visible_shares" in self.__dict__:
            return self.visible_shares
        return self.shares.visible_to(user).for_list()


def _read_again(column: str, *, exclude: list[str]) -> pgtrigger.Trigger:
    """Return the trigger by which the approvals of changed terms get another version."""
    return pgtrigger.Trigger(
        name="approvals_are_read_again",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=exclude),
        func=READ_AGAIN.format(column=column),
    )


# They stand on tables of a feature below, which knows no approvals.
pgtrigger.register(_read_again("agreement_id", exclude=NOT_TERMS))(Agreement)
pgtrigger.register(_read_again("amendment_id", exclude=["version", "updated_at"]))(Amendment)
