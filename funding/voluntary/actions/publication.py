"""Publishing an agreement with what the ledger counts of it, and taking the publication back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from funding.agreements.actions import agreements
from funding.ledger.actions.publication import repost_lines

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import User


@transaction.atomic
def publish_agreement(*, by: User, agreement: Agreement, lock_version: int) -> Agreement:
    """Let everybody see a signed agreement with its amounts: from now on public figures count its lines.

    Raises:
        Refused, Conflict: as `agreements.publish_agreement`.
        UnableToPost: its pool lacks money that is allocated.
        UnableToRecord: somebody else records for too long.
    """
    published = agreements.publish_agreement(by=by, agreement=agreement, lock_version=lock_version)
    repost_lines(by=by, agreement=published)
    return published


@transaction.atomic
def withdraw_agreement(*, by: User, agreement: Agreement, lock_version: int, reason: str) -> Agreement:
    """Take a publication back, with a reason: public figures of now count its lines no longer.

    Figures as of an earlier moment stay as they were public then.

    Raises:
        Refused, Conflict, UnableToSaveAgreement: as `agreements.withdraw_agreement`.
        UnableToPost: its pool lacks money that is allocated.
        UnableToRecord: somebody else records for too long.
    """
    withdrawn = agreements.withdraw_agreement(
        by=by, agreement=agreement, lock_version=lock_version, reason=reason
    )
    repost_lines(by=by, agreement=withdrawn)
    return withdrawn
