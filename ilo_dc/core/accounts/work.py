"""Invitations that await their acceptance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.accounts.models.invitation import Invitation
from ilo_dc.core.people import policies
from ilo_dc.core.work.items import MOST, WorkItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.people.grants import Viewer


def awaiting(user: Viewer) -> Iterator[WorkItem]:
    """Yield invitations that ran out, for administrators: they send them again."""
    return _open(user, ran_out=True)


def handed_in(user: Viewer) -> Iterator[WorkItem]:
    """Yield invitations that may still be accepted, for administrators."""
    return _open(user, ran_out=False)


def _open(user: Viewer, *, ran_out: bool) -> Iterator[WorkItem]:
    if not policies.may_administer(user):
        return
    valid = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    over = Q(sent_at__lt=timezone.now() - valid)
    rows = Invitation.objects.filter(accepted_at__isnull=True, user__is_active=True).select_related("user")
    for invitation in rows.filter(over if ran_out else ~over).order_by("-sent_at", "-pk")[:MOST]:
        yield WorkItem(
            title=_("Invitation not accepted yet"),
            url=reverse("core:person", args=[invitation.user_id]),
            kind=_("Invitation"),
            since=invitation.sent_at,
            subject=str(invitation.user),
            due_on=(invitation.sent_at + valid).date(),
            waits_on=str(invitation.user),
        )
