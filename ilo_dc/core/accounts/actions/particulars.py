"""What is written of a person is changed; of an address or a sign-in name that changed they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from ilo_dc.core.accounts.actions.account_notices import tell_owner
from ilo_dc.core.accounts.actions.letters import request_letter
from ilo_dc.core.people.actions import users
from ilo_dc.core.people.models.user import User

if TYPE_CHECKING:
    from ilo_dc.core.people.actions.users import Particulars

NEW_ADDRESS = gettext_noop(
    "An administrator changed the address of your account. Links for a new password go to the new one."
)
NEW_NAME = gettext_noop("An administrator changed your sign-in name.")


@transaction.atomic
def change_particulars(*, by: User, user: User, particulars: Particulars) -> User:
    """Change name, address, language or sign-in name, and tell the person what changes how they come in.

    Of a new address the former one is told, too: whoever reads it may be the only one who knows of a theft.

    Raises:
        UnableToAct: refused, or entries that need attention, by field.
    """
    former = User.objects.select_for_update().get(pk=user.pk)
    user = users.edit_person(by=by, user=former, particulars=particulars)
    has_moved = user.email.lower() != former.email.lower()
    texts = [NEW_ADDRESS] if has_moved else []
    texts += [NEW_NAME] if user.username != former.username else []
    for text in texts:
        tell_owner(by=by, user=user, text=text, page="core:preferences")
        if has_moved and former.email and former.is_active:
            _write_to_former(former, text)
    return user


def _write_to_former(former: User, text: str) -> None:
    with translation.override(former.language):
        context = {
            "user": former,
            "text": gettext(text),
            "contact": settings.PORTAL_CONTACT,
            "site": settings.PORTAL_SITE,
        }
        body = render_to_string("core/accounts/email/former_address_message.txt", context)
        request_letter(EmailMessage(gettext(text), body, to=[former.email]))
