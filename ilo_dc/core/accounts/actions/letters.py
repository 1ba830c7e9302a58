"""Letters about somebody's account, which a worker sends: no request waits for a mail server."""

from __future__ import annotations

import json
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.accounts.sealing import seal, unseal
from ilo_dc.core.notices.actions import UnableToMail
from ilo_dc.core.runs.actions.runs import request_run
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


def forget_old_letters() -> int:
    """Forget what letters said that could not be sent while their links worked; return how many."""
    too_old = timezone.now() - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    letters = Run.objects.filter(task=SEND_LETTER, created_at__lt=too_old).exclude(parameters={})
    return letters.update(parameters={})


def send_letter(*, sealed: str | None) -> None:
    """Send a letter that was kept sealed; None: it was forgotten.

    Raises:
        UnableToMail: the mail server did not take it, and the run may be started again; or it is too old.
        UnableToUnseal: it was sealed with a key that the settings no longer name.
    """
    if sealed is None:
        raise UnableToMail(
            _("The message is too old and was forgotten. Whoever needs it asks for a new one.")
        )
    written = json.loads(unseal(sealed))
    try:
        EmailMessage(written["subject"], written["body"], to=written["to"]).send()
    except OSError as error:
        raise UnableToMail(_("The mail server did not take the message.")) from error
