"""What people are told of approvals: what awaits a second signature, what was issued or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.languages import shortened
from ilo_dc.core.models import User
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from funding.approvals.models.approval import Approval

AWAITING = gettext_noop("An approval awaits the second signature: %(approval)s.")
ISSUED = gettext_noop("An approval was issued: %(approval)s.")
CANCELLED = gettext_noop("An approval was cancelled: %(approval)s.")
# Who is told of what was issued or cancelled (N4): who signs second is told of what awaits it.
SIGNERS = (Role.PARDEV, Role.MANAGER)
CONCERNED = (Role.FINANCE, Role.FIELD, Role.REGIONAL, Role.COORDINATOR)


def tell_of_approval(by: User, approval: Approval, *, text: str) -> None:
    """Tell those whom a step of an approval concerns, but not `by`."""
    notice = Notice(
        NoticeKind.N4,
        text,
        reverse("funding:approval", args=[approval.pk]),
        {"approval": shortened(str(approval), NAME_IN_A_NOTICE)},
        key=f"approval:{approval.pk}:{approval.version}",
    )
    to = _signers(approval) if text == AWAITING else _concerned(approval)
    notify(by=by, to=to.exclude(pk=by.pk), notice=notice)


def _signers(approval: Approval) -> QuerySet[User]:
    """Return who may sign as the second: those who record approvals and wrote nothing of this one."""
    from funding.approvals.policies import may_sign_second  # asks the history of each

    people = holders(*SIGNERS, country=None, region=None)
    free = [person.pk for person in people if may_sign_second(person, approval)]
    return people.filter(pk__in=free)


def _concerned(approval: Approval) -> QuerySet[User]:
    """Return finance, and the officers of the countries that the approval is for."""
    found = holders(Role.FINANCE, Role.MANAGER, country=None, region=None)
    for share in approval.shares.for_list():
        country = share.outcome.country if share.outcome else None
        if country is not None:
            found = found | holders(*CONCERNED, country=country.pk, region=country.region_id)
    return found.distinct()
