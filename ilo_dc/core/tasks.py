"""Doors of core's background work: parse ids, one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import shared_task

from ilo_dc.core.accounts.actions import invitations, letters
from ilo_dc.core.accounts.models.invitation import Invitation
from ilo_dc.core.accounts.sessions import SessionStore
from ilo_dc.core.documents import orphans
from ilo_dc.core.notices import actions as notifications
from ilo_dc.core.runs.actions import sweeping, working
from ilo_dc.core.saved_filters.actions import letters as weekly
from ilo_dc.core.writing import actions as idempotency

if TYPE_CHECKING:
    from ilo_dc.core.runs.actions.working import Work


@shared_task(name="core.sweep_runs")
def sweep_runs(**_kwargs: object) -> dict[str, int]:
    """Find runs that wait too long or lost their worker; the scheduler calls this every 30 seconds."""
    return sweeping.sweep_runs()


@shared_task(name="core.sweep_orphan_files")
def sweep_orphan_files(**_kwargs: object) -> int:
    """Delete uploaded files that no row names; the scheduler calls this every six hours."""
    return orphans.sweep_orphan_files()


@shared_task(name="core.sweep_sessions")
def sweep_sessions(**_kwargs: object) -> None:
    """Delete the sessions that have expired; the scheduler calls this every six hours."""
    SessionStore.clear_expired()


@shared_task(name="core.sweep_letters")
def sweep_letters(**_kwargs: object) -> int:
    """Forget what old letters said that were never sent; the scheduler calls this every six hours."""
    return letters.forget_old_letters()


@shared_task(name="core.sweep_idempotency_keys")
def sweep_idempotency_keys(**_kwargs: object) -> int:
    """Delete keys of repeated sending that have expired; the scheduler calls this every hour."""
    return idempotency.sweep_idempotency_keys()


@shared_task(name=invitations.SEND_INVITATION)
def send_invitation(*, run_id: int, **_kwargs: object) -> None:
    """Send one invitation."""
    working.perform(run_id, _send)


@shared_task(name=letters.SEND_LETTER)
def send_letter(*, run_id: int, **_kwargs: object) -> None:
    """Send one letter about an account, and forget what it said."""
    working.perform(run_id, _send_letter)


@shared_task(name="core.schedule_digest")
def schedule_digest(**_kwargs: object) -> None:
    """Ask for the daily digest when it is due; the scheduler calls this every ten minutes."""
    notifications.request_due_digest()


@shared_task(name=notifications.MAIL_DIGESTS)
def mail_digests(*, run_id: int, **_kwargs: object) -> None:
    """Send the digests of one day; each letter commits by itself."""
    with working.working_on(run_id) as work:
        if work is not None:
            work.finish(dict(notifications.mail_digests(progress=work.advance)))


@shared_task(name=notifications.MAIL_AT_ONCE)
def mail_notifications(*, run_id: int, **_kwargs: object) -> None:
    """Mail pressing notifications; each letter commits by itself."""
    with working.working_on(run_id) as work:
        if work is not None:
            numbers = work.run.parameters["notifications"]
            work.finish({"sent": notifications.mail_notifications(numbers=numbers)})


@shared_task(name="core.schedule_weekly_filters")
def schedule_weekly_filters(**_kwargs: object) -> None:
    """Ask for the mail of saved filters once a week; the scheduler calls this every hour."""
    weekly.request_weekly_mail()


@shared_task(name=weekly.MAIL_WEEKLY)
def mail_weekly_filters(*, run_id: int, **_kwargs: object) -> None:
    """Mail the saved filters of a week; each letter commits by itself."""
    with working.working_on(run_id) as work:
        if work is not None:
            work.finish(dict(weekly.mail_weekly_filters(progress=work.advance)))


def _send(work: Work) -> dict[str, Any]:
    parameters = work.run.parameters
    invitation = Invitation.objects.select_related("user", "invited_by").get(pk=parameters["invitation"])
    invitations.send_invitation(invitation=invitation, site=parameters["site"])
    return {"invitation": invitation.pk}


def _send_letter(work: Work) -> dict[str, Any]:
    letters.send_letter(sealed=work.run.parameters.get("letter"))
    work.own_row().update(parameters={})
    return {}
