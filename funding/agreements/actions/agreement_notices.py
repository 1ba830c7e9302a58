"""What people are told of agreements: what was corrected, what is due to a partner or from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role

if TYPE_CHECKING:
    from funding.agreements.models.agreement import Agreement
    from ilo_dc.core.models import User

CORRECTED = gettext_noop("What was recorded of the life of an agreement was corrected: %(agreement)s.")


def tell_of_agreement(by: User, agreement: Agreement, *, text: str) -> None:
    """Tell the managers, but not `by`, what was done to the recorded life of an agreement."""
    notice = Notice(
        NoticeKind.N13,
        text,
        f"{reverse('agreement', args=[agreement.pk])}#life",
        {"agreement": shortened(str(agreement), NAME_IN_A_NOTICE)},
        key=f"agreement-corrected:{agreement.pk}:{agreement.version}",
    )
    notify(by=by, to=holders(Role.MANAGER, country=None, region=None).exclude(pk=by.pk), notice=notice)
