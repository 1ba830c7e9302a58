"""Recording that a report to a funding partner was sent: the day, how, and the report itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from funding.agreements import policies
from funding.agreements.actions.agreement_parts import DONOR_REPORTS, UnableToChangeAgreement
from ilo_dc.core.documents.actions import attach_document
from ilo_dc.core.errors import require

if TYPE_CHECKING:
    from django.core.files.base import File

    from funding.agreements.models.donor_report import DonorReport
    from ilo_dc.core.models import User


@transaction.atomic
def send_report(
    *,
    by: User,
    report: DonorReport,
    lock_version: int,
    sent_on: date | None,
    note: str = "",
    file: File[bytes] | None = None,
) -> DonorReport:
    """Record that a report was sent on a day, with a note and, if there is one, the file.

    Raises:
        Refused: neither a PARDEV officer nor a manager, or the agreement is over.
        Conflict: somebody changed the report meanwhile.
        UnableToChangeAgreement: no day is given.
        UnableToAct: what the fields found, or the file cannot be kept.
    """
    require(policies.may_send_report(by, report))
    if sent_on is None:
        message = _("Say when it was sent.")
        raise UnableToChangeAgreement(message, {"sent_on": [message]})
    data = replace(DONOR_REPORTS.data_of(report), sent_on=sent_on, note=note)
    saved = DONOR_REPORTS.edit(by=by, row=report, lock_version=lock_version, data=data)
    if file is not None:
        attach_document(by=by, owner=saved, file=file, policy=policies.may_send_report)
    return saved
