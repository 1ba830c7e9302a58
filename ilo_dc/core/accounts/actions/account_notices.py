"""What people are told of their own account, in the portal and by mail at once, whoever did it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User


def tell_owner(*, by: User | None, user: User, text: str, page: str, **values: Any) -> None:
    """Tell a person what was changed about how they, or others as them, come in.

    `text` is a source text of the catalogues (`gettext_noop`), `page` the URL name of where it stands.
    """
    notify(by=by, to=[user], notice=Notice(NoticeKind.N20, text, reverse(page), values))
