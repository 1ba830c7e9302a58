"""What fell due by the invented agreements of a demonstration, recorded as if each night had been.

What was late was first not done: receipts are known since the ledger recorded them, reports the night after
they were sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.agreements.models.agreement_state import AgreementState
from funding.agreements.vocab import CONCLUDED
from funding.demonstration.invented_agreements import UnableToLoadAgreements
from funding.dues.actions.dues import settle_dues
from funding.dues.actions.owed import (
    due_donor_reports,
    ended_on,
    fallen_due,
    instalments_of,
    receipts_of,
)
from funding.dues.models.due_donor_report import DueDonorReport
from funding.dues.models.due_instalment import DueInstalment
from funding.dues.rules import settled_from, status_of_report
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import BATCH
from ilo_dc.core.installation.actions import is_demonstration

REASON = gettext_noop("Demonstration of what fell due by agreements")
COLUMNS = ("received", "received_on", "status")
Versions = list[tuple[datetime, Any]]


@transaction.atomic
def load_demonstration_dues(*, today: date | None = None) -> dict[str, int]:
    """Record what fell due before `today`; what is recorded already is brought up to it.

    Nobody is asked for permission: whoever owns the server runs this.

    Raises:
        UnableToLoadAgreements: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadAgreements(
            _("Demonstration agreements exist in a demonstration installation only.")
        )
    now = today or timezone.now().date()
    if not DueInstalment.objects.exists() and not DueDonorReport.objects.exists():
        with recording(by=None, reason=REASON) as change:
            for model, found in ((DueInstalment, _instalments(now)), (DueDonorReport, _reports(now))):
                rows = [row for versions in found for row in _dated(versions, change)]
                model._default_manager.bulk_create(rows, batch_size=BATCH)
    return settle_dues(today=now)


def _since() -> dict[int, datetime]:
    """Return since when each invented agreement is known to be signed."""
    rows = AgreementState.objects.filter(backdated=True, demonstration=True, status__in=CONCLUDED)
    return dict(rows.order_by().values_list("agreement").annotate(Min("recorded_at")))


def _instalments(today: date) -> Iterator[Versions]:
    """Yield what was recorded of each instalment, one version after the other."""
    since = _since()
    every, receipts, ended = instalments_of(list(since)), receipts_of(list(since)), ended_on(list(since))
    moments: dict[int, set[datetime]] = defaultdict(set)
    for receipt in receipts:
        moments[receipt.payer[0]].add(receipt.recorded_at)
    for one in every:
        moments[one.agreement_id].add(settled_from(one.due_on))
    for agreement, times in moments.items():
        own = [one for one in every if one.agreement_id == agreement]
        paid = [one for one in receipts if one.payer[0] == agreement]
        found: dict[int, Versions] = defaultdict(list)
        for moment in sorted(times):
            known = [one for one in paid if one.recorded_at <= moment]
            for due in fallen_due(own, known, today=today, ended=ended):
                _add(found[due.instalment_id], max(moment, since[agreement]), due)
        yield from found.values()


def _add(versions: Versions, moment: datetime, due: Any) -> None:
    """Add how an instalment stood at a moment, if its due day was over and it stood otherwise before."""
    if moment < settled_from(due.due_on):
        return
    last = versions[-1][1] if versions else None
    if last is not None and all(getattr(last, name) == getattr(due, name) for name in COLUMNS):
        return
    if versions and versions[-1][0] == moment:  # several things became known with the agreement itself
        versions.pop()
    versions.append((moment, due))


def _reports(today: date) -> Iterator[Versions]:
    """Yield what was recorded of each report: a late one was not sent until it was."""
    since = _since()
    for due in due_donor_reports(list(since), today=today):
        begins = max(settled_from(due.due_on), since[due.agreement_id])
        if due.sent_on is None or settled_from(due.sent_on) <= begins:
            yield [(begins, due)]
            continue
        before = DueDonorReport(
            **{
                name: getattr(due, name)
                for name in ("donor_report", "agreement", "partner_id", "kind", "starts_on", "ends_on")
            },
            due_on=due.due_on,
            status=status_of_report(None, due_on=due.due_on),
            demonstration=True,
        )
        yield [(begins, before), (settled_from(due.sent_on), due)]


def _dated(versions: Versions, change: Any) -> Iterator[Any]:
    """Yield the versions of one fact, each closed when the next one began."""
    for place, (moment, due) in enumerate(versions):
        following = versions[place + 1][0] if place + 1 < len(versions) else None
        due.backdated, due.recorded_at = True, moment
        if following is not None:
            due.superseded_at, due.superseded_by = following, change
        yield due
