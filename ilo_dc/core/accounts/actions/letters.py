"""Letters about somebody's account, which a worker sends: no request waits for a mail server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts.sealing import seal, unseal
from ilo_dc.core.notices.actions import UnableToMail
from ilo_dc.core.runs.actions.runs import request_run

if TYPE_CHECKING:
    from ilo_dc.core.runs.models import Run

SEND_LETTER = "core.send_letter"


def request_letter(message: EmailMessage) -> Run:
    """Have a worker send a letter whose text is written already.

    It may hold a link that lets somebody in, so it is kept sealed until it is sent. Who asked is not kept:
    it may be a stranger who names an address.
    """
    written = {"subject": message.subject, "body": message.body, "to": message.to}
    return request_run(
        by=None,
        task=SEND_LETTER,
        label=gettext_noop("Message about an account"),
        parameters={"letter": seal(json.dumps(written))},
    )


def send_letter(*, sealed: str) -> None:
    """Send a letter that was kept sealed.

    Raises:
        UnableToMail: the mail server did not take it; the run may be started again.
        UnableToUnseal: it was sealed with a key that the settings no longer name.
    """
    written = json.loads(unseal(sealed))
    try:
        EmailMessage(written["subject"], written["body"], to=written["to"]).send()
    except OSError as error:
        raise UnableToMail(_("The mail server did not take the message.")) from error
